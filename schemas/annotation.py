"""What a value is about: the data category of every leaf, read off the schema.

A leaf is a scalar, an empty container or a sealed part. `x-category`, `x-sensitive` and `x-source` hold for a value
and for everything in it; the nearest one counts (domain section 4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemas.errors import Unannotated
from schemas.files import Schema, by_id
from schemas.nodes import Node, decided, items, pointer, properties, spread
from schemas.profile import merged
from schemas.registry import evaluate, load


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


_START = Annotated(
    pointer="", category="", sensitive=False, sources=frozenset(), required=True, sealed=False, categories=()
)


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
    roots = [Node(schema, schema)]
    if profile:
        roots.append(Node(merged(name, profile), schema))
    return tuple(_walk(data, _applying(roots, data), _START))


def _applying(nodes: Sequence[Node], value: object) -> list[Node]:
    found: list[Node] = []
    for node in (every for one in nodes for every in spread(one, known=by_id())):
        extra = [every for branch in decided(node, value, evaluate=evaluate) for every in _applying([branch], value)]
        found += [node, *extra]
    return found


def _walk(value: object, nodes: list[Node], above: Annotated) -> Iterator[Annotated]:
    here = _inherit(nodes, above)
    if any(node.schema.get("x-sealed") for node in nodes):
        yield _sealed(value, here)
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _walk(inner, *_step_to_property(str(key), inner, nodes, here))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            below = _applying([each for node in nodes for each in items(node)], inner)
            yield from _walk(inner, below, replace(here, pointer=pointer(here.pointer, index)))
    else:
        yield _leaf(here)


def _step_to_property(key: str, value: object, nodes: list[Node], here: Annotated) -> tuple[list[Node], Annotated]:
    named = [properties(node)[key] for node in nodes if key in properties(node)]
    if not named:
        raise Unannotated
    required = here.required and any(key in node.schema.get("required", ()) for node in nodes)
    return _applying(named, value), replace(here, pointer=pointer(here.pointer, key), required=required)


def _inherit(nodes: Sequence[Node], above: Annotated) -> Annotated:
    said: dict[str, Any] = {}
    for node in reversed(nodes):
        said |= {word: node.schema[word] for word in ("x-category", "x-sensitive", "x-source") if word in node.schema}
    return replace(
        above,
        category=said.get("x-category", above.category),
        sensitive=said.get("x-sensitive", above.sensitive),
        sources=frozenset(said.get("x-source", above.sources)),
    )


def _leaf(here: Annotated) -> Annotated:
    if not here.category:
        raise Unannotated
    return replace(here, categories=(here.category,))


def _sealed(value: object, here: Annotated) -> Annotated:
    declared = value.get("categories") if isinstance(value, Mapping) else None
    if not isinstance(declared, list) or not declared or not all(isinstance(one, str) for one in declared):
        raise Unannotated
    return replace(here, category=declared[0], sealed=True, categories=tuple(declared))
