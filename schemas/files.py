"""Schema files: the JSON files of this package, read once."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

Schema = Mapping[str, Any]
PREFIX = "urn:geleit:schema:"
_FOLDERS = ("", "services", "sections", "calls", "facts")


@cache
def documents() -> dict[str, Schema]:
    """Every bundled schema by its path in this package, such as `services/training.json`."""
    root = files("schemas")
    found: dict[str, Schema] = {}
    for folder in _FOLDERS:
        place = root.joinpath(folder) if folder else root
        names = sorted(file.name for file in place.iterdir() if file.name.endswith(".json"))
        found |= {f"{folder}/{name}".lstrip("/"): _read(place.joinpath(name)) for name in names if name != "codes.json"}
    return found


@cache
def codes() -> dict[str, dict[str, Any]]:
    """The closed lists: enum name to code to its words `{"de": …, "en": …}`; `leaf-types` maps names to numbers."""
    listed: dict[str, dict[str, Any]] = _read(files("schemas").joinpath("codes.json"))
    return listed


@cache
def languages() -> dict[str, dict[str, str]]:
    """The languages of BCP 47 by their code, with their German and their English name (`lists/LICENCES.txt`)."""
    return _named("languages")


@cache
def hints() -> dict[str, Any]:
    """Wording hints by topic: title, rule, what to write instead of what, and which kinds of findings it answers."""
    found: dict[str, Any] = _read(files("schemas").joinpath("lists", "hints.json"))["hints"]
    return found


@cache
def countries() -> dict[str, dict[str, str]]:
    """The countries of ISO 3166-1 by their two letters, with their German and their English name."""
    return _named("countries")


@cache
def by_id() -> dict[str, Schema]:
    """Every bundled schema by its `$id`."""
    return {document["$id"]: document for document in documents().values()}


@cache
def services() -> tuple[str, ...]:
    """The ten service schemas, by name."""
    return tuple(path.split("/")[1].removesuffix(".json") for path in documents() if path.startswith("services/"))


@cache
def names() -> tuple[str, ...]:
    """Every schema a document can be validated against, by name.

    Sections are parts, and the bodies of calls are in the API's own document: neither are among them.
    """
    whole = (path.removesuffix(".json") for path in documents() if "/" not in path)
    return tuple(sorted({*whole, *services(), *(f"fact-{kind}" for kind in facts())}))


@cache
def facts() -> tuple[str, ...]:
    """The kinds of facts people enter into the registers, by name; the schema of one is `fact-KIND`."""
    return tuple(path.split("/")[1].removesuffix(".json") for path in documents() if path.startswith("facts/"))


def example_text(name: str) -> str | None:
    """Read the text of a bundled example, or None if there is none."""
    file = files("schemas").joinpath("examples", f"{name}.json")
    return file.read_text(encoding="utf-8") if file.is_file() else None


@cache
def rules() -> dict[str, tuple[str, Any]]:
    """The files of the rulebook by name: their text, and what it says. Whether it holds together the core says."""
    folder = files("schemas").joinpath("rules")
    texts = {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".json")}
    return {name: (text, json.loads(text)) for name, text in sorted(texts.items())}


def _named(listed: str) -> dict[str, dict[str, str]]:
    rows = _read(files("schemas").joinpath("lists", f"{listed}.json"))[listed]
    return {code: {"de": german, "en": english} for code, (german, english) in rows.items()}


def _read(file: Traversable) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
