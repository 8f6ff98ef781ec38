"""Relative dates: days as people say them, the weekday within a week of today, the date beyond."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

Language = Literal["de", "en"]

_WEEK = 7
WEEKDAYS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    }
)
MONTHS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "de": (
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ),
        "en": (
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
    }
)


def _day(day: date, today: date, language: Language) -> str:
    if abs((day - today).days) < _WEEK:
        return WEEKDAYS[language][day.weekday()]
    point = "." if language == "de" else ""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day.day}{point} {MONTHS[language][day.month - 1]}{year}"


def full(day: date, language: Language) -> str:
    """Write a day out with its year, as in a letter: `4. Mai 2026`."""
    point = "." if language == "de" else ""
    return f"{day.day}{point} {MONTHS[language][day.month - 1]} {day.year}"


def when(day: date | None, *, today: date, language: Language) -> str:
    """Say on which day: `am Dienstag`, `heute`, `am 3. Mai 2027`; nothing for no day."""
    if day is None:
        return ""
    if day == today:
        return "heute" if language == "de" else "today"
    return f"{'am' if language == 'de' else 'on'} {_day(day, today, language)}"


def since(day: date | None, *, today: date, language: Language) -> str:
    """Say since which day: `seit Dienstag`, `seit dem 3. Mai`; nothing for no day."""
    if day is None:
        return ""
    if day == today:
        return "seit heute" if language == "de" else "since today"
    named = _day(day, today, language)
    if language == "en":
        return f"since {named}"
    return f"seit dem {named}" if named[0].isdigit() else f"seit {named}"


def until(day: date, *, today: date, language: Language) -> str:
    """Say until which day, that day included: `bis Mittwoch`, `bis zum 3. Mai`."""
    named = _day(day, today, language)
    if language == "en":
        return f"until {named}"
    return f"bis zum {named}" if named[0].isdigit() else f"bis {named}"
