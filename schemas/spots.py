"""JSON Pointers (RFC 6901), each made once: places in a document, the field that lies there, and what lies below.

The same few pointers come with every document. Members are few because the schema names them; of the items of an array
the first are kept and the rest made anew, so that no document makes us remember more than a schema has room for.
"""

from dataclasses import dataclass
from functools import lru_cache

from schemas.files import Schema
from schemas.nodes import pointer
from schemas.places import Meaning, Place, place_of

_ITEMS_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Annotated:
    """One field. Each place has one object for it, so that it can be told by identity from any other.

    `pointer` is its JSON Pointer in the data (RFC 6901). `categories` are those a sealed part declares, else only
    `category`. `sources` are the kinds of source a value may come from, empty for any. `required` fields cannot be
    left out: schema or profile require them and everything they lie in.
    """

    pointer: str
    category: str
    sensitive: bool
    sources: frozenset[str]
    required: bool
    sealed: bool
    categories: tuple[str, ...]


class Spot:
    """One place in a document: its pointer, what holds there, and whether it is required with all it lies in.

    `field` is what a value that holds no other is there; None for a sealed part, whose value has a say in it, and where
    there is no category.
    """

    __slots__ = ("_items", "_named", "field", "meaning", "pointer", "required")

    def __init__(self, meaning: Meaning, pointer: str, *, required: bool) -> None:
        self.meaning, self.pointer, self.required = meaning, pointer, required
        self._named: dict[str, Spot] = {}
        self._items: dict[int, Spot] = {}
        readable = meaning.category and not meaning.sealed
        self.field = self.annotated((meaning.category,)) if readable else None

    def annotated(self, categories: tuple[str, ...]) -> Annotated:
        """The field of these categories at this place."""
        return Annotated(
            pointer=self.pointer,
            category=categories[0],
            sensitive=self.meaning.sensitive,
            sources=self.meaning.sources,
            required=self.required,
            sealed=self.meaning.sealed,
            categories=categories,
        )

    def named(self, key: str, value: object) -> "Spot":
        """The place of a member.

        Raises:
            Unannotated: the schema describes none of this name.
        """
        spot = self._named.get(key)
        if spot is None:
            place = self.meaning.named(key)
            spot = self._below(place, key, value, required=self.required and place.required)
            # What a condition decides depends on the value, so that spot is for this once.
            if not place.conditional:
                self._named[key] = spot
        return spot

    def item(self, index: int, value: object) -> "Spot":
        """The place of an item of an array."""
        spot = self._items.get(index)
        if spot is None:
            place = self.meaning.item
            spot = self._below(place, index, value, required=self.required)
            if not place.conditional and index < _ITEMS_KEPT:
                self._items[index] = spot
        return spot

    def _below(self, place: Place, key: str | int, value: object, *, required: bool) -> "Spot":
        return Spot(place.meaning(value), pointer(self.pointer, key), required=required)


def spot_of(schema: Schema, profile: Schema | None, document: object) -> Spot:
    """The place of a whole document of a bundled schema.

    Raises:
        BrokenProfile: the profile does more than narrow.
    """
    return _start(place_of(schema, profile).meaning(document))


@lru_cache(maxsize=256)
def _start(meaning: Meaning) -> Spot:
    return Spot(meaning, "", required=True)
