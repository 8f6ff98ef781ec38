"""Work items: what lies on somebody's list besides the deadline of a state.

A person has to look, and says when it is done.

A referral has one next date. While a work item waits, it takes the place of the state's own deadline.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from exchange.core.calendar import Calendar
from exchange.core.policy import Policy
from exchange.core.referral.deadlines import Deadline, state_deadline
from exchange.core.referral.referral import Referral
from exchange.core.vocabulary import Role


class WorkItem(StrEnum):
    """Why somebody has to look at a referral; stands in its `next_reason`."""

    UNREADABLE = "unreadable"
    RETURNED = "returned"
    DEAD_LETTER = "dead-letter"
    QUESTION = "question"
    GAP = "gap"
    WITHDRAWAL_UNANSWERED = "withdrawal-unanswered"


GAP_WAIT = timedelta(minutes=15)
"""So long an event may wait for the one before it in its thread (protocol section 5)."""
WITHDRAWAL_WAIT = 5
"""Working days in which a partner answers a withdrawal, else the DPO is notified (domain section 5)."""
_WATCHERS: Mapping[WorkItem, Role] = MappingProxyType({WorkItem.WITHDRAWAL_UNANSWERED: Role.DPO})


def watcher(item: WorkItem) -> Role:
    """Who is notified of a work item: the caseworker, but where a partner owes the person an answer."""
    return _WATCHERS.get(item, Role.CASEWORKER)


def falls_due(item: WorkItem, *, since: datetime, calendar: Calendar) -> datetime:
    """Say from when on a work item that began at `since` is somebody's to look at; most are at once."""
    if item is WorkItem.GAP:
        return since + GAP_WAIT
    if item is WorkItem.WITHDRAWAL_UNANSWERED:
        return calendar.end_of(calendar.add_working_days(calendar.day(since), days=WITHDRAWAL_WAIT))
    return since


def again(item: WorkItem, *, at: datetime, calendar: Calendar) -> datetime:
    """Say when somebody is notified of it again: the next day, of an unanswered withdrawal after its time once more."""
    if item is WorkItem.WITHDRAWAL_UNANSWERED:
        return falls_due(item, since=at, calendar=calendar)
    return calendar.end_of(calendar.day(at))


def missed_deadline(referral: Referral, *, policy: Policy) -> Deadline | None:
    """The deadline of the state, computed again; None where a work item is due instead."""
    return None if referral.next_reason in list(WorkItem) else state_deadline(referral, policy=policy)
