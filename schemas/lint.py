"""Schema lint: the rules our schemas keep, checked on every schema before it is used.

The rules keep the two validators equal (few keywords, portable patterns, checked formats), the data few (bounded,
closed, nothing forbidden) and every value under a data category (domain sections 3 and 4).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from schemas.errors import BrokenSchema
from schemas.files import PREFIX, Schema, by_id, codes, documents
from schemas.finding import Finding, found
from schemas.formats import FORMATS
from schemas.nesting import line_too_deep
from schemas.nodes import pointer, resolve
from schemas.portable import is_portable
from schemas.walk import SEALED, Visit, walk

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SENSITIVE = frozenset(
    {
        "person.identifier.health",
        "health.workcapacity",
        "health.diagnosis",
        "health.mental",
        "health.addiction",
        "safety",
        "prior.services",
        "fb.workcapacity",
    }
)
"""Categories that are, or come close to, special categories of Art. 9 GDPR."""
SOURCES = frozenset({"person", "jobcenter", "professional"})
MAX_NOTE = 1000

_PLACES = {
    "finance.debt": {"debt-counselling"},
    "health.addiction": {
        "addiction-counselling",
        "psychotherapy",
        "medical-clarification",
        "social-psychiatric-service",
    },
    "person.identifier.health": {"psychotherapy", "medical-clarification"},
}
"""Where domain section 4 lets a category in at all."""

_TEXTS = ("title", "description", "x-title-en", "x-description-en")
_KEYWORDS = frozenset(
    {
        *("$schema", "$id", "$ref", "$defs", *_TEXTS),
        *("x-category", "x-sensitive", "x-source", "x-sealed", "x-codes", "x-use", "x-open"),
        *("type", "enum", "const", "pattern", "format", "minLength", "maxLength", "minimum", "maximum"),
        *("properties", "required", "unevaluatedProperties", "additionalProperties", "propertyNames"),
        *("minProperties", "maxProperties", "items", "minItems", "maxItems", "uniqueItems"),
        *("allOf", "anyOf", "if", "then", "else"),
    }
)
_IDENTIFIER = re.compile(re.escape(PREFIX) + r"([a-z][a-z0-9-]*):[1-9][0-9]*")
_FORBIDDEN = re.compile(
    r"kunden-?nummer|kunden-?nr|customer-?(?:number|no|id)|bedarfsgemeinschaft|benefit-?community|\bbg-?(?:number|nummer|nr)"
    r"|sozialversicherungs?|social-?(?:insurance|security)|renten-?versicherungs-?nummer|\bsv-?(?:number|nummer|nr)"
    r"|sanktion|sanction|leistungsminderung|benefit-?(?:amount|level)|leistungs-?(?:höhe|hoehe|betrag)|bürgergeld-?betrag"
    r"|regelbedarf|needs-?unit|benefit-?reduction|melde-?versäumnis|buergergeld-?(?:betrag|hoehe)|bürgergeld-?höhe"
    r"|(?:im)?migration-?(?:file|status)|migrationsakte|aus(?:länder|laender)-?akte|aliens-?file"
)


def check(document: Path | Schema) -> tuple[Finding, ...]:
    """Check one schema, one schema file, or every schema file in a folder.

    Paths in the findings of files start with the file's path and `#`; where it is not read on, with the line before it.
    """
    if isinstance(document, Mapping):
        return _check_document(document)
    if document.is_dir():
        return tuple(finding for file in sorted(document.rglob("*.json")) for finding in check(file))
    return _check_file(document)


def check_all() -> tuple[Finding, ...]:
    """Check every bundled schema."""
    return tuple(
        Finding(f"{path}#{one.path}", one.rule, one.message_de, one.message_en)
        for path, document in documents().items()
        for one in check(document)
    )


def require_valid(document: Schema) -> None:
    """Let a schema pass that keeps the rules.

    Raises:
        BrokenSchema: it does not; the first finding's place and rule are told.
    """
    for finding in check(document):
        raise BrokenSchema(f"{document.get('$id', '')}#{finding.path}", finding.rule)


def references(document: Schema) -> frozenset[str]:
    """The `$id` of every other schema a schema refers to."""
    leads = (str(schema.get("$ref", "")).partition("#")[0] for _, schema in _subschemas(document, ""))
    return frozenset(lead for lead in leads if lead) - {document.get("$id", "")}


def _check_file(path: Path) -> tuple[Finding, ...]:
    try:
        text = path.read_text(encoding="utf-8")
        line = line_too_deep(text)
        if line:
            return (found(f"{path}:{line}#", "too-deep"),)
        document = json.loads(text)
    except (OSError, ValueError):
        document = None
    if not isinstance(document, dict):
        return (found(f"{path}#", "unreadable"),)
    return tuple(
        Finding(f"{path}#{one.path}", one.rule, one.message_de, one.message_en)
        for one in (*_check_name(path.stem, document), *_check_document(document))
    )


def _check_name(stem: str, document: Schema) -> Iterator[Finding]:
    name = name_of(document)
    if stem not in {name, name.removeprefix("section-"), name.removeprefix("fact-")}:
        yield found("/$id", "identifier")


def name_of(document: Schema) -> str:
    """The name in a schema's `$id`, empty if that is not one of ours."""
    match = _IDENTIFIER.fullmatch(str(document.get("$id", "")))
    return match[1] if match else ""


