"""Validation errors: what is said of a document: a place, a rule, and words. Never a value of the document."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from jsonschema import ValidationError

from schemas.errors import BrokenSchema
from schemas.files import by_id
from schemas.nodes import Node, pointer, spread
from schemas.shape import form_of, names_at, near, shape_of
from schemas.walk import walk

_TYPES_DE = {
    "array": "eine Liste",
    "boolean": "ja oder nein",
    "integer": "eine ganze Zahl",
    "number": "eine Zahl",
    "object": "ein Abschnitt mit Angaben",
    "string": "Text",
}
_WORDS = {
    "additionalProperties": ("Diese Angabe ist nicht vorgesehen.", "This value is not foreseen."),
    "anyOf": ("Mindestens eine der möglichen Angaben fehlt.", "At least one of the possible values is missing."),
    "characters": (
        "Hier steht ein Steuerzeichen oder Zeilenende, das hier niemand braucht. Bitte tippen Sie den Text neu.",
        "There is a control character or an end of line here that nobody needs. Please type the text anew.",
    ),
    "const": ("Hier ist nur ein bestimmter Wert erlaubt.", "Only one certain value is allowed here."),
    "day": ("Diesen Tag kann es hier nicht geben.", "There can be no such day here."),
    "enum": ("Hier ist nur ein Wert der Liste erlaubt.", "Only a value of the list is allowed here."),
    "false": ("Diese Angabe wird hier nicht angenommen.", "This value is not accepted here."),
    "format": ("Die Schreibweise passt nicht.", "The spelling does not fit."),
    "maxItems": ("Höchstens {limit} Einträge.", "At most {limit} entries."),
    "maxLength": ("Höchstens {limit} Zeichen.", "At most {limit} characters."),
    "maxProperties": ("Höchstens {limit} Angaben.", "At most {limit} values."),
    "maximum": ("Höchstens {limit}.", "At most {limit}."),
    "minItems": ("Mindestens {limit} Einträge.", "At least {limit} entries."),
    "minLength": ("Mindestens {limit} Zeichen.", "At least {limit} characters."),
    "minProperties": ("Mindestens {limit} Angaben.", "At least {limit} values."),
    "minimum": ("Mindestens {limit}.", "At least {limit}."),
    "pattern": ("Die Schreibweise passt nicht.", "The spelling does not fit."),
    "propertyNames": ("Der Name einer Angabe ist nicht erlaubt.", "The name of a value is not allowed."),
    "required": ("Diese Angabe fehlt.", "This value is missing."),
    "type": ("Erwartet wird {limit_de}.", "Expected: {limit}."),
    "unevaluatedProperties": ("Diese Angabe ist nicht vorgesehen.", "This value is not foreseen."),
    "uniqueItems": ("Ein Eintrag steht doppelt.", "An entry is there twice."),
}
_UNFORESEEN = frozenset({"additionalProperties", "unevaluatedProperties"})
_A_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_A_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_DAYS = frozenset({"birth-date", "date"})
_OTHER = ("Diese Angabe passt nicht zum Schema.", "This value does not fit the schema.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a document: `pointer` (RFC 6901) names the place, `rule` the schema keyword it breaks.

    Names the schema does not know are shown as `*` in the pointer: they too come from the document. `form_de` and
    `form_en` say what would be right there.
    """

    pointer: str
    rule: str
    message_de: str
    message_en: str
    form_de: str = ""
    form_en: str = ""


def problems(errors: Iterable[ValidationError]) -> tuple[Problem, ...]:
    """Turn a validator's errors into problems, in order of place, each once."""
    once = {problem for error in errors for problem in _read(error)}
    return tuple(sorted(once, key=lambda one: (one.pointer, one.rule)))


def problem(place: str, rule: str) -> Problem:
    """What is wrong at a place for which the schema has no words of its own."""
    return replace(_problem(place, rule, None, ("", "")), **form_of(rule, None, schema=None, instance=""))


def _read(error: ValidationError) -> Iterator[Problem]:
    place = ""
    for step in error.absolute_path:
        place = pointer(place, step if isinstance(step, int) or step in _known_names() else "*")
    # A subschema that is `false` has no keyword to name.
    rule = str(error.validator or "false")
    limit, instance = error.validator_value, error.instance
    if rule == "required" and isinstance(limit, list) and isinstance(instance, Mapping):
        missing = [name for name in limit if name not in instance]
        yield from (_missing(pointer(place, name), error.schema, name) for name in missing)
    elif rule in _UNFORESEEN and isinstance(instance, Mapping):
        yield from _unforeseen(place, error, instance)
    else:
        said = "day" if rule == "format" and limit in _DAYS and _A_DAY.fullmatch(str(instance)) else rule
        found = _problem(place, said, limit, _titles(error.schema, None))
        yield replace(found, rule=rule, **form_of(rule, limit, schema=error.schema, instance=instance))


def _missing(place: str, schema: Any, name: str) -> Problem:
    found = _problem(place, "required", None, _titles(schema, name))
    wanted = schema.get("properties", {}).get(name) if isinstance(schema, Mapping) else None
    return replace(found, **shape_of(wanted))


def _unforeseen(place: str, error: ValidationError, instance: Mapping[str, Any]) -> Iterator[Problem]:
    known = names_at(error.schema)
    unknown = sorted({*map(str, instance)} - known) or [""]
    for name in unknown:
        # The name of a field comes from the document too; what is no name of a field may be anything.
        shown = name if _A_NAME.fullmatch(name) else "*"
        said = _problem(pointer(place, shown) if name else place, str(error.validator), None, ("", ""))
        yield replace(said, **near(name, known))


def _problem(place: str, rule: str, limit: object, titles: tuple[str, str]) -> Problem:
    shown = limit if isinstance(limit, int | str) else ""
    german, english = (
        text.format(limit=shown, limit_de=_TYPES_DE.get(str(shown), shown)) for text in _WORDS.get(rule, _OTHER)
    )
    before_de, before_en = (f"„{titles[0]}“: " if titles[0] else "", f"“{titles[1]}”: " if titles[1] else "")
    return Problem(place, rule, before_de + german, before_en + english)


def _titles(schema: Any, name: str | None) -> tuple[str, str]:
    place = schema if name is None or not isinstance(schema, Mapping) else schema.get("properties", {}).get(name)
    if not isinstance(place, Mapping):
        return "", ""
    try:
        nodes = list(spread(Node(place, {}), known=by_id()))
    except BrokenSchema:
        # A `#/$defs/…` reference is read in its own schema; the error does not say which, so it goes untitled.
        nodes = [Node(place, {})]
    german = next((node.schema["title"] for node in nodes if "title" in node.schema), "")
    english = next((node.schema["x-title-en"] for node in nodes if "x-title-en" in node.schema), "")
    return german, english


@cache
def _known_names() -> frozenset[str]:
    return frozenset(stop.name for document in by_id().values() for stop in walk(document))
