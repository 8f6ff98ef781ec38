"""Waits grow with wrong passphrases, double by double, to a longest one, and are forgotten."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from exchange.core.session.attempts import OF_NAME, OF_NETWORK, Attempts, SignInTooSoon, counted, wait
from tests.support.clock import NOON

NONE, SECOND = timedelta(), timedelta(seconds=1)


def test_the_first_few_cost_nothing_then_each_doubles_the_wait():
    attempts, waits = None, []
    for _ in range(12):
        attempts = counted(attempts, pace=OF_NAME, now=NOON)
        waits.append(wait(attempts, pace=OF_NAME, now=NOON) // SECOND)
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_network_of_many_colleagues_waits_much_later():
    assert wait(Attempts(count=19, last_at=NOON), pace=OF_NETWORK, now=NOON) == NONE
    assert wait(Attempts(count=20, last_at=NOON), pace=OF_NETWORK, now=NOON) == SECOND


def test_it_begins_anew_when_nothing_was_wrong_for_long_enough():
    later = NOON + OF_NAME.forgotten
    assert counted(Attempts(count=50, last_at=NOON), pace=OF_NAME, now=later).count == 1
    assert counted(Attempts(count=50, last_at=NOON), pace=OF_NAME, now=later - SECOND).count == 51


@given(st.integers(0, 10**9), st.integers(-(10**6), 10**6))
def test_nobody_waits_longer_than_the_longest_whatever_the_clock_did(count, seconds):
    last = NOON + timedelta(seconds=seconds)
    left = wait(Attempts(count=count, last_at=last), pace=OF_NAME, now=NOON)
    assert NONE <= left <= OF_NAME.longest
    # It is over when it was said to be.
    assert wait(Attempts(count=count, last_at=last), pace=OF_NAME, now=max(last, NOON) + left) == NONE or last > NOON


def test_the_refusal_names_whole_seconds_and_at_least_one():
    assert SignInTooSoon(timedelta(milliseconds=1)).retry_after == 1
    assert SignInTooSoon(timedelta(seconds=7.2)).retry_after == 8
    assert "8" in SignInTooSoon(timedelta(seconds=7.2)).what.de
