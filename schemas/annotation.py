"""Data classification: what a value is about, the data category of every field, read off the schema.

A field is a scalar, an empty container or a sealed part. `x-category`, `x-sensitive` and `x-source` hold for a value
and for everything in it; the nearest one counts (domain section 4).
"""

from collections.abc import Mapping

from schemas.errors import Unannotated
from schemas.files import Schema
from schemas.registry import load
from schemas.spots import Annotated, Spot, spot_of

_SCALARS = frozenset({str, int, float, bool, type(None)})


def annotate(name: str, data: object, *, profile: Schema | None = None) -> tuple[Annotated, ...]:
    """Name the category of every field of data that is valid against a schema and profile, in document order.

    The data itself is the frame and no field: where it is empty there are none.

    Raises:
        UnknownSchema: there is no schema of this name.
        BrokenProfile: the profile does more than narrow.
        Unannotated: a field lies outside every category, so the data cannot be valid against this schema.
    """
    schema = load(name)
    if not data:
        return ()
    found: list[Annotated] = []
    _walk(data, spot_of(schema, profile, data), found)
    return tuple(found)


def _walk(value: object, spot: Spot, found: list[Annotated]) -> None:
    if spot.meaning.sealed:
        found.append(_sealed(value, spot))
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            _enter(inner, spot.named(str(key), inner), found)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            _enter(inner, spot.item(index, inner), found)
    elif spot.field is None:
        raise Unannotated
    else:
        found.append(spot.field)


def _enter(value: object, spot: Spot, found: list[Annotated]) -> None:
    # Most values are scalars: they need no walk of their own.
    if spot.field is not None and type(value) in _SCALARS:
        found.append(spot.field)
    else:
        _walk(value, spot, found)


def _sealed(value: object, spot: Spot) -> Annotated:
    declared = value.get("categories") if isinstance(value, Mapping) else None
    if not isinstance(declared, list) or not declared or not all(isinstance(one, str) for one in declared):
        raise Unannotated
    return spot.annotated(tuple(declared))
