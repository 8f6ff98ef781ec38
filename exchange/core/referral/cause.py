"""Cause: why a matter is on somebody's list today, in the few groups by which a caseworker works (users-and-ux 2)."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from exchange.core.referral.deadlines import Kind
from exchange.core.referral.work_item import WorkItem


class Cause(StrEnum):
    """Why somebody has to look at a matter, in the order in which the groups are shown."""

    QUESTION = "question"
    REFUSED = "refused"
    UNDELIVERED = "undelivered"
    OVERDUE = "overdue"
    CONSENT_ENDS = "consent-ends"
    SECOND = "second"
    DRAFT = "draft"


NEEDS_SOMEBODY = frozenset({Cause.QUESTION, Cause.REFUSED, Cause.UNDELIVERED, Cause.OVERDUE})
"""What is counted in the sentence at the top: here somebody waits. The others can wait for the next conversation."""
AHEAD = timedelta(days=7)
"""So far ahead the list looks."""
_GROUPS: Mapping[Cause, frozenset[WorkItem | Kind]] = MappingProxyType(
    {
        Cause.QUESTION: frozenset({WorkItem.QUESTION, Kind.ANSWER}),
        Cause.REFUSED: frozenset({WorkItem.REFUSED}),
        Cause.UNDELIVERED: frozenset({WorkItem.UNREADABLE, WorkItem.RETURNED, WorkItem.DEAD_LETTER}),
        Cause.CONSENT_ENDS: frozenset({WorkItem.CONSENT_ENDS}),
        Cause.DRAFT: frozenset({Kind.FINISH_DRAFT, Kind.ASK_CONSENT}),
    }
)
_OF: Mapping[str, Cause] = MappingProxyType(
    {reason.value: cause for cause, reasons in _GROUPS.items() for reason in reasons}
)


def cause_of(next_reason: str) -> Cause:
    """The group of a work item or deadline (`Referral.next_reason`): overdue, unless it is of a group of its own."""
    return _OF.get(next_reason, Cause.OVERDUE)


def reasons_of(cause: Cause) -> frozenset[str]:
    """Every work item and deadline of a group."""
    return frozenset(one.value for one in (*WorkItem, *Kind) if cause_of(one.value) is cause)
