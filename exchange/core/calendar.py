"""Business calendar: days and working days of a German Land.

A day is a calendar day in Europe/Berlin, whatever the machine's zone is.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
LATEST, EARLIEST = timedelta(days=3 * 366), timedelta(days=366)
"""How far from now an appointment may lie: beyond, somebody mistyped the year."""
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class Land(StrEnum):
    """The sixteen Länder, by their ISO 3166-2:DE subdivision code."""

    BADEN_WUERTTEMBERG = "BW"
    BAYERN = "BY"
    BERLIN = "BE"
    BRANDENBURG = "BB"
    BREMEN = "HB"
    HAMBURG = "HH"
    HESSEN = "HE"
    MECKLENBURG_VORPOMMERN = "MV"
    NIEDERSACHSEN = "NI"
    NORDRHEIN_WESTFALEN = "NW"
    RHEINLAND_PFALZ = "RP"
    SAARLAND = "SL"
    SACHSEN = "SN"
    SACHSEN_ANHALT = "ST"
    SCHLESWIG_HOLSTEIN = "SH"
    THUERINGEN = "TH"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one Land: Monday to Friday without its public holidays.

    Only holidays that hold in the whole Land count; those of single municipalities (Augsburg's Friedensfest, Mariä
    Himmelfahrt in Catholic parts of Bavaria) do not. 24 and 31 December are working days, as the law has it.
    """

    land: Land

    def day(self, at: datetime) -> date:
        """The calendar day of an instant, in Europe/Berlin."""
        return day_of(at)

    def start_of(self, day: date) -> datetime:
        """The first instant of a day, in UTC."""
        return datetime.combine(day, time.min, tzinfo=BERLIN).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The instant at which a day is over (§ 188 BGB): the first of the next one, in UTC."""
        return end_of_day(day)

    def is_working(self, day: date) -> bool:
        """Say whether a day is a working day."""
        return day.weekday() < _SATURDAY and day not in _public_holidays(self.land, day.year)

    def add_working_days(self, start: date, *, days: int) -> date:
        """The working day that many after `start`, which itself does not count (§ 187(1) BGB).

        None after means the first working day on or after `start`.

        Raises:
            ValueError: `days` is negative.
        """
        if days < 0:
            raise ValueError(days)
        day = start
        for _ in range(days):
            day = self._on_or_after(day + _ONE_DAY)
        return self._on_or_after(day)

    def working_days_between(self, start: date, *, end: date) -> int:
        """Count the working days after `start` up to and with `end`; none if `end` is not later."""
        after = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
        return sum(1 for day in after if self.is_working(day))

    def _on_or_after(self, day: date) -> date:
        while not self.is_working(day):
            day += _ONE_DAY
        return day


def day_of(at: datetime) -> date:
    """The calendar day of an instant, in Europe/Berlin."""
    return at.astimezone(BERLIN).date()


def german_day(text: str) -> date | None:
    """The day that a text begins with in German writing, `31.12.2026`; None where it begins with none."""
    found = _GERMAN_DAY.match(text.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def end_of_day(day: date) -> datetime:
    """The instant at which a day is over (§ 188 BGB): the first of the next one in Europe/Berlin, kept in UTC."""
    return datetime.combine(day + _ONE_DAY, time.min, tzinfo=BERLIN).astimezone(UTC)


def year_after(start: datetime) -> datetime:
    """The end of a period of twelve months that begins in the course of a day (§§ 187(1), 188(2) BGB).

    It is over with the day of the same number; where that is missing, with the last one of its month (§ 188(3) BGB).
    """
    day = day_of(start)
    try:
        return end_of_day(day.replace(year=day.year + 1))
    except ValueError:
        return end_of_day(day.replace(year=day.year + 1, day=day.day - 1))


def days_after(start: datetime, *, days: int) -> datetime:
    """The end of a period of days that begins in the course of one, which does not count (§§ 187(1), 188(1) BGB)."""
    return end_of_day(day_of(start) + timedelta(days=days))


def plausible(appointment: datetime, *, at: datetime) -> bool:
    """Say whether an appointment named at `at` lies near enough to be meant."""
    return at - EARLIEST <= appointment <= at + LATEST


@lru_cache(maxsize=256)
def _public_holidays(land: Land, year: int) -> frozenset[date]:
    return frozenset(_germany()(subdiv=land.value, years=year))


@cache
def _germany() -> Any:
    """The class of Germany of the library `holidays`, read when a deadline is first asked for.

    Its package of countries brings all 250 of them along; the one file alone saves six megabytes in every process.
    """
    library = find_spec("holidays")
    places = (library and library.submodule_search_locations) or [""]
    spec = spec_from_file_location("germany", f"{places[0]}/countries/germany.py")
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("holidays")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Germany
