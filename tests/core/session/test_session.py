"""A session runs until it is ended, unused for too long or too old; its passphrase counts as just typed for less."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.session.session import (
    FRESH_FOR,
    LONGEST,
    LONGEST_IDLE,
    EndOfSession,
    SessionEnded,
    is_fresh,
    state_at,
)
from tests.support.clock import NOON
from tests.support.examples import a_session

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("seen", "now", "why"),
    [
        (0 * MINUTE, 30 * MINUTE - SECOND, None),
        (0 * MINUTE, 30 * MINUTE, EndOfSession.IDLE),
        (9 * HOUR + 50 * MINUTE, 10 * HOUR - SECOND, None),
        (9 * HOUR + 50 * MINUTE, 10 * HOUR, EndOfSession.TOO_OLD),
    ],
)
def test_it_ends_when_it_is_not_used_for_half_an_hour_and_after_ten_hours(seen, now, why):
    assert state_at(a_session(seen_at=NOON + seen), NOON + now) == why


def test_one_that_was_ended_stays_so_whatever_else_is_true_of_it():
    over = a_session(ended_at=NOON, why=EndOfSession.SIGNED_OUT)
    assert state_at(over, NOON) == EndOfSession.SIGNED_OUT
    assert state_at(replace(over, ended_at=None), NOON) == EndOfSession.SIGNED_OUT
    assert state_at(replace(over, why=None), NOON) is not None


def test_a_passphrase_counts_as_just_typed_for_five_minutes_in_a_session_that_runs():
    session = a_session(fresh_at=NOON)
    assert is_fresh(session, NOON + 5 * MINUTE - SECOND)
    assert not is_fresh(session, NOON + 5 * MINUTE)
    assert not is_fresh(replace(session, why=EndOfSession.ENDED, ended_at=NOON), NOON)


def test_a_clock_that_was_hours_ahead_prolongs_nothing():
    ahead = NOON + 2 * HOUR
    assert state_at(a_session(begun_at=ahead, seen_at=ahead, fresh_at=ahead), NOON) == EndOfSession.TOO_OLD
    assert state_at(a_session(seen_at=ahead), NOON) == EndOfSession.IDLE
    assert not is_fresh(a_session(fresh_at=ahead), NOON)


instants = st.integers(-24 * 3600, 24 * 3600).map(lambda seconds: NOON + timedelta(seconds=seconds))


@given(begun=instants, seen=instants, fresh=instants, now=instants)
def test_at_any_instant_it_runs_only_inside_every_one_of_its_limits(begun, seen, fresh, now):
    session = a_session(begun_at=begun, seen_at=seen, fresh_at=fresh)
    runs = state_at(session, now) is None
    assert runs == (-MINUTE <= now - begun < LONGEST and -MINUTE <= now - seen < LONGEST_IDLE)
    assert is_fresh(session, now) == (runs and -MINUTE <= now - fresh < FRESH_FOR)
    # What is shown to its owner is never later than what is held against it.
    if now >= max(begun, seen):
        assert runs == (now < session.idle_until)
    if runs and now >= fresh:
        assert is_fresh(session, now) == (now < session.fresh_until)


@pytest.mark.parametrize("why", EndOfSession)
def test_its_end_is_said_in_words_of_its_own(why):
    error = SessionEnded(why)
    assert all(error.what), error.what
    assert len({SessionEnded(one).what for one in EndOfSession}) == len(EndOfSession)
