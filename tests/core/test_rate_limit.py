"""Quotas as an outsider counts them: so many calls in any window, none lost, none too many."""

from hypothesis import given
from hypothesis import strategies as st

from exchange.core.rate_limit import RateLimit, count_call

TEN = RateLimit(name="client", calls=10, seconds=60)


def calls(quota, times):
    """Which of the calls at these times are granted."""
    whole_at, standings = 0.0, []
    for at in times:
        standings.append(count_call(quota, whole_at=whole_at, at=at))
        whole_at = standings[-1].whole_at
    return standings


def test_the_whole_quota_may_be_used_at_once_and_not_one_call_more():
    assert [one.wait == 0 for one in calls(TEN, [100.0] * 12)] == [True] * 10 + [False] * 2


def test_what_is_left_is_counted_down():
    assert [one.left for one in calls(TEN, [100.0] * 3)] == [9, 8, 7]


def test_after_the_wait_that_was_named_a_call_is_granted():
    *_, refused = calls(TEN, [100.0] * 11)
    assert refused.retry_after == 6
    assert count_call(TEN, whole_at=refused.whole_at, at=100.0 + refused.wait).wait == 0


def test_a_refused_call_costs_nothing():
    *_, first, last = calls(TEN, [100.0] * 50)
    assert first == last


def test_after_the_window_everything_is_there_again():
    assert calls(TEN, [100.0] * 10 + [160.0])[-1].left == 9


def test_the_headers_are_those_of_the_draft():
    (standing,) = calls(TEN, [100.0])
    assert (TEN.policy, standing.header) == ('"client";q=10;w=60', '"client";r=9;t=6')


@given(st.lists(st.integers(0, 300), min_size=1, max_size=80).map(sorted), st.integers(1, 12), st.integers(1, 90))
def test_no_window_ever_holds_more_than_two_quotas_and_a_patient_caller_gets_them_all(times, most, seconds):
    quota = RateLimit(name="x", calls=most, seconds=seconds)
    granted = [at for at, one in zip(times, calls(quota, map(float, times)), strict=True) if one.wait == 0]
    assert all(sum(at <= other < at + seconds for other in granted) <= 2 * most for at in granted)
    spaced = [number * quota.interval for number in range(30)]
    assert all(one.wait == 0 for one in calls(quota, spaced))
