"""Format assertions: the formats our schemas use, each really checked, and by the same function in both validators.

The libraries' own checks differ: one takes a leap second, the other does not, and one takes any text with `@` for an
address. A value that passes here can be read by the standard library.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time

from jsonschema import FormatChecker

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T" + _CLOCK)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}")
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")


def _reads(text: str, *, shape: re.Pattern[str], read: Callable[[str], object]) -> bool:
    if not shape.fullmatch(text):
        return False
    try:
        read(text)
    except ValueError:
        return False
    return True


def is_date(text: object) -> bool:
    """Say whether text is a calendar day (RFC 3339 `full-date`). Other types are none of a format's business."""
    return not isinstance(text, str) or _reads(text, shape=_DATE, read=date.fromisoformat)


def is_instant(text: object) -> bool:
    """Say whether text is an RFC 3339 time with its offset, to the microsecond at most and without leap seconds."""
    return not isinstance(text, str) or _reads(text, shape=_INSTANT, read=datetime.fromisoformat)


def is_time(text: object) -> bool:
    """Say whether text is a time of day as people write it, `14:30`."""
    return not isinstance(text, str) or _reads(text, shape=_TIME, read=time.fromisoformat)


def is_uuid(text: object) -> bool:
    """Say whether text is a UUID in lower case (RFC 9562)."""
    return not isinstance(text, str) or bool(_UUID.fullmatch(text))


def is_email(text: object) -> bool:
    """Say whether text is a plain mail address (RFC 5321, no quoting, no address literal)."""
    return not isinstance(text, str) or bool(_EMAIL.fullmatch(text))


def is_pointer(text: object) -> bool:
    """Say whether text is a JSON Pointer (RFC 6901)."""
    return not isinstance(text, str) or bool(_POINTER.fullmatch(text))


FORMATS: dict[str, Callable[[object], bool]] = {
    "date": is_date,
    "date-time": is_instant,
    "email": is_email,
    "json-pointer": is_pointer,
    "time-of-day": is_time,
    "uuid": is_uuid,
}


def checker() -> FormatChecker:
    """Build a checker that knows these formats and no other."""
    known = FormatChecker(formats=())
    for name, check in FORMATS.items():
        known.checks(name)(check)
    return known
