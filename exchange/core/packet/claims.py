"""Strict parsing: signed claims, known members only, each of its type. What is not exactly right is malformed.

Every function here raises `Malformed` with the `pointer` it was given: the place of the value in the claims.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from exchange.core.consent.clause import Clause, read_clause
from exchange.core.errors import Malformed, NotAnId
from exchange.core.ids import read_instant, read_uuid

T = TypeVar("T")
_CLAUSE = frozenset({"id", "direction", "recipient", "purpose", "categories", "sources", "valid_from", "valid_until"})
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


def members(
    document: object, required: frozenset[str], *, pointer: str, optional: frozenset[str] = frozenset()
) -> Mapping[str, Any]:
    """Return `document` if it is an object with all of `required` and nothing beyond `optional`."""
    if not isinstance(document, dict):
        raise Malformed("object", pointer=pointer)
    if document.keys() == required:
        return document
    unknown, missing = set(document) - required - optional, required - set(document)
    if unknown or missing:
        raise Malformed("unknown-member" if unknown else "missing-member", pointer=pointer)
    return document


def text(value: object, *, pointer: str, pattern: re.Pattern[str] | None = None) -> str:
    """Return `value` if it is a non-empty string, all of it matching `pattern` where one is given."""
    if not isinstance(value, str) or not value or (pattern and not pattern.fullmatch(value)):
        raise Malformed("text", pointer=pointer)
    return value


def base64url(value: object, *, length: int, pointer: str) -> str:
    """Return `value` if it is base64url text for exactly `length` bytes."""
    found = text(value, pointer=pointer, pattern=_BASE64URL)
    if len(found) != (length * 4 + 2) // 3:
        raise Malformed("base64url", pointer=pointer)
    return found


def number(value: object, *, pointer: str, least: int = 0) -> int:
    """Return `value` if it is an integer from `least` up; `true` is no number."""
    if type(value) is not int or value < least:
        raise Malformed("number", pointer=pointer)
    return value


def flag(value: object, *, pointer: str) -> bool:
    """Return `value` if it is true or false."""
    if not isinstance(value, bool):
        raise Malformed("flag", pointer=pointer)
    return value


def moment(value: object, *, pointer: str) -> datetime:
    """Read a NumericDate (RFC 7519 section 2) in whole seconds as UTC."""
    seconds = number(value, pointer=pointer)
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise Malformed("moment", pointer=pointer) from error


def instant(value: object, *, pointer: str) -> datetime:
    """Read an RFC 3339 time as UTC."""
    return _parse(read_instant, value, pointer=pointer)


def uuid(value: object, *, pointer: str) -> str:
    """Return `value` if it is a lower-case UUID."""
    return _parse(read_uuid, value, pointer=pointer)


def code(kind: Callable[[str], T], value: object, *, pointer: str) -> T:
    """Read a code of one of the closed lists."""
    try:
        return kind(text(value, pointer=pointer))
    except ValueError as error:
        raise Malformed("code", pointer=pointer) from error


def array(value: object, *, pointer: str) -> list[Any]:
    """Return `value` if it is an array."""
    if not isinstance(value, list):
        raise Malformed("array", pointer=pointer)
    return value


def texts(value: object, *, pointer: str) -> tuple[str, ...]:
    """Return the entries of an array of different non-empty strings, at least one."""
    found = tuple(text(item, pointer=pointer) for item in array(value, pointer=pointer))
    if not found or len(set(found)) != len(found):
        raise Malformed("texts", pointer=pointer)
    return found


def each(read: Callable[[object, str], T], value: object, *, pointer: str) -> tuple[T, ...]:
    """Read every item of an array with its own pointer."""
    return tuple(read(item, f"{pointer}/{index}") for index, item in enumerate(array(value, pointer=pointer)))


def clause(value: object, pointer: str) -> Clause:
    """Read one consent clause."""
    found = members(value, _CLAUSE, pointer=pointer)
    recipient = members(found["recipient"], frozenset({"entity", "service_line"}), pointer=f"{pointer}/recipient")
    for name, value_ in {"id": found["id"], **recipient}.items():
        text(value_, pointer=f"{pointer}/{name}")
    for name in ("categories", "sources"):
        texts(found[name], pointer=f"{pointer}/{name}")
    return _parse(read_clause, found, pointer=pointer)


def _parse(read: Callable[[Any], T], value: object, *, pointer: str) -> T:
    try:
        return read(value)
    except (NotAnId, ValueError, TypeError, OverflowError) as error:
        raise Malformed("value", pointer=pointer) from error
