"""Expected form: what would be right at a place of a document, in words, with an example or the values of a list.

Made of the schema alone: of the document only how near it comes to a word of ours.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from schemas.errors import BrokenSchema
from schemas.files import by_id
from schemas.nodes import Node, properties, spread

Words = dict[str, str]
_MOST = 30
_ALWAYS = {
    "characters": (
        "derselbe Text, neu getippt und ohne Steuerzeichen",
        "the same text, typed anew and without control characters",
    ),
    "false": ("weglassen", "leave it out"),
}
_MOST_SHOWN = 3
_FORMATS = {
    "country": ("zwei Großbuchstaben wie DE", "two capitals such as DE"),
    "date": ("ein Tag als JJJJ-MM-TT, zum Beispiel 2026-12-31", "a day as YYYY-MM-DD, for example 2026-12-31"),
    "birth-date": (
        "ein Tag als JJJJ-MM-TT, zum Beispiel 1980-12-31, ohne Tag 1980-12, ohne Monat 1980; ab 1900, nicht künftig",
        "a day as YYYY-MM-DD, for example 1980-12-31, or 1980-12, or 1980; not before 1900, not in the future",
    ),
    "date-time": (
        "ein Zeitpunkt mit Zeitzone, zum Beispiel 2026-12-31T09:00:00+01:00",
        "a time with its offset, for example 2026-12-31T09:00:00+01:00",
    ),
    "email": ("eine Adresse wie name@stelle.example", "an address such as name@partner.example"),
    "json-pointer": ("der Ort einer Angabe, zum Beispiel /person/phone", "a value's place, for example /person/phone"),
    "language": ("das Kürzel einer Sprache wie de oder prs", "the tag of a language such as de or prs"),
    "time-of-day": ("eine Uhrzeit wie 14:30", "a time of day such as 14:30"),
    "uuid": ("eine Kennung in Kleinbuchstaben mit vier Bindestrichen", "an id in small letters with four hyphens"),
}
_TYPES = {
    "array": ('eine Liste: ["…", "…"]', 'a list: ["…", "…"]'),
    "boolean": ("true oder false", "true or false"),
    "integer": ("eine ganze Zahl, ohne Anführungszeichen", "a whole number, without quotes"),
    "number": ("eine Zahl, ohne Anführungszeichen", "a number, without quotes"),
    "object": ("ein Abschnitt: {%s}", "a section: {%s}"),
    "string": ('Text in Anführungszeichen: "…"', 'text in quotes: "…"'),
}
_WORDS = {
    **{("format", name): words for name, words in _FORMATS.items()},
    **{("type", name): words for name, words in _TYPES.items()},
}
_LIMITS = {
    "maxItems": ("höchstens {limit} Einträge", "at most {limit} entries"),
    "maxLength": ("höchstens {limit} Zeichen, es sind {given}", "at most {limit} characters, these are {given}"),
    "maxProperties": ("höchstens {limit} Angaben", "at most {limit} values"),
    "maximum": ("höchstens {limit}", "at most {limit}"),
    "minItems": ("mindestens {limit} Einträge", "at least {limit} entries"),
    "minLength": ("mindestens {limit} Zeichen", "at least {limit} characters"),
    "minProperties": ("mindestens {limit} Angaben", "at least {limit} values"),
    "minimum": ("mindestens {limit}", "at least {limit}"),
    "uniqueItems": ("jeder Eintrag nur einmal", "each entry once"),
}


def form_of(rule: str, limit: object, *, schema: Any, instance: object) -> Words:
    """Say what would be right where a value breaks a rule of its schema."""
    if rule == "enum" and isinstance(limit, list):
        return near(instance, map(str, limit))
    if rule in _LIMITS:
        given = len(instance) if isinstance(instance, str | list) else ""
        return _said(*(text.format(limit=limit, given=given) for text in _LIMITS[rule]))
    if (rule, limit) == ("type", "object"):
        return _section(schema)
    words = _WORDS.get((rule, str(limit))) or _ALWAYS.get(rule)
    return _said(*words) if words else shape_of(schema)


def shape_of(schema: Any) -> Words:
    """Say what a value of this schema looks like."""
    nodes = [node.schema for node in _nodes(schema)]
    for node in nodes:
        if "enum" in node:
            return near("", map(str, node["enum"]))
        if str(node.get("format")) in _FORMATS:
            return _said(*_FORMATS[str(node["format"])])
    kind = next((str(node["type"]) for node in nodes if str(node.get("type")) in _TYPES), "")
    described = [node for node in nodes if "description" in node]
    if kind == "object":
        return _section(schema)
    if kind in {"", "string"} and described:
        return _said(described[0]["description"], described[0].get("x-description-en", ""))
    if kind:
        return _said(*_TYPES[kind])
    return _said("wie im Beispiel: geleit schema example", "as in the example: geleit schema example")


def _section(schema: Any) -> Words:
    """An object with the members it must have; with some it may have where it must have none."""
    must = [name for node in _nodes(schema) for name in node.schema.get("required", ())]
    every = list(dict.fromkeys(must)) or sorted(names_at(schema))
    shown = [f'"{name}": …' for name in every[:_MOST_SHOWN]] + ["…"] * (len(every) > _MOST_SHOWN)
    return _said(*(text % (", ".join(shown) or '"…": …') for text in _TYPES["object"]))


def names_at(schema: Any) -> frozenset[str]:
    """The names a schema knows for the members of an object, whatever conditions they come under."""
    found: set[str] = set()
    for node in _nodes(schema):
        found |= set(properties(node))
        for branch in ("then", "else"):
            if isinstance(node.schema.get(branch), Mapping):
                found |= names_at(node.schema[branch])
    return frozenset(found)


def near(typed: object, known: Iterable[str]) -> Words:
    """Say which words there are, and which of them is near to what was typed."""
    every = sorted(known) if isinstance(known, frozenset) else list(known)
    close = get_close_matches(str(typed)[:100].casefold(), every, n=3, cutoff=0.6)
    meant = " / ".join(close)
    listed = ", ".join(every[:_MOST]) + (", …" if len(every) > _MOST else "")
    german, english = f"einer von: {listed}", f"one of: {listed}"
    if meant:
        german, english = f"gemeint ist vielleicht {meant}; möglich: {listed}", f"perhaps {meant}; possible: {listed}"
    return _said(german, english)


def _nodes(schema: Any) -> list[Node]:
    if not isinstance(schema, Mapping):
        return []
    try:
        return list(spread(Node(schema, _home(schema)), known=by_id()))
    except BrokenSchema:
        # A `#/$defs/…` reference is read in its own schema; a part of one does not say which that is.
        return [Node(schema, schema)]


def _home(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return by_id().get(str(schema.get("$id")), schema)


def _said(de: str, en: str) -> Words:
    return {"form_de": de, "form_en": en}
