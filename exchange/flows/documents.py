"""Input validation: strict JSON of a limited size that fits its schema, or an error that says where not."""

from collections.abc import Mapping
from typing import Any

import schemas
from exchange.core.consent.prohibited import ForbiddenText, forbidden_text
from exchange.core.errors import SchemaInvalid, TooLarge
from exchange.core.said import Said
from exchange.core.text.misread import misread
from keys.errors import KeysError
from keys.strictjson import loads


def read_json(raw: bytes, *, limit: int) -> Any:
    """Read strict JSON (protocol section 1) of at most `limit` bytes; whole numbers come as such, `1.0` as `1`.

    Raises:
        TooLarge, Malformed: it is longer, or is no such JSON.
    """
    if len(raw) > limit:
        raise TooLarge
    try:
        return _whole(loads(raw))
    except KeysError as error:
        raise misread(error.detail, cause=error.__cause__) from error


def read_document(raw: bytes, *, schema: str, limit: int) -> Mapping[str, Any]:
    """Read a document of a schema.

    Raises:
        TooLarge, Malformed, SchemaInvalid: it is not one.
    """
    read: Mapping[str, Any] = read_json(raw, limit=limit)
    check_fit(read, schema=schema)
    return read


def check_fit(document: object, *, schema: str, profile: Mapping[str, Any] | None = None, under: str = "") -> None:
    """Refuse a document that does not fit its schema and profile; `under` is the pointer of its place in the whole.

    Raises:
        SchemaInvalid: naming the first place that does not fit, and in words what is expected there.
    """
    for problem in schemas.validate(schema, document, profile=profile or None):
        raise unfit(problem, under=under)


_CORRECT = Said("Bitte berichtigen Sie die genannte Stelle.", "Correct the place named.")
_RENAME = Said("Bitte benennen Sie das Feld um, oder lassen Sie es weg.", "Rename the member, or leave it out.")
_DO = {
    "required": Said(
        "Bitte ergänzen Sie das genannte Feld. Hilfe: geleit schema example.",
        "Add the member named. See: geleit schema example.",
    ),
    "additionalProperties": _RENAME,
    "unevaluatedProperties": _RENAME,
    "false": Said("Bitte lassen Sie das genannte Feld weg.", "Leave the member out."),
}


def unfit(problem: schemas.Problem, *, under: str = "") -> SchemaInvalid:
    """The error for what a schema found: the place, what is the matter there, and what would be right."""
    error = SchemaInvalid(f"{problem.message_de} / {problem.message_en}", pointer=under + problem.pointer)
    what = Said(problem.message_de, problem.message_en)
    return error.saying(what=what, form=Said(problem.form_de, problem.form_en), do=_DO.get(problem.rule, _CORRECT))


def check_text(texts: Mapping[str, object]) -> None:
    """Refuse free text that holds what is never kept; texts by their places.

    Raises:
        ForbiddenText: naming what was found (`forbidden:icd`) and where.
    """
    refused = forbidden_text(texts)
    if refused is not None:
        raise ForbiddenText(refused.reason, pointer=refused.pointer)


def _whole(value: Any) -> Any:
    # JSON Schema counts 1.0 among the integers (2020-12 core section 4.2.3); Python does not.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return {name: _whole(one) for name, one in value.items()} if isinstance(value, dict) else value
