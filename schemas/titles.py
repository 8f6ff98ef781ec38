"""Titles: what a place in a document is called, in both languages, and which list of codes its values are of."""

from dataclasses import dataclass
from functools import lru_cache

from schemas.files import by_id
from schemas.nodes import Node, items, properties, spread
from schemas.registry import load

_KEPT = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """A place by its title, German and English; `codes` is the list in `codes.json` of its values, empty for none.

    `format` is how JSON Schema says a text there is written (`date`, `date-time`, …), empty where it says nothing.
    """

    de: str
    en: str
    codes: str = ""
    format: str = ""


@lru_cache(maxsize=_KEPT)
def title_of(name: str, pointer: str) -> Titled:
    """Say what a schema calls the value at a JSON Pointer; a place it does not know is called by its own name.

    Raises:
        UnknownSchema: there is no schema of this name.
    """
    schema = load(name)
    nodes, last = [Node(schema, schema)], pointer.rpartition("/")[2]
    titled = Titled(de=last, en=last)
    for part in pointer.split("/")[1:]:
        nodes = [inner for node in nodes for one in spread(node, known=by_id()) for inner in _below(one, part)]
        said = [one.schema for node in nodes for one in spread(node, known=by_id())]
        german = next((str(one["title"]) for one in said if "title" in one), part)
        english = next((str(one["x-title-en"]) for one in said if "x-title-en" in one), part)
        codes = next((str(one["x-codes"]) for one in said if "x-codes" in one), "")
        written = next((str(one["format"]) for one in said if "format" in one), "")
        titled = Titled(de=german, en=english, codes=codes, format=written)
    return titled


def _below(node: Node, part: str) -> list[Node]:
    if part.isdecimal():
        return list(items(node))
    return [each for name, each in properties(node).items() if name == part]
