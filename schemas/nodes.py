"""Subschemas: what they lead to, `$ref`, `allOf`, and `then` or `else` where `if` decides.

Our schemas keep `$ref` to two forms, `urn:geleit:schema:NAME:1` with or without a pointer, and `#/$defs/NAME`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.errors import BrokenSchema
from schemas.files import Schema

MAX_DEPTH = 16
"""How many `$ref` and `allOf` may follow each other before a schema counts as circular."""


@dataclass(frozen=True, slots=True)
class Node:
    """A subschema, and the whole schema its `#` references are read in."""

    schema: Schema
    home: Schema


Evaluate = Callable[[Node, Any], bool]
"""Says whether an instance is valid against a subschema; decides `if`."""


def resolve(reference: str, *, home: Schema, known: Mapping[str, Schema]) -> Node:
    """Follow a reference.

    Raises:
        BrokenSchema: it leads nowhere.
    """
    identifier, _, fragment = reference.partition("#")
    document = known.get(identifier) if identifier else home
    if document is None:
        raise BrokenSchema(reference)
    place: Any = document
    for part in fragment.split("/")[1:]:
        if not isinstance(place, Mapping) or part not in place:
            raise BrokenSchema(reference)
        place = place[part]
    if not isinstance(place, Mapping):
        raise BrokenSchema(reference)
    return Node(place, document)


def spread(node: Node, *, known: Mapping[str, Schema], depth: int = 0) -> Iterator[Node]:
    """Yield the node and everything that always applies to the same value: through `$ref` and `allOf`.

    Raises:
        BrokenSchema: a reference leads nowhere, or in a circle.
    """
    if depth > MAX_DEPTH:
        raise BrokenSchema("circular")
    yield node
    reference = node.schema.get("$ref")
    if isinstance(reference, str):
        yield from spread(resolve(reference, home=node.home, known=known), known=known, depth=depth + 1)
    for part in node.schema.get("allOf", ()):
        yield from spread(Node(part, node.home), known=known, depth=depth + 1)


def decided(node: Node, value: object, *, evaluate: Evaluate) -> Iterator[Node]:
    """Yield what `if` adds for this value: `then` or `else`, whichever is there and applies."""
    if "if" not in node.schema:
        return
    branch = "then" if evaluate(Node(node.schema["if"], node.home), value) else "else"
    if isinstance(node.schema.get(branch), Mapping):
        yield Node(node.schema[branch], node.home)


def properties(node: Node) -> dict[str, Node]:
    """The named properties of one node that have a schema of their own; `false` ones are none."""
    found = node.schema.get("properties", {}).items()
    return {name: Node(schema, node.home) for name, schema in found if isinstance(schema, Mapping)}


def items(node: Node) -> Iterator[Node]:
    """What a node says of each item of an array."""
    schema = node.schema.get("items")
    if isinstance(schema, Mapping):
        yield Node(schema, node.home)


def pointer(parent: str, key: object) -> str:
    """Extend a JSON Pointer by one step (RFC 6901 section 3)."""
    return f"{parent}/{str(key).replace('~', '~0').replace('/', '~1')}"
