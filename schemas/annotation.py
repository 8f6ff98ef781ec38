"""What a value is about: the data category of every leaf, read off the schema.

A leaf is a scalar, an empty container or a sealed part. `x-category`, `x-sensitive` and `x-source` hold for a value
and for everything in it; the nearest one counts (domain section 4).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.errors import Unannotated
from schemas.files import Schema
from schemas.nodes import pointer
from schemas.places import Meaning, Place, place_of
from schemas.registry import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """One leaf.

    `pointer` is its JSON Pointer in the data (RFC 6901). `categories` are those a sealed part declares, else only
    `category`. `sources` are the kinds of source a value may come from, empty for any. `required` leaves cannot be
    left out: schema or profile require them and everything they lie in.
    """

    pointer: str
    category: str
    sensitive: bool
    sources: frozenset[str]
    required: bool
    sealed: bool
    categories: tuple[str, ...]


def annotate(name: str, data: object, *, profile: Schema | None = None) -> tuple[Annotated, ...]:
    """Name the category of every leaf of data that is valid against a schema and profile, in document order.

    The data itself is the frame and no leaf: where it is empty there are none.

    Raises:
        UnknownSchema: there is no schema of this name.
        BrokenProfile: the profile does more than narrow.
        Unannotated: a leaf lies outside every category, so the data cannot be valid against this schema.
    """
    schema = load(name)
    if not data:
        return ()
    return tuple(_walk(data, "", place_of(schema, profile).meaning(data), required=True))


def _walk(value: object, path: str, here: Meaning, *, required: bool) -> Iterator[Annotated]:
    if here.sealed:
        yield _sealed(value, path, here, required=required)
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            place = here.named(str(key))
            below, needed = pointer(path, key), required and place.required
            yield from _inside(inner, below, place, required=needed)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _inside(inner, f"{path}/{index}", here.item, required=required)
    else:
        yield _leaf(path, here, required=required)


def _inside(value: object, path: str, place: Place, *, required: bool) -> Iterator[Annotated]:
    here = place.meaning(value)
    # Most values are scalars: they need no walk of their own.
    if here.sealed or isinstance(value, Mapping | list):
        return _walk(value, path, here, required=required)
    return iter((_leaf(path, here, required=required),))


def _leaf(path: str, here: Meaning, *, required: bool) -> Annotated:
    if not here.category:
        raise Unannotated
    return _annotated(path, here, (here.category,), required=required)


def _sealed(value: object, path: str, here: Meaning, *, required: bool) -> Annotated:
    declared = value.get("categories") if isinstance(value, Mapping) else None
    if not isinstance(declared, list) or not declared or not all(isinstance(one, str) for one in declared):
        raise Unannotated
    return _annotated(path, here, tuple(declared), required=required)


def _annotated(path: str, here: Meaning, categories: tuple[str, ...], *, required: bool) -> Annotated:
    return Annotated(
        pointer=path,
        category=categories[0],
        sensitive=here.sensitive,
        sources=here.sources,
        required=required,
        sealed=here.sealed,
        categories=categories,
    )