def _check_document(document: Schema) -> tuple[Finding, ...]:
    try:
        Draft202012Validator.check_schema(dict(document))
    except SchemaError:
        return (found("", "invalid-schema"),)
    head = tuple(_check_head(document))
    try:
        # What is wrong in itself cannot be walked through.
        return head + (tuple(_check_syntax(document)) or tuple(_check_values(document)))
    except BrokenSchema:
        return (*head, found("", "reference"))


def _check_head(document: Schema) -> Iterator[Finding]:
    if document.get("$schema") != DIALECT:
        yield found("/$schema", "dialect")
    if not name_of(document):
        yield found("/$id", "identifier")
    if not all(word in document for word in _TEXTS):
        yield found("", "texts")


def _check_syntax(document: Schema) -> Iterator[Finding]:
    for path, schema in _subschemas(document, ""):
        yield from _check_node(path, schema)
    yield from _check_references(document)


def _check_values(document: Schema) -> Iterator[Finding]:
    for stop in walk(document):
        yield from _check_visit(stop, document)


def _subschemas(schema: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    yield path, schema
    for word in ("properties", "$defs"):
        for name, inner in schema.get(word, {}).items():
            if isinstance(inner, Mapping):
                yield from _subschemas(inner, pointer(f"{path}/{word}", name))
    for word in ("items", "additionalProperties", "propertyNames", "if", "then", "else"):
        if isinstance(schema.get(word), Mapping):
            yield from _subschemas(schema[word], f"{path}/{word}")
    for word in ("allOf", "anyOf"):
        for index, inner in enumerate(schema.get(word, ())):
            if isinstance(inner, Mapping):
                yield from _subschemas(inner, f"{path}/{word}/{index}")


def _check_references(document: Schema) -> Iterator[Finding]:
    for path, schema in _subschemas(document, ""):
        if "$ref" not in schema:
            continue
        try:
            resolve(schema["$ref"], home=document, known=by_id())
        except BrokenSchema:
            yield found(f"{path}/$ref", "reference")


def _check_node(path: str, schema: Schema) -> Iterator[Finding]:
    yield from (found(pointer(path, word), "keyword") for word in schema if word not in _KEYWORDS)
    for word, (rule, holds) in _NODE_RULES.items():
        if word in schema and not holds(schema):
            yield found(f"{path}/{word}", rule)


def _listed(schema: Schema) -> bool:
    return isinstance(schema.get("enum"), list) and set(schema["enum"]) <= set(codes().get(schema["x-codes"], ()))


def _carries_no_annotation(schema: Any) -> bool:
    inner = [every for _, every in _subschemas(schema, "")] if isinstance(schema, Mapping) else []
    return not any(word.startswith("x-") for every in inner for word in every)


_NODE_RULES: dict[str, tuple[str, Callable[[Schema], bool]]] = {
    "anyOf": ("keyword", lambda schema: all(set(branch) == {"required"} for branch in schema["anyOf"])),
    "description": ("texts", lambda schema: "x-description-en" in schema),
    "enum": ("codes-differ", lambda schema: "x-codes" in schema),
    "format": ("format-unknown", lambda schema: schema["format"] in FORMATS),
    "if": ("keyword", lambda schema: _carries_no_annotation(schema["if"])),
    "then": ("keyword", lambda schema: _carries_no_annotation(schema["then"])),
    "else": ("keyword", lambda schema: _carries_no_annotation(schema["else"])),
    "pattern": ("pattern", lambda schema: is_portable(schema["pattern"])),
    "title": ("texts", lambda schema: "x-title-en" in schema),
    "x-category": ("category-unknown", lambda schema: schema["x-category"] in codes()["categories"]),
    "x-codes": ("codes-differ", _listed),
    "x-source": ("source", lambda schema: bool(schema["x-source"]) and set(schema["x-source"]) <= SOURCES),
}


def _check_visit(stop: Visit, document: Schema) -> Iterator[Finding]:
    """Check one value a document may hold, seen through everything that applies to it."""
    wrong = {
        "open": stop.is_object and not stop.is_closed and (document.get("x-use") != "form" or not stop.is_described),
        "unbounded": not stop.is_bounded,
        "required-unknown": not stop.required | stop.branch_names <= stop.names,
        "texts": bool(stop.name) and not stop.has_title,
        "forbidden": _FORBIDDEN.search(f"{stop.name} {stop.title}".lower().replace("_", "-")) is not None,
    }
    yield from (found(stop.path, rule) for rule, broken in wrong.items() if broken)
    if stop.path and document.get("x-use") != "form":
        yield from _check_category(stop, name_of(document))


def _check_category(stop: Visit, name: str) -> Iterator[Finding]:
    wrong = {
        "category-missing": not stop.category,
        "category-conflict": stop.conflict,
        "category-misplaced": not name.startswith("section-") and name not in _PLACES.get(stop.category, {name}),
        "diagnosis-unsealed": stop.category == "health.diagnosis"
        and not (stop.sealed or stop.holds_sealed or name == name_of(by_id()[SEALED])),
        "sealed-shape": stop.sealed and not stop.is_sealed_shape,
        "sensitive-unmarked": stop.category in SENSITIVE and not stop.sensitive,
        "note-too-long": stop.category == "free.text" and stop.longest > MAX_NOTE,
    }
    yield from (found(stop.path, rule) for rule, broken in wrong.items() if broken)
