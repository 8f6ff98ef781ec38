"""Content-Disposition (RFC 6266, RFC 8187): the name a caller gives a file, `filename*` before `filename`."""

import re
from urllib.parse import unquote_to_bytes

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rf'\s*;\s*(?P<name>{_WORD})\s*=\s*(?:(?P<token>{_WORD})|"(?P<quoted>(?:[^"\\]|\\.)*)")\s*')
_TYPE = re.compile(rf"\s*(?P<type>{_WORD})\s*")
_EXTENDED = re.compile(
    r"(?P<charset>UTF-8|ISO-8859-1)'[A-Za-z0-9-]*'(?P<value>(?:%[0-9A-Fa-f]{2}|[!#$&+.^_`|~0-9A-Za-z-])+)",
    re.IGNORECASE,
)


def attachment_name(header: str) -> str | None:
    """Read the name of an attachment; None where the header is none, names nothing or cannot be read.

    `filename*` wins over `filename`, which is there for programs that do not know it. One that cannot be read is not
    passed over: its caller meant another name than the one for old programs. Letters beyond ASCII in `filename`, which
    RFC 6266 has no words for, are taken as UTF-8, as every browser sends them.
    """
    kind = _TYPE.match(header)
    if kind is None or kind["type"].lower() != "attachment":
        return None
    given = _parameters(header[kind.end() :])
    if given is None:
        return None
    if "filename*" in given:
        return _extended(given["filename*"])
    return _utf8(given["filename"]) if "filename" in given else None


def _parameters(rest: str) -> dict[str, str] | None:
    """The parameters by name; None where they are not well-formed, or one comes twice (RFC 6266 section 4.1)."""
    found: dict[str, str] = {}
    while rest:
        match = _PARAMETER.match(rest)
        if match is None or match["name"].lower() in found:
            return None
        quoted = match["quoted"]
        found[match["name"].lower()] = match["token"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        rest = rest[match.end() :]
    return found


def _extended(value: str) -> str | None:
    match = _EXTENDED.fullmatch(value)
    if match is None:
        return None
    try:
        return unquote_to_bytes(match["value"]).decode(match["charset"])
    except UnicodeDecodeError:
        return None


def _utf8(value: str) -> str:
    # A header comes as Latin-1 (PEP 3333, ASGI); bytes that are no UTF-8 are what they look like there.
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value
