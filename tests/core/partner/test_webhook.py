"""When a hook is called: one call for all that waits, one schedule for all failures, and who is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.partner.webhook import (
    DAILY,
    PAUSES,
    Failure,
    Health,
    WebhookSecret,
    WebhookState,
    failed,
    health,
    owing,
    pause,
    revived,
    settled,
    succeeded,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AWAY = Failure(code="status-503")
REST = WebhookState(partner="https://p.example")
OWED = owing(REST, "one", at=NOON)
UNDER_WAY = replace(OWED, lease_token="t", due_at=NOON + MINUTE)


def after_failures(count, state=OWED, at=NOON):
    for _ in range(count):
        state = failed(state, AWAY, at=at, chance=0.5)
        at = state.not_before
    return state


def test_what_waits_is_announced_at_once():
    assert (OWED.owed, OWED.owed_since, OWED.due_at) == ("one", NOON, NOON)


def test_one_call_announces_all_that_waits():
    assert owing(OWED, "two", at=NOON + SECOND) == OWED


def test_what_comes_while_a_call_is_on_its_way_gets_a_call_of_its_own():
    state = succeeded(owing(UNDER_WAY, "two", at=NOON + SECOND), "one", at=NOON + 2 * SECOND)
    assert (state.owed, state.due_at, state.lease_token) == ("two", NOON + 2 * SECOND, None)


def test_a_call_that_was_answered_is_owed_no_more():
    state = succeeded(UNDER_WAY, "one", at=NOON)
    assert (state.owed, state.due_at, state.lease_token, state.succeeded_at) == ("", None, None, NOON)


def test_the_schedule_is_the_one_that_was_agreed():
    pauses = [pause(count, final=False, chance=0.5) for count in range(1, 9)]
    assert pauses == [30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, DAY, DAY, DAY]


@given(count=st.integers(1, 50), chance=st.floats(0, 1, exclude_max=True))
def test_pauses_spread_by_a_fifth(count, chance):
    usual = PAUSES[count - 1] if count <= len(PAUSES) else DAILY
    assert usual * 0.8 <= pause(count, final=False, chance=chance) <= usual * 1.2


def test_while_a_hook_pauses_nothing_calls_it():
    state = replace(after_failures(3), owed="", due_at=None)
    assert owing(state, "two", at=NOON).due_at == state.not_before


def test_a_repeated_call_keeps_its_id():
    assert after_failures(4).owed == "one"


def test_patience_that_was_asked_for_is_given_up_to_a_day():
    asked = [failed(OWED, replace(AWAY, retry_after=by), at=NOON, chance=0.5) for by in (HOUR, 30 * DAY)]
    assert [state.due_at for state in asked] == [NOON + HOUR, NOON + DAY]


def test_a_success_ends_all_failures():
    state = succeeded(replace(after_failures(9), notified=Health.TELL_BUSINESS), "one", at=NOON + 9 * DAY)
    assert state == replace(REST, succeeded_at=NOON + 9 * DAY, failed_at=state.failed_at, notified=Health.WORKING)


def test_what_waited_a_fortnight_is_not_announced_any_more_but_the_next_thing_is():
    state = after_failures(19)
    assert (state.owed, state.due_at) == ("", None)
    assert owing(state, "two", at=NOON + 13 * DAY).due_at == state.not_before


def test_a_hook_that_is_repaired_is_called_at_once():
    assert revived(after_failures(7), at=NOON + 5 * DAY).due_at == NOON + 5 * DAY
    assert revived(UNDER_WAY, at=NOON).due_at == UNDER_WAY.due_at


def test_an_empty_mailbox_ends_the_debt_and_no_failure():
    state = settled(after_failures(2), "one", at=NOON)
    assert (state.owed, state.due_at, state.failures) == ("", None, 2)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, Health.FAILING), (23.9, Health.FAILING), (24, Health.TELL_TECHNICAL), (71.9, Health.TELL_TECHNICAL),
     (72, Health.TELL_BUSINESS), (1000, Health.TELL_BUSINESS)],
)  # fmt: skip
def test_the_longer_a_hook_fails_the_more_people_are_told(hours, expected):
    assert health(after_failures(1), at=NOON + hours * HOUR) is expected


def test_who_asked_to_stop_is_called_once_a_day_until_people_decide():
    state = failed(OWED, Failure(code="gone", final=True), at=NOON, chance=0.5)
    assert (state.due_at, health(state, at=NOON)) == (NOON + DAY, Health.ASKED_TO_STOP)


def test_a_hook_that_was_never_called_is_neither_well_nor_ill():
    assert (health(REST, at=NOON), health(revived(REST, at=NOON), at=NOON)) == (Health.UNTRIED, Health.WORKING)


def test_the_secret_before_signs_until_its_end():
    secret = WebhookSecret(secret=b"new", since=NOON, previous=b"old", previous_until=NOON + 7 * DAY)
    assert (secret.valid(NOON), secret.valid(NOON + 7 * DAY)) == ((b"new", b"old"), (b"new",))
