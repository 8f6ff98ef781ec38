from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.calendar import Calendar, Land
from exchange.core.consent.clause import feedback_categories
from exchange.core.referral.feedback_level import category_of, last_step_reached
from exchange.core.referral.transitions import ASK, OPEN, STEPS
from exchange.core.vocabulary import Actor, Category, State

BERLIN = Calendar(Land.BERLIN)
LEVELS = {level: feedback_categories(level, no_show=False) for level in range(7)}
NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)


def reached(level, state, **changes: object):
    known = {"received": True, "appointment": None, "no_show": False, "at": NOON, "calendar": BERLIN}
    return last_step_reached(level, state=state, **known | changes)


# The states a partner may name at each level and not at the one below (domain section 5).
SPOKEN = """
1 under-review accepted declined redirected clarification-requested external
2 waitlisted scheduled appointment-cancelled
3 in-service
4 on-hold completed ended-early
"""


@pytest.mark.parametrize("line", SPOKEN.strip().splitlines())
def test_a_step_is_agreed_from_its_level_on(line):
    number, *states = line.split()
    for state in map(State, states):
        assert [level for level in LEVELS if category_of(state) in LEVELS[level]] == list(range(int(number), 7))


def test_levels_are_cumulative_and_the_receipt_is_in_all():
    assert LEVELS[0] == {Category.FB_RECEIPT}
    assert all(LEVELS[level] < LEVELS[level + 1] for level in range(6))
    assert LEVELS[6] - LEVELS[5] == {Category.FB_RECOMMENDATION}
    assert LEVELS[5] - LEVELS[4] == {Category.FB_WORKCAPACITY}


def test_a_no_show_is_agreed_by_its_own_switch_only():
    assert category_of(State.NO_SHOW) is Category.FB_NO_SHOW
    assert all(Category.FB_NO_SHOW not in feedback_categories(level, no_show=False) for level in LEVELS)
    assert all(Category.FB_NO_SHOW in feedback_categories(level, no_show=True) for level in LEVELS)


def test_content_is_agreed_at_no_level():
    assert all(Category.FB_CONTENT not in feedback_categories(level, no_show=True) for level in LEVELS)


def test_every_state_a_partner_may_set_has_a_category_and_no_other_has():
    settable = {to for origin, to, by in STEPS if by is Actor.PARTNER}
    assert {state for state in State if category_of(state)} == settable


@pytest.mark.parametrize("state", sorted(ASK))
def test_with_no_feedback_the_hub_stops_waiting_at_receipt(state):
    assert reached(0, state)
    assert not reached(0, state, received=False)


def test_with_decisions_only_the_hub_stops_waiting_once_it_is_taken_on():
    assert {state for state in State if reached(1, state)} == OPEN - {State.EXTERNAL}


def test_with_appointments_the_hub_stops_waiting_when_the_appointment_has_passed():
    assert reached(2, State.SCHEDULED, appointment=NOON)
    assert not reached(2, State.SCHEDULED, appointment=NOON + timedelta(seconds=1))
    assert not reached(2, State.SCHEDULED)


@pytest.mark.parametrize("state", [State.NO_SHOW, State.APPOINTMENT_CANCELLED, State.WAITLISTED, State.ACCEPTED])
def test_an_appointment_that_did_not_happen_has_not_passed(state):
    assert not reached(2, state, appointment=NOON - timedelta(days=9))


def test_with_the_no_show_switch_the_hub_waits_five_working_days_for_it():
    known = {"appointment": NOON, "no_show": True}
    over = datetime(2026, 6, 17, 22, 0, tzinfo=UTC)
    assert not reached(2, State.SCHEDULED, at=over - timedelta(seconds=1), **known)
    assert reached(2, State.SCHEDULED, at=over, **known)


def test_with_attendance_the_hub_stops_waiting_when_the_service_runs():
    begun = {state for state in State if reached(3, state, appointment=NOON)}
    assert begun == {State.IN_SERVICE, State.ON_HOLD}


@given(level=st.integers(4, 6), state=st.sampled_from(State), received=st.booleans())
def test_from_level_four_on_the_hub_waits_for_the_end(level, state, received):
    assert not reached(level, state, received=received, appointment=NOON)


@given(level=st.integers(0, 6), state=st.sampled_from(State))
def test_only_what_the_partner_has_and_is_not_outside_yet_goes_outside(level, state):
    if reached(level, state, appointment=NOON):
        assert (state, State.EXTERNAL, Actor.HUB) in STEPS
