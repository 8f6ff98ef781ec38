"""Shown value: what a value of a document is in words: the title of its code, a day written out, yes or no."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from exchange.core.calendar import BERLIN
from exchange.core.errors import Refusal
from exchange.core.ids import read_instant
from exchange.core.text.dates import MONTHS, Language, full
from exchange.web.foundation.wording import say, word
from schemas.titles import Titled

_DAYS, _INSTANT = frozenset({"date", "birth-date"}), "date-time"
_MONTH = 2
"""Parts of a date of which only the month is known (FHIR `date`)."""


def value_at(data: Any, pointer: str) -> Any:
    """What stands at a place (RFC 6901); empty where nothing does."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(data, Mapping):
            data = data.get(name, "")
        elif isinstance(data, list | tuple) and name.isdecimal() and int(name) < len(data):
            data = data[int(name)]
        else:
            return ""
    return data


def shown_value(value: Any, titled: Titled, language: Language) -> str:
    """Write a value as people read it; several in one line."""
    return ", ".join(_shown(one, titled, language) for one in _single(value))


def _single(value: Any) -> Iterator[Any]:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else None
    if inner is not None:
        for each in inner:
            yield from _single(each)
    elif value not in (None, ""):
        yield value


def _shown(value: Any, titled: Titled, language: Language) -> str:
    if isinstance(value, bool):
        return say("sending.yes" if value else "sending.no", language=language)
    text = str(value)
    if titled.codes:
        return word(titled.codes, text, language)
    if titled.format in _DAYS:
        return _day(text, language)
    return _moment(text, language) if titled.format == _INSTANT else text


def _day(text: str, language: Language) -> str:
    parts = text.split("-")
    try:
        if len(parts) == _MONTH:
            return f"{MONTHS[language][date(int(parts[0]), int(parts[1]), 1).month - 1]} {parts[0]}"
        return full(date.fromisoformat(text), language)
    except ValueError:
        # Half a form is shown too, and a year alone is a year.
        return text


def _moment(text: str, language: Language) -> str:
    try:
        at = read_instant(text).astimezone(BERLIN)
    except Refusal:
        return text
    return say("case.at", language=language, day=full(at.date(), language), time=f"{at:%H:%M}")
