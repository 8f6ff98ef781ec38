"""Identifiers: their text form, UUIDv7 for what we make, https URLs for who takes part."""

import re
from datetime import UTC, datetime

from exchange.core.errors import NotAnEntity, NotAnId
from exchange.core.hostname import is_canonical

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ENTITY = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]{{2,45}}\])(?::(?P<port>[1-9][0-9]{{0,4}}))?"
)
_LOOPBACK = re.compile(r"127\.\d{1,3}\.\d{1,3}\.\d{1,3}")
UUID7_RANDOM_BYTES = 10
FIRST_YEAR, LAST_YEAR = 1000, 9899
"""Of an instant that is read."""
DEFAULT_PORT, LAST_PORT = 443, 65535
"""The default port is never written: it has no second spelling."""


def uuid7(at: datetime, *, random: bytes) -> str:
    """Make a UUIDv7 (RFC 9562 section 5.7) of an instant and ten random bytes, as lower-case text."""
    milliseconds = int(at.timestamp() * 1000)
    raw = bytearray(milliseconds.to_bytes(6, "big") + random[:UUID7_RANDOM_BYTES])
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def made_at(uuid: str) -> datetime:
    """When a UUIDv7 was made, to the millisecond."""
    return datetime.fromtimestamp(int(uuid.replace("-", "")[:12], 16) / 1000, tz=UTC)


def read_uuid(text: object) -> str:
    """Return `text` if it is a lower-case UUID.

    Raises:
        NotAnId: it is anything else.
    """
    if not isinstance(text, str) or not _UUID.fullmatch(text):
        raise NotAnId
    return text


def read_entity(text: object, *, demo: bool) -> str:
    """Return `text` if it may name an entity (protocol section 1).

    An entity id is an https URL without user, path, query, fragment or trailing slash, its host spelled in the one way
    that is taken (`is_canonical`). Demo nodes accept
    `http://127.0.0.0/8` with a port as well; production nodes never do.

    Raises:
        NotAnEntity: it is anything else.
    """
    if not isinstance(text, str):
        raise NotAnEntity
    match = _ENTITY.fullmatch(text)
    if match is None or not _may_be_named(match["scheme"], match["host"], int(match["port"] or 0), demo=demo):
        raise NotAnEntity
    return text


def _may_be_named(scheme: str, host: str, port: int, *, demo: bool) -> bool:
    loopback = bool(_LOOPBACK.fullmatch(host))
    if port > LAST_PORT or not is_canonical(host):
        return False
    if scheme == "https":
        return port != DEFAULT_PORT and not loopback
    return demo and loopback and port > 0


def read_instant(text: object) -> datetime:
    """Read an RFC 3339 time with offset as an aware UTC `datetime`. A leap second is none we could count with.

    Raises:
        NotAnId: it is no such time.
    """
    # What Python reads is more: week dates, times without seconds, no separators. Others would read it otherwise.
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        raise NotAnId
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotAnId from error
    # Near the ends of the calendar every sum with a deadline or a time zone would overflow.
    if instant.tzinfo is None or not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise NotAnId
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise NotAnId from error


def show_instant(at: datetime) -> str:
    """Write an instant as RFC 3339 UTC with milliseconds (protocol section 8)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
