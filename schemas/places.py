"""Memoised annotations: what schema and profile say of each place in a document, worked out once and kept.

The same few places come with every document. What is said of a place depends on the value there only through `if`:
so each place keeps one meaning, or one for each way its conditions can turn out.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache

from schemas.errors import Unannotated
from schemas.files import Schema, by_id
from schemas.nodes import Node, decided, items, properties, spread
from schemas.profile import canonical, ready
from schemas.registry import evaluate

_WORDS = ("x-category", "x-sensitive", "x-source")


class Place:
    """One place: the subschemas written for it, and what it inherits from the value it lies in.

    `conditional` where what is said of it depends on the value there.
    """

    def __init__(self, nodes: Sequence[Node], *, above: "Meaning | None", required: bool) -> None:
        self.required = required
        self._above = above
        self._nodes = tuple(every for one in nodes for every in spread(one, known=by_id()))
        self.conditional = any("if" in node.schema for node in self._nodes)
        self._meanings: dict[tuple[int, ...], Meaning] = {}

    def meaning(self, value: object) -> "Meaning":
        """Say what holds for a value at this place."""
        nodes = _applying(self._nodes, value) if self.conditional else self._nodes
        # Schemas are kept as long as the places made of them, so one that lies elsewhere is another one.
        turned_out = tuple(id(node.schema) for node in nodes) if self.conditional else ()
        known = self._meanings.get(turned_out)
        if known is None:
            known = self._meanings[turned_out] = Meaning(nodes, self._above)
        return known


class Meaning:
    """What holds for a value and everything in it: the nearest annotation counts (domain section 4)."""

    def __init__(self, nodes: Sequence[Node], above: "Meaning | None") -> None:
        self._nodes = nodes
        self._named: dict[str, Place] = {}
        said: dict[str, object] = {}
        for node in reversed(nodes):
            said |= {word: node.schema[word] for word in _WORDS if word in node.schema}
        self.category: str = str(said.get("x-category", above.category if above else ""))
        self.sensitive: bool = bool(said.get("x-sensitive", above.sensitive if above else False))
        sources = said.get("x-source")
        inherited = above.sources if above else frozenset()
        self.sources: frozenset[str] = frozenset(sources) if isinstance(sources, list) else inherited
        self.sealed = any(node.schema.get("x-sealed") for node in nodes)

    def named(self, key: str) -> Place:
        """Give the place of a property.

        Raises:
            Unannotated: the schema describes none of this name.
        """
        place = self._named.get(key)
        if place is None:
            described = [found[key] for node in self._nodes if key in (found := properties(node))]
            if not described:
                raise Unannotated
            required = any(key in node.schema.get("required", ()) for node in self._nodes)
            place = self._named[key] = Place(described, above=self, required=required)
        return place

    @cached_property
    def item(self) -> Place:
        """The place of each item of an array."""
        return Place([each for node in self._nodes for each in items(node)], above=self, required=True)


def place_of(schema: Schema, profile: Schema | None) -> Place:
    """Give the place of a whole document of a bundled schema.

    Raises:
        BrokenProfile: the profile does more than narrow.
    """
    return _root(schema["$id"], canonical(profile) if profile else b"")


@lru_cache(maxsize=256)
def _root(identifier: str, profile: bytes) -> Place:
    schema = by_id()[identifier]
    nodes = [Node(schema, schema)]
    if profile:
        nodes.append(Node(ready(identifier, profile).schema, schema))
    return Place(nodes, above=None, required=True)


def _applying(nodes: Sequence[Node], value: object) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        extra = [
            every
            for branch in decided(node, value, evaluate=evaluate)
            for every in _applying(tuple(spread(branch, known=by_id())), value)
        ]
        found += [node, *extra]
    return found
