"""Schema walk: every value a schema lets a document hold, each seen through all subschemas that apply to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.errors import BrokenSchema
from schemas.files import PREFIX, Schema, by_id
from schemas.nodes import MAX_DEPTH, Node, items, pointer, properties, spread

_ENDLESS = frozenset({"json-pointer"})
"""Formats that set no limit to a text's length."""
SEALED = f"{PREFIX}section-sealed:1"


@dataclass(frozen=True, slots=True)
class Visit:
    """One value: where in the schema it is described, its name, and the subschemas that apply to it."""

    path: str
    name: str
    nodes: tuple[Node, ...]
    category: str
    sensitive: bool

    def _says(self, word: str) -> list[Any]:
        return [node.schema[word] for node in self.nodes if word in node.schema]

    @property
    def conflict(self) -> bool:
        """Whether two categories are claimed for it."""
        return len(set(self._says("x-category"))) > 1

    @property
    def sealed(self) -> bool:
        """Whether it is a sealed part."""
        return any(self._says("x-sealed"))

    @property
    def holds_sealed(self) -> bool:
        """Whether it is a list of sealed parts that is never empty, so that it has no value of its own."""
        inner = [every for node in self.nodes for each in items(node) for every in spread(each, known=by_id())]
        return any(node.schema.get("x-sealed") for node in inner) and any(least > 0 for least in self._says("minItems"))

    @property
    def is_sealed_shape(self) -> bool:
        """Whether the one section that describes sealed parts describes it."""
        return any(node.schema.get("$id") == SEALED for node in self.nodes)

    @property
    def is_object(self) -> bool:
        """Whether it is an object."""
        return "object" in self.types

    @property
    def is_closed(self) -> bool:
        """Whether unnamed properties are refused."""
        return False in self._says("unevaluatedProperties")

    @property
    def is_described(self) -> bool:
        """Whether unnamed properties have a schema, or are left open for a stated reason. Only forms may do that."""
        schemas = [one for one in self._says("additionalProperties") if isinstance(one, Mapping)]
        return bool(schemas or self._says("x-open"))

    @property
    def types(self) -> frozenset[str]:
        """The types it may be of."""
        return frozenset(one for said in self._says("type") for one in ([said] if isinstance(said, str) else said))

    @property
    def is_bounded(self) -> bool:
        """Whether it cannot grow without end, and is of a type at all."""
        words = {word for node in self.nodes for word in node.schema}
        limits = {
            "string": bool(words & {"maxLength", "enum", "const"} or set(self._says("format")) - _ENDLESS),
            "array": {"maxItems", "items"} <= words,
            "integer": {"minimum", "maximum"} <= words,
            "number": {"minimum", "maximum"} <= words,
        }
        return bool(self.types) and all(limits.get(one, True) for one in self.types)

    @property
    def names(self) -> frozenset[str]:
        """The properties it may have."""
        return frozenset(name for described in self._says("properties") for name in described)

    @property
    def branch_names(self) -> frozenset[str]:
        """The properties that `if`, `then`, `else` and `anyOf` speak of."""
        branches = [one for word in ("if", "then", "else") for one in self._says(word)]
        branches += [one for listed in self._says("anyOf") for one in listed]
        return frozenset(name for one in branches for word in ("properties", "required") for name in one.get(word, ()))

    @property
    def required(self) -> frozenset[str]:
        """The properties it must have."""
        return frozenset(name for listed in self._says("required") for name in listed)

    @property
    def title(self) -> str:
        """Its titles, all languages, all descriptions of it."""
        return " ".join([*self._says("title"), *self._says("x-title-en")])

    @property
    def has_title(self) -> bool:
        """Whether it is titled."""
        return bool(self._says("title"))

    @property
    def longest(self) -> int:
        """The longest text it may be, 0 if it is none."""
        return min(self._says("maxLength"), default=0)


def walk(document: Schema) -> Iterator[Visit]:
    """Visit every value, the whole first, each container before what is in it.

    Raises:
        BrokenSchema: a reference leads nowhere or in a circle.
    """
    yield from _visit([Node(document, document)], path="", name="", above=None)


def _visit(starts: Sequence[Node], *, path: str, name: str, above: Visit | None) -> Iterator[Visit]:
    if path.count("/") > 2 * MAX_DEPTH:
        raise BrokenSchema("circular")
    here = _visit_of(starts, path=path, name=name, above=above)
    yield here
    # Seen from outside a sealed part is one value; the section that describes it is looked into.
    if here.sealed and path:
        return
    for inner in sorted(here.names):
        described = [properties(node)[inner] for node in here.nodes if inner in properties(node)]
        if described:
            yield from _visit(described, path=pointer(f"{path}/properties", inner), name=inner, above=here)
    for word in ("items", "additionalProperties"):
        below = [
            Node(node.schema[word], node.home) for node in here.nodes if isinstance(node.schema.get(word), Mapping)
        ]
        if below:
            yield from _visit(below, path=f"{path}/{word}", name="", above=here)


def _visit_of(starts: Sequence[Node], *, path: str, name: str, above: Visit | None) -> Visit:
    """One value with all that applies to it; what it does not say of category and sensitivity, its container says."""
    nodes = tuple(every for one in starts for every in spread(one, known=by_id()))
    category = next((node.schema["x-category"] for node in nodes if "x-category" in node.schema), None)
    sensitive = next((node.schema["x-sensitive"] for node in nodes if "x-sensitive" in node.schema), None)
    inherited = (above.category, above.sensitive) if above else ("", False)
    return Visit(
        path,
        name,
        nodes,
        category or inherited[0],
        sensitive if sensitive is not None else inherited[1],
    )
