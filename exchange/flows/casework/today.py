"""Today: what one member of staff has to see to, and what they see to for those they stand in for.

A team lead sees all cases elsewhere; this is the list of their own.
"""

from datetime import UTC, datetime
from functools import partial
from heapq import merge
from itertools import islice

from exchange.core.errors import Malformed, NotAnId
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import read_instant
from exchange.core.referral.cause import AHEAD, NEEDS_SOMEBODY, Cause, cause_of, reasons_of
from exchange.core.referral.referral import Referral
from exchange.core.referral.sought import EVERYTHING, Sought
from exchange.core.staff.seen import SeenList
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.access import LATEST
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.flows.staff.deputies import stood_in_for
from exchange.ports.hub import Hub

_EARLIEST = datetime.min.replace(tzinfo=UTC)
Place = tuple[datetime, str]
"""Where a matter stands in the list: since when it is on it, and its id."""


def look_at_today(
    *,
    limit: int,
    by: Principal,
    hub: Hub,
    cause: Cause | None = None,
    sought: Sought = EVERYTHING,
    after: str = "",
) -> SeenList:
    """Show a page of what somebody has to see to now or within a week, the longest waiting first; one of `cause` alone.

    `after` is that of the page before. What is due is counted over all, whatever is sought. A line says who looked and
    at how many, and names no case.

    Raises:
        Malformed: `after` is of no page.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven, or does no casework.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    place = _read(after)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=SENDERS)
        owners = (staff.id, *sorted(stood_in_for(tx, staff, at=at)))
        of = partial(tx.referrals.agenda, reasons=_reasons(cause), after=place, until=at + AHEAD, sought=sought)
        found = tuple(islice(merge(*(of(one, limit=limit) for one in owners), key=_place), limit))
        record = {"by": staff.id, "what": "today", "count": len(found)}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at)
        due = [one for owner in owners for one in tx.referrals.listed_counts(owner, at=at)]
        waiting = [since for reason, _, since in due if cause_of(reason) in NEEDS_SOMEBODY]
        counts = {one: sum(count for reason, count, _ in due if cause_of(reason) is one) for one in Cause}
        return SeenList(
            by=staff.id,
            at=at,
            owners=owners,
            referrals=found,
            counts=counts,
            oldest=min(waiting, default=None),
            after=_shown(found[-1]) if len(found) == limit else "",
        )


def _reasons(cause: Cause | None) -> frozenset[str]:
    """What waits for a second person is among the drafts: which of them, the drafts say."""
    return reasons_of(Cause.DRAFT if cause is Cause.SECOND else cause) if cause else frozenset()


def _place(referral: Referral) -> Place:
    return referral.listed_at or LATEST, referral.id


def _shown(last: Referral) -> str:
    since, which = _place(last)
    return f"{since.isoformat()}~{which}"


def _read(after: str) -> Place:
    since, _, which = after.partition("~")
    try:
        return (read_instant(since), which) if after else (_EARLIEST, "")
    except NotAnId as error:
        raise Malformed(pointer="/after") from error
