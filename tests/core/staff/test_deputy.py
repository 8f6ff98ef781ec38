"""A deputy's days are whole days in Berlin, the last one included, also where the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.calendar import day_of
from exchange.core.staff.deputy import LONGEST, DaysUnfit, days_of, read_day, span_of
from tests.support.examples import a_period

DAYS = st.dates(date(2024, 1, 1), date(2034, 1, 1))


@given(DAYS, st.integers(0, LONGEST.days), DAYS, st.integers(0, 86_399))
def test_a_deputy_stands_in_on_exactly_those_days(first, more, day, second):
    last = first + timedelta(days=more)
    begins, ends = span_of(first, last)
    period = a_period(valid_from=begins, valid_until=ends)
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second)
    assert period.runs_at(at) is (first <= day_of(at) <= last)
    assert (period.days, days_of(begins, ends)) == ((first, last), (first, last))


def test_the_last_day_ends_at_midnight_in_berlin():
    begins, ends = span_of(date(2027, 3, 27), date(2027, 3, 28))
    assert (begins, ends) == (datetime(2027, 3, 26, 23, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC))


@pytest.mark.parametrize("days", [(date(2027, 1, 2), date(2027, 1, 1)), (date(2027, 1, 1), date(2028, 1, 3))])
def test_days_that_run_backwards_or_without_end_are_refused(days):
    with pytest.raises(DaysUnfit):
        span_of(*days)


@pytest.mark.parametrize("text", ["", "31.12.2026", "2026-13-01", "2026-02-30", "morgen", "2026-1-1x"])
def test_what_is_no_day_is_refused_by_what_was_typed(text):
    with pytest.raises(DaysUnfit) as refused:
        read_day(text)
    assert refused.value.detail == text


def test_a_day_is_read_as_it_is_written():
    assert read_day(" 2026-12-21 ") == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("text", "said"), [("31.12.2026", "2026-12-31"), ("1.2.2027", "2027-02-01"), ("31.2.2027", ""), ("morgen", "")]
)
def test_a_day_in_german_writing_is_answered_with_the_same_day_as_it_is_written_here(text, said):
    with pytest.raises(DaysUnfit) as refused:
        read_day(text)
    assert refused.value.form == (said, said)
