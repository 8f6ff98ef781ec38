"""Work list: what waits for somebody, a work item or the deadline of a state, from when on and until when.

A work item means that a person has to look, and says when it is done. A referral has one next date; while a work item
waits, it takes the place of the state's own deadline. What waits for somebody is on their list at once and stays there
until it is settled or the state changes, however often the clock looks at it meanwhile.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from exchange.core.calendar import Calendar
from exchange.core.policy import Policy
from exchange.core.referral.deadlines import ALLOWANCES, OURS, Deadline, Kind, state_deadline
from exchange.core.referral.referral import Referral
from exchange.core.vocabulary import Role, State


class WorkItem(StrEnum):
    """Why somebody has to look at a referral; stands in its `next_reason`."""

    UNREADABLE = "unreadable"
    RETURNED = "returned"
    DEAD_LETTER = "dead-letter"
    QUESTION = "question"
    REFUSED = "refused"
    GAP = "gap"
    WITHDRAWAL_UNANSWERED = "withdrawal-unanswered"
    CONSENT_ENDS = "consent-ends"
    GLASS_UNREVIEWED = "glass-unreviewed"


GAP_WAIT = timedelta(minutes=15)
"""So long an event may wait for the one before it in its thread (protocol section 5)."""
GLASS_WAIT = timedelta(hours=24)
"""So long a second person has to review a look in an emergency, else the DPO and the team lead are notified (EM-01)."""
WITHDRAWAL_WAIT = 5
"""Working days in which a partner answers a withdrawal, else the DPO is notified (domain section 5)."""
_RECEIPT = timedelta(minutes=ALLOWANCES[Kind.RECEIPT_API].normal.amount)
"""So long a parcel may lie until its receipt is missed (domain section 7)."""
_AT_ONCE = OURS - {Kind.CHECK_EXTERNAL}
"""What waits for the Jobcenter from when its state begins; who is outside is only looked at when the time has come."""
_WATCHERS: Mapping[WorkItem, Role] = MappingProxyType(
    {WorkItem.WITHDRAWAL_UNANSWERED: Role.DPO, WorkItem.GLASS_UNREVIEWED: Role.DPO}
)


def watcher(item: WorkItem) -> Role:
    """Who is notified of a work item: the caseworker, but where the person is owed an answer."""
    return _WATCHERS.get(item, Role.CASEWORKER)


def falls_due(item: WorkItem, *, since: datetime, calendar: Calendar) -> datetime:
    """Say from when on a work item that began at `since` is somebody's to look at; most are at once."""
    if item is WorkItem.GAP:
        return since + GAP_WAIT
    if item is WorkItem.GLASS_UNREVIEWED:
        return since + GLASS_WAIT
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


def listed(referral: Referral, item: WorkItem, *, since: datetime, calendar: Calendar) -> Referral:
    """Put a work item on the list in the place of the state's deadline, or behind the items that wait already.

    One that waits already keeps its date: the second question does not make the first one younger.
    """
    if item in items_of(referral):
        return referral
    due = falls_due(item, since=since, calendar=calendar)
    if items_of(referral):
        return replace(referral, behind=(*referral.behind, (item.value, due)))
    return replace(referral, next_at=due, next_reason=item.value, listed_at=due, look_at=due)


def items_of(referral: Referral) -> tuple[WorkItem, ...]:
    """The work items that wait, the one in front first."""
    codes = (referral.next_reason, *(code for code, _ in referral.behind))
    return tuple(WorkItem(code) for code in codes if code in list(WorkItem))


def taken_off(referral: Referral, item: WorkItem, *, policy: Policy) -> Referral:
    """Take a work item off the list: the next one comes forward, or the state's own deadline counts again.

    Nobody is reminded twice of that.
    """
    if referral.next_reason != item:
        return replace(referral, behind=tuple(one for one in referral.behind if one[0] != item))
    if not referral.behind:
        return replace(scheduled(referral, policy=policy), reminded=referral.reminded)
    (code, due), *others = referral.behind
    return replace(referral, next_at=due, next_reason=code, listed_at=due, look_at=due, behind=tuple(others))


def scheduled(referral: Referral, *, policy: Policy) -> Referral:
    """Set what is due next in the referral's state, and from when on it is on somebody's list; nothing at its end."""
    deadline = state_deadline(referral, policy=policy)
    if deadline is None:
        return cleared(referral)
    return replace(
        referral,
        next_at=deadline.at,
        next_reason=deadline.kind.value,
        listed_at=_listed_from(referral, deadline),
        look_at=deadline.at,
        behind=(),
        reminded=0,
    )


def cleared(referral: Referral) -> Referral:
    """Nothing is due any more."""
    return replace(referral, next_at=None, next_reason="", listed_at=None, look_at=None, behind=(), reminded=0)


def confirmed(referral: Referral, *, policy: Policy) -> Referral:
    """The partner's system has the parcel: its receipt is missed no more, unless a work item waits."""
    received = replace(referral, received=True)
    deadline = missed_deadline(received, policy=policy)
    return replace(received, listed_at=_listed_from(received, deadline)) if deadline else received


def reason_listed(referral: Referral) -> str:
    """Name what is on the list: the work item, the kind of the deadline, or the receipt that is missed before it."""
    if _receipt_missing(referral) and referral.next_reason == Kind.OPEN:
        return Kind.RECEIPT_API.value
    return referral.next_reason


def is_uncollected(referral: Referral, *, at: datetime) -> bool:
    """Say whether a parcel lies there longer than its receipt may take."""
    return _receipt_missing(referral) and referral.state_since + _RECEIPT <= at


def _listed_from(referral: Referral, deadline: Deadline) -> datetime:
    if deadline.kind in _AT_ONCE:
        return referral.state_since
    if _receipt_missing(referral):
        return min(referral.state_since + _RECEIPT, deadline.at)
    return deadline.at


def _receipt_missing(referral: Referral) -> bool:
    return referral.state is State.SENT and not referral.received
