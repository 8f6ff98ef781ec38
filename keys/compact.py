"""Compact serialisation (RFC 7515, RFC 7516): taken apart with care (section 7.1 of both)."""

from collections.abc import Mapping
from typing import Any

from keys.encoding import unb64url
from keys.errors import Malformed, TooLarge
from keys.strictjson import loads

_HEADER_LIMIT = 4096


def split(compact: str | bytes, *, parts: int, limit: int) -> tuple[str, ...]:
    """Cut a compact object at its dots.

    Raises:
        TooLarge: longer than `limit` bytes.
        Malformed: not `parts` parts. What is inside them is read by `unb64url`, which takes ASCII only.
    """
    if len(compact) > limit:
        raise TooLarge
    try:
        text = compact if isinstance(compact, str) else compact.decode("ascii")
    except ValueError as error:
        raise Malformed("compact") from error
    segments = tuple(text.split("."))
    if len(segments) != parts:
        raise Malformed("compact")
    return segments


def read_header(segment: str) -> Mapping[str, Any]:
    """Decode a protected header.

    Raises:
        TooLarge: longer than any header of ours.
        Malformed: not one strict JSON object in canonical base64url.
    """
    if len(segment) > _HEADER_LIMIT:
        raise TooLarge("header")
    header = loads(unb64url(segment))
    if not isinstance(header, dict):
        raise Malformed("header")
    return header


def check_members(
    header: Mapping[str, Any], *, members: frozenset[str], optional: frozenset[str] = frozenset()
) -> None:
    """Refuse a header that has any member more or less than these; `optional` ones may be absent.

    `crit`, `b64`, `zip`, `jku`, `x5u`, `x5c` and a foreign `jwk` fall here, with everything yet to be invented.

    Raises:
        Malformed: it has.
    """
    if header.keys() | optional != members | optional:
        raise Malformed("header-member")
