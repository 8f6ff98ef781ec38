from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.delivery.retry import Response, classify, next_try, pause

NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
CHANCE = st.floats(0, 1, exclude_max=True)


def test_the_first_pauses_are_short_and_exact():
    seconds = [pause(failures, chance=0.9).total_seconds() for failures in range(1, 6)]
    assert seconds == [5, 30, 120, 600, 1800]


@given(failures=st.integers(6, 500), chance=CHANCE)
def test_later_pauses_are_an_hour_give_or_take_a_fifth(failures, chance):
    assert timedelta(minutes=48) <= pause(failures, chance=chance) <= timedelta(minutes=72)


def test_chance_spreads_the_hourly_pauses_over_their_whole_width():
    assert [pause(6, chance=chance) for chance in (0.0, 0.5)] == [timedelta(minutes=48), timedelta(minutes=60)]


@given(first=CHANCE, second=CHANCE)
def test_the_spread_grows_with_the_chance(first, second):
    low, high = sorted((first, second))
    assert pause(6, chance=low) <= pause(6, chance=high)


def test_there_is_no_pause_before_the_first_failure():
    with pytest.raises(ValueError, match="0"):
        pause(0, chance=0.0)


def test_attempts_end_with_the_packet():
    assert next_try(1, at=NOON, expires=NOON + timedelta(seconds=6), chance=0.0) == NOON + timedelta(seconds=5)
    assert next_try(1, at=NOON, expires=NOON + timedelta(seconds=5), chance=0.0) is None


@pytest.mark.parametrize(
    ("status", "response"),
    [
        (200, Response.DONE),
        (202, Response.DONE),
        (204, Response.DONE),
        (409, Response.CONFLICT),
        *[(status, Response.RESOLVE) for status in (301, 307, 400, 401, 403, 404, 410, 413, 415, 418, 422)],
        *[(status, Response.RETRY) for status in (None, 101, 408, 425, 429, 500, 502, 503, 599)],
    ],
)
def test_an_answer_says_what_to_do_next(status, response):
    assert classify(status) is response


def test_a_second_refusal_parks_for_a_human():
    assert classify(403, refusals=1) is Response.PARK


@given(status=st.none() | st.integers(0, 999), refusals=st.integers(0, 9))
def test_only_a_success_is_done(status, refusals):
    done = classify(status, refusals=refusals) is Response.DONE
    assert done == (status is not None and 200 <= status <= 299)
