"""Feedback levels: what a partner may say at each, and when the hub stops waiting for more (domain section 5)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from exchange.core.calendar import Calendar
from exchange.core.referral.transitions import ASK, OPEN
from exchange.core.vocabulary import Category, State

FIRST_WITHOUT_END = 4
"""From this level on the partner reports the end itself, so the hub never moves the referral to `external`."""
NO_SHOW_WAIT = 5
"""Working days the hub waits after an appointment for a `no-show` the person agreed to, before it stops waiting.

The specification is silent. Without a wait the switch would be worthless at level 2: the referral would be `external`
the moment the appointment begins, and from there `no-show` is no legal step.
"""

_APPOINTMENT_LEVEL = 2
_BEGUN = frozenset({State.IN_SERVICE, State.ON_HOLD})
_CATEGORY_OF: Mapping[State, Category] = MappingProxyType(
    {
        State.UNDER_REVIEW: Category.FB_DECISION,
        State.CLARIFICATION_REQUESTED: Category.FB_DECISION,
        State.ACCEPTED: Category.FB_DECISION,
        State.DECLINED: Category.FB_DECISION,
        State.REDIRECTED: Category.FB_DECISION,
        # "We go on without this program" says no more than that it was taken on.
        State.EXTERNAL: Category.FB_DECISION,
        State.WAITLISTED: Category.FB_APPOINTMENT,
        State.SCHEDULED: Category.FB_APPOINTMENT,
        State.APPOINTMENT_CANCELLED: Category.FB_APPOINTMENT,
        State.NO_SHOW: Category.FB_NO_SHOW,
        State.IN_SERVICE: Category.FB_ATTENDANCE,
        State.ON_HOLD: Category.FB_PROGRESS,
        State.COMPLETED: Category.FB_OUTCOME,
        State.ENDED_EARLY: Category.FB_OUTCOME,
        # The answer to our own request: at level 0, too, a partner must be able to confirm that it stops.
        State.CANCELLED: Category.FB_RECEIPT,
    }
)


def category_of(state: State) -> Category | None:
    """Name the feedback category a partner's step to `state` falls under; None for states no partner may set."""
    return _CATEGORY_OF.get(state)


def last_step_reached(
    level: int,
    *,
    state: State,
    received: bool,
    appointment: datetime | None,
    no_show: bool,
    at: datetime,
    calendar: Calendar,
) -> bool:
    """Say whether the partner has reported all that was agreed, so that the hub moves the referral to `external`.

    Level 0 at `received`, 1 once accepted, 2 when the appointment has passed, 3 at `in-service`, 4 and above never.
    A cancelled or missed appointment does not count as passed: another one may follow.
    """
    if level >= FIRST_WITHOUT_END or state is State.EXTERNAL or state not in ASK | OPEN:
        return False
    if level == 0:
        return received
    if level == 1:
        return state in OPEN
    if state in _BEGUN or level != _APPOINTMENT_LEVEL:
        return state in _BEGUN
    if state is not State.SCHEDULED or appointment is None:
        return False
    return at >= (_end_of_wait(appointment, calendar) if no_show else appointment)


def _end_of_wait(appointment: datetime, calendar: Calendar) -> datetime:
    return calendar.end_of(calendar.add_working_days(calendar.day(appointment), days=NO_SHOW_WAIT))
