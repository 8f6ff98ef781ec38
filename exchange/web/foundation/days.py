"""Days and times in forms: read as a browser sends them, or as people here type them where it offers no calendar."""

import re
from datetime import date, datetime, time

from exchange.core.calendar import BERLIN
from exchange.core.errors import Malformed
from exchange.core.said import Said

_DAY = Said("ein Tag, zum Beispiel 08.01.2027", "a day, for example 2027-01-08")
_MOMENT = Said("Tag und Uhrzeit, zum Beispiel 08.01.2027, 09:00", "day and time, for example 2027-01-08 09:00")
_TYPED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_CLOCK = re.compile(r"(.{8,12}?)(?:T|,? +)([0-9]{1,2}:[0-9]{2})(?::00)?(?: Uhr)?")


def read_day(text: str, *, field: str) -> date:
    """Read a day: `2027-01-08` or `8.1.2027`.

    Raises:
        Malformed: it is none; its pointer is the form's field.
    """
    try:
        return _day(text.strip())
    except ValueError as error:
        raise Malformed(pointer=f"/{field}").saying(form=_DAY) from error


def read_moment(text: str, *, field: str) -> datetime:
    """Read a day and a time, on the clock on the wall here: `2027-01-08T09:00` or `8.1.2027, 9:00`.

    Raises:
        Malformed: it is none; its pointer is the form's field.
    """
    found = _CLOCK.fullmatch(text.strip())
    day, clock = found.groups() if found else ("", "")
    try:
        hour, minute = map(int, clock.split(":"))
        return datetime.combine(_day(day), time(hour, minute), tzinfo=BERLIN)
    except ValueError as error:
        raise Malformed(pointer=f"/{field}").saying(form=_MOMENT) from error


def _day(text: str) -> date:
    typed = _TYPED.fullmatch(text)
    if typed is None:
        return date.fromisoformat(text)
    day, month, year = map(int, typed.groups())
    return date(year, month, day)
