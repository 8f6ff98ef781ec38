import subprocess
import sys
from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from itertools import product

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.calendar import Calendar, Land, day_of, days_after, year_after

BERLIN = Calendar(Land.BERLIN)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2034, 12, 31))
LAENDER = st.sampled_from(Land)


@pytest.mark.parametrize(
    ("day", "laender"),
    [
        (date(2026, 1, 1), set(Land)),
        (date(2026, 1, 6), {"BW", "BY", "ST"}),
        (date(2027, 3, 8), {"BE", "MV"}),
        (date(2026, 4, 3), set(Land)),
        (date(2026, 4, 6), set(Land)),
        (date(2026, 5, 1), set(Land)),
        (date(2026, 5, 14), set(Land)),
        (date(2026, 5, 25), set(Land)),
        (date(2026, 6, 4), {"BW", "BY", "HE", "NW", "RP", "SL"}),
        (date(2028, 8, 15), {"SL"}),
        (date(2027, 9, 20), {"TH"}),
        (date(2025, 10, 3), set(Land)),
        (date(2025, 10, 31), {"BB", "HB", "HH", "MV", "NI", "SN", "ST", "SH", "TH"}),
        (date(2027, 11, 1), {"BW", "BY", "NW", "RP", "SL"}),
        (date(2026, 11, 18), {"SN"}),
        (date(2026, 12, 25), set(Land)),
    ],
)
def test_public_holidays_are_those_of_the_land(day, laender):
    assert {land for land in Land if not Calendar(land).is_working(day)} == laender


ONLY_GERMANY = """
import sys
from datetime import date
from exchange.core.calendar import Calendar, Land
assert not any(name.startswith("holidays") for name in sys.modules)
assert not Calendar(Land.BERLIN).is_working(date(2027, 3, 8))
assert "holidays.countries" not in sys.modules
"""


def test_of_the_librarys_countries_only_germany_is_loaded_and_only_when_asked_for():
    run = [sys.executable, "-c", ONLY_GERMANY]
    assert subprocess.run(run, check=False).returncode == 0  # noqa: S603 our own interpreter


def test_public_holidays_are_those_of_the_library():
    for land, year in product(Land, range(2020, 2036)):
        ours = {day for day in days_of(year) if not Calendar(land).is_working(day) and day.weekday() < 5}
        theirs = {day for day in holidays.country_holidays("DE", subdiv=land.value, years=year) if day.weekday() < 5}
        assert (land, year, ours) == (land, year, theirs)


def days_of(year):
    return [date(year, 1, 1) + timedelta(days=day) for day in range(365 + isleap(year))]


@pytest.mark.parametrize("day", [date(2026, 6, 13), date(2026, 6, 14)])
def test_saturday_and_sunday_are_no_working_days(day):
    assert not any(Calendar(land).is_working(day) for land in Land)


@pytest.mark.parametrize("day", [date(2026, 12, 24), date(2026, 12, 31)])
def test_christmas_eve_and_new_years_eve_are_working_days(day):
    assert all(Calendar(land).is_working(day) for land in Land)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 6, 8), 0, date(2026, 6, 8)),
        (date(2026, 6, 13), 0, date(2026, 6, 15)),
        (date(2026, 6, 8), 1, date(2026, 6, 9)),
        (date(2026, 6, 12), 1, date(2026, 6, 15)),
        (date(2026, 6, 13), 1, date(2026, 6, 15)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 12, 23), 3, date(2026, 12, 29)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 28), 2, date(2028, 3, 1)),
        (date(2027, 2, 26), 1, date(2027, 3, 1)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, days, end):
    assert BERLIN.add_working_days(start, days=days) == end


def test_the_same_span_ends_later_where_there_is_a_holiday_more():
    assert BERLIN.add_working_days(date(2026, 6, 3), days=1) == date(2026, 6, 4)
    assert Calendar(Land.BAYERN).add_working_days(date(2026, 6, 3), days=1) == date(2026, 6, 5)


def test_working_days_cannot_be_counted_backwards():
    with pytest.raises(ValueError, match="-1"):
        BERLIN.add_working_days(date(2026, 6, 8), days=-1)


@given(start=DAYS, days=st.integers(0, 60), land=LAENDER)
def test_a_span_ends_on_a_working_day_and_counting_it_gives_it_back(start, days, land):
    calendar = Calendar(land)
    end = calendar.add_working_days(start, days=days)
    assert calendar.is_working(end)
    if days:
        assert calendar.working_days_between(start, end=end) == days


@given(start=DAYS, back=st.integers(0, 40))
def test_there_are_no_working_days_between_a_day_and_an_earlier_one(start, back):
    assert BERLIN.working_days_between(start, end=start - timedelta(days=back)) == 0


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 6, 9, 21, 59, tzinfo=UTC), date(2026, 6, 9)),
        (datetime(2026, 6, 9, 22, 0, tzinfo=UTC), date(2026, 6, 10)),
        (datetime(2026, 12, 9, 22, 59, tzinfo=UTC), date(2026, 12, 9)),
        (datetime(2026, 12, 9, 23, 0, tzinfo=UTC), date(2026, 12, 10)),
    ],
)
def test_a_day_begins_at_midnight_in_berlin(at, day):
    assert BERLIN.day(at) == day


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2028, 2, 29), 24)])
def test_a_day_is_as_long_as_the_clocks_make_it(day, hours):
    assert BERLIN.end_of(day) - BERLIN.start_of(day) == timedelta(hours=hours)


@given(DAYS)
def test_a_day_holds_its_first_instant_and_not_its_end(day):
    assert BERLIN.day(BERLIN.start_of(day)) == day
    assert BERLIN.day(BERLIN.end_of(day)) == day + timedelta(days=1)
    assert BERLIN.day(BERLIN.end_of(day) - timedelta(microseconds=1)) == day


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 7, 14, 21, 59, tzinfo=UTC), datetime(2027, 7, 14, 22, tzinfo=UTC)),
        (datetime(2026, 7, 14, 22, 1, tzinfo=UTC), datetime(2027, 7, 15, 22, tzinfo=UTC)),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), datetime(2029, 2, 28, 23, tzinfo=UTC)),
        (datetime(2027, 2, 28, 12, tzinfo=UTC), datetime(2028, 2, 28, 23, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), datetime(2028, 1, 1, 23, tzinfo=UTC)),
    ],
)
def test_twelve_months_end_with_the_day_of_the_same_number_in_berlin(start, end):
    assert year_after(start) == end


@given(DAYS.map(lambda day: datetime(day.year, day.month, day.day, 22, 30, tzinfo=UTC)))
def test_twelve_months_are_a_year_and_end_at_midnight(start):
    assert 365 <= (day_of(year_after(start)) - day_of(start)).days - 1 <= 366
    assert BERLIN.start_of(day_of(year_after(start))) == year_after(start)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2026, 11, 3, 23, tzinfo=UTC)),
        (datetime(2026, 3, 20, 9, tzinfo=UTC), datetime(2026, 4, 3, 22, tzinfo=UTC)),
    ],
)
def test_fourteen_days_do_not_count_the_first_and_cross_the_clocks_change(start, end):
    assert days_after(start, days=14) == end
