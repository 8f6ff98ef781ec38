"""Strict JSON (RFC 8259, RFC 7493): read so that every reader sees the same document (protocol section 1).

Python's reader keeps the last of two equal members, takes NaN, and makes infinity of 1e999. Two readers that differ
in such things can be made to act on two different documents under one signature.

There are two ways to the same answer. What is strict and said in the usual words is read and written by a compiled
library; the reader and writers of the standard's rules, in Python, judge all else, and whatever is refused.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import Any, Final, NoReturn

import orjson
import rfc8785

from keys.errors import Malformed

Json = Any
"""Any of the six types of JSON; what it is, the reader has to ask."""

DEPTH = 16
"""How many objects and arrays may be nested (protocol section 1)."""
# Beyond it a reader that holds numbers as doubles sees another number (RFC 7493 section 2.2).
LARGEST = 2**53 - 1
_LONGEST_NUMBER = 64
_CONTAINERS = frozenset({dict, list, tuple})
# A fraction is not among them: the library writes it, and reads `1.0`, in other words than we do. It would also write
# what is no number as `null`, and dates and identifiers as text.
_SCALARS = frozenset({str, int, bool, type(None)})
# Members stand in the order of their UTF-16 units (RFC 8785 section 3.2.3): the same but beyond the basic plane.
_BEYOND_BASIC_PLANE = re.compile(rb"[\xf0-\xf4]")
_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_NOT_READ: Final = object()


def loads(raw: bytes | str, *, depth: int = DEPTH) -> Json:
    """Read one JSON value.

    Args:
        raw: UTF-8 bytes without a byte order mark, or text.
        depth: how many objects and arrays may be nested.

    Raises:
        Malformed: not JSON, not UTF-8, a member twice, NaN or infinity, a lone surrogate, nested too deep, or an
            integer beyond ±(2^53-1).
    """
    try:
        octets = raw.encode() if isinstance(raw, str) else raw
        value = _read_quickly(octets, depth)
        return _read_strictly(octets, depth) if value is _NOT_READ else value
    except (ValueError, RecursionError) as error:
        raise Malformed("json") from error


def dumps(value: object) -> bytes:
    """Write a JSON value in few bytes, as UTF-8.

    Raises:
        Malformed: the value cannot be said in JSON.
    """
    try:
        return _written_quickly(value, 0) or _ENCODER.encode(value).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise Malformed("json") from error


def canonical(value: Json) -> bytes:
    """Write a JSON value in its one canonical form (RFC 8785).

    Raises:
        Malformed: the value has no canonical form.
    """
    try:
        quick = _written_quickly(value, _CANONICAL)
        return quick if quick and not _BEYOND_BASIC_PLANE.search(quick) else rfc8785.dumps(value)
    except (ValueError, TypeError, RecursionError) as error:
        raise Malformed("json") from error


def _read_quickly(octets: bytes, depth: int) -> Json:
    """Read what is written back to the very same bytes, so nothing of it was lost or understood otherwise."""
    try:
        value = orjson.loads(octets)
        if _is_plain(value, depth) and orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER) == octets:
            return value
    except (ValueError, TypeError):
        # Why it cannot be read, the strict reader says.
        pass
    return _NOT_READ


def _read_strictly(octets: bytes, depth: int) -> Json:
    value = _DECODER.decode(octets.decode())
    _check_depth(value, depth)
    # Only an escape can name half a surrogate pair: strict UTF-8 has refused the raw ones.
    if rb"\u" in octets:
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _written_quickly(value: object, option: int) -> bytes:
    """Write a plain value; nothing, where the other writer has to do it or to say why not."""
    try:
        return orjson.dumps(value, option=option) if _is_plain(value, DEPTH) else b""
    except TypeError:
        return b""


def _is_plain(value: object, depth: int) -> bool:
    """Say whether a value is of JSON's own types without a fraction, and nested no deeper than that."""
    level = [value] if type(value) not in _SCALARS else []
    for _ in range(depth):
        if not level:
            break
        # Heirs of these types are not: what they hold may be written otherwise than what they are.
        if not _CONTAINERS.issuperset(map(type, level)):
            return False
        level = [child for inside in _members_of(level) for child in inside if type(child) not in _SCALARS]
    return not level


def _check_depth(value: Json, depth: int) -> None:
    # The decoder makes these two types themselves and no heirs of theirs, so a look at the type is enough.
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(depth):
        if not level:
            return
        level = [child for inside in _members_of(level) for child in inside if type(child) in _CONTAINERS]
    if level:
        raise Malformed("depth")


def _members_of(level: list[Any]) -> list[Iterable[Any]]:
    return [node.values() if type(node) is dict else node for node in level]


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise Malformed("duplicate-member")
    return document


def _integer(digits: str) -> int:
    # Its length first: reading an integer takes more than linear time, and one so long is refused anyway.
    if len(digits) > _LONGEST_NUMBER or abs(int(digits)) > LARGEST:
        raise Malformed("integer")
    return int(digits)


def _real(digits: str) -> float | int:
    number = float(digits) if len(digits) <= _LONGEST_NUMBER else math.inf
    if not math.isfinite(number):
        raise Malformed("number")
    if not number.is_integer():
        return number
    # `1.0` and `1e0` are integers to JSON Schema (2020-12, 4.2.3) and `1` in canonical form: the same for all of us.
    # Beyond what a double counts exactly, `1e65` is a number as RFC 8259 has it, and stays one.
    return int(number) if abs(number) <= LARGEST else number


def _constant(_name: str) -> NoReturn:
    raise Malformed("number")


# What runs in a circle has no end, and is refused for that (`RecursionError`): no need to remember where one has been.
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False)
_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_int=_integer, parse_float=_real, parse_constant=_constant)
