"""Format assertions: the formats our schemas use, each really checked, and by the same function in both validators.

The libraries' own checks differ: one takes a leap second, the other does not, and one takes any text with `@` for an
address. A value that passes here can be read by the standard library.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from jsonschema import FormatChecker

from schemas.files import countries, languages

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T" + _CLOCK)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BEYOND = (
    "\u00a1-\u167f\u1681-\u1fff\u2030-\u205e\u2070-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\U00010000-\U000dffff"
)
_LOCAL = rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~{_BEYOND}-]{{1,64}}"
_EMAIL = re.compile(rf"{_LOCAL}@(?:[A-Za-z0-9{_BEYOND}-]{{1,63}}\.){{1,8}}[A-Za-z0-9{_BEYOND}-]{{2,63}}")
_ALL_DIGITS = re.compile(r"[0-9-]+")
_BIRTH = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_OLDEST, _LONGEST_LOCAL = 120, 64
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
    """Say whether text is a plain mail address (RFC 5321, RFC 6531: any letters; no quoting, no address literal)."""
    if not isinstance(text, str):
        return True
    local, _, domain = text.rpartition("@")
    # RFC 6531 section 3.3 counts the local part in bytes; the last label of a name is never a number (RFC 3696).
    fits = len(local.encode(errors="replace")) <= _LONGEST_LOCAL and not _ALL_DIGITS.fullmatch(
        domain.rpartition(".")[2]
    )
    return fits and bool(_EMAIL.fullmatch(text))


def is_birth_date(text: object) -> bool:
    """Say whether text is a day, a month or a year (FHIR `date`) in which somebody may have been born.

    Not more than 120 years ago, so never before 1900, and not in the future: by a day more, for who is east of UTC.
    """
    if not isinstance(text, str):
        return True
    if not _BIRTH.fullmatch(text) or not is_date(f"{text}-01-01"[:10]):
        return False
    today = datetime.now(tz=UTC) + timedelta(days=1)
    return today.year - _OLDEST <= int(text[:4]) and text <= f"{today:%Y-%m-%d}"


def is_language(text: object) -> bool:
    """Say whether text is the code of a language (BCP 47: two letters where it has two, else three)."""
    return not isinstance(text, str) or text in languages()


def is_country(text: object) -> bool:
    """Say whether text is the code of a country (ISO 3166-1, two capital letters)."""
    return not isinstance(text, str) or text in countries()


def is_pointer(text: object) -> bool:
    """Say whether text is a JSON Pointer (RFC 6901)."""
    return not isinstance(text, str) or bool(_POINTER.fullmatch(text))


FORMATS: dict[str, Callable[[object], bool]] = {
    "birth-date": is_birth_date,
    "country": is_country,
    "date": is_date,
    "date-time": is_instant,
    "email": is_email,
    "json-pointer": is_pointer,
    "language": is_language,
    "time-of-day": is_time,
    "uuid": is_uuid,
}


def checker() -> FormatChecker:
    """Build a checker that knows these formats and no other."""
    known = FormatChecker(formats=())
    for name, check in FORMATS.items():
        known.checks(name)(check)
    return known
