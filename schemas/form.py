"""Place in a form: what a schema and a profile say of one value that somebody types, found step by step from the top.

Unlike `walk`, which looks at all a schema allows, this looks at one place at a time, and at no longer way than a
document goes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from schemas.files import Schema, by_id
from schemas.nodes import Node, items, properties, spread
from schemas.profile import merged
from schemas.registry import load


# Without slots: what is read off the subschemas is kept.
@dataclass(frozen=True)
class Place:
    """One value: every subschema that applies to it."""

    nodes: tuple[Node, ...]

    def says(self, word: str) -> Sequence[Any]:
        """All that is said under a keyword, the outermost first."""
        return [node.schema[word] for node in self.nodes if word in node.schema]

    def first(self, word: str, default: Any = None) -> Any:
        """What is said first under a keyword."""
        return next(iter(self.says(word)), default)

    @cached_property
    def kind(self) -> str:
        """Its type (`string`, `integer`, `boolean`, `array`, `object`); empty where it may be of several, or any."""
        said = {one if isinstance(one, str) else "" for one in self.says("type")}
        return said.pop() if len(said) == 1 else ""

    @cached_property
    def is_sealed(self) -> bool:
        """Whether it is a part that somebody else sealed: nobody types one."""
        return any(self.says("x-sealed"))

    @cached_property
    def codes(self) -> Sequence[str]:
        """The codes it may be, those that every description of it allows; empty where it is no choice."""
        lists = [*self.says("enum"), *([one] for one in self.says("const"))]
        return [str(one) for one in lists[0] if all(one in other for other in lists)] if lists else []

    @cached_property
    def longest(self) -> int:
        """The most characters it may have; 0 where nothing limits it."""
        return int(min(self.says("maxLength"), default=0))

    @cached_property
    def most(self) -> int:
        """The most items it may have; 0 where nothing limits it."""
        return int(min(self.says("maxItems"), default=0))

    @cached_property
    def required(self) -> frozenset[str]:
        """The names it must have."""
        return frozenset(name for listed in self.says("required") for name in listed)

    @cached_property
    def one_needed(self) -> frozenset[str]:
        """The names of which it must have one or another (`anyOf` of `required`)."""
        ways = [way for listed in self.says("anyOf") for way in listed]
        return frozenset(name for way in ways for name in way.get("required", ()))

    @cached_property
    def names(self) -> Sequence[str]:
        """The names it may have, as they are written in the schema; those the profile refuses are none."""
        refused = {name for said in self.says("properties") for name, inner in said.items() if inner is False}
        named = dict.fromkeys(name for node in self.nodes for name in properties(node))
        return [name for name in named if name not in refused]

    def named(self, name: str) -> "Place | None":
        """What it says of one of its names; None where it has no such name."""
        if name not in self.names:
            return None
        return _place(properties(node)[name] for node in self.nodes if name in properties(node))

    @cached_property
    def item(self) -> "Place | None":
        """What it says of each of its items; None where it has none."""
        inner = [each for node in self.nodes for each in items(node)]
        return _place(inner) if inner else None


def form_place(name: str, *, profile: Schema | None = None) -> Place:
    """The top of a form.

    Raises:
        UnknownSchema: there is no schema of this name; BrokenProfile: the profile does more than narrow.
    """
    schema: Schema = merged(name, profile) if profile else load(name)
    return _place([Node(schema, schema)])


def _place(nodes: Iterable[Node]) -> Place:
    return Place(tuple(every for one in nodes for every in spread(one, known=by_id())))
