"""Caseload: how many cases each of a team has, and how many of them wait; and the cases of one, to be handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.core.errors import STAFF, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.cause import NEEDS_SOMEBODY, cause_of
from exchange.core.referral.referral import Referral
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import TERMINAL, State
from exchange.flows.append_entry import append_entry
from exchange.flows.casework.assign import LEADERS
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.flows.staff.named import staff_named
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_OPEN = frozenset(State) - TERMINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """What one of the team has: cases that have not ended, how many wait for somebody, and since when the first does.

    `may_own` is False for who has cases and may have none any more: who left, or has another role by now.
    """

    staff: str
    name: str
    may_own: bool
    open: int
    waiting: int
    oldest: datetime | None


def look_at_team(*, by: Principal, hub: Hub) -> Sequence[Caseload]:
    """Show how many cases each has who may have any, or still has; whose most wait first. A line says who looked.

    Raises:
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven, or leads no team.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        lead = authorize(known, tx=tx, roles=LEADERS)
        loads = [_load(tx, one, at=at) for one in tx.staff.all()]
        found = [one for one in loads if one.may_own or one.open]
        _note(tx, lead, {"what": "team", "count": len(found)}, hub=hub, at=at)
    return sorted(found, key=lambda one: (one.may_own, -one.waiting, -one.open, one.staff))


def look_at_cases_of(owner: str, *, limit: int, by: Principal, hub: Hub) -> tuple[Staff, Sequence[Referral]]:
    """Show the first cases of one of the team that have not ended, in order of id; and who it is.

    Raises:
        NotFound: there is nobody of this name.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: as above.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        lead, member = authorize(known, tx=tx, roles=LEADERS), staff_named(tx, owner)
        if member is None:
            raise NotFound(owner, kind=STAFF)
        found = tx.referrals.page(states=_OPEN, after="", limit=limit, owner=member.id)
        _note(tx, lead, {"what": "cases", "staff": member.id, "count": len(found)}, hub=hub, at=at)
    return member, found


def _load(tx: Tx, staff: Staff, *, at: datetime) -> Caseload:
    due = [
        (count, since)
        for reason, count, since in tx.referrals.listed_counts(staff.id, at=at)
        if cause_of(reason) in NEEDS_SOMEBODY
    ]
    return Caseload(
        staff=staff.id,
        name=staff.name,
        may_own=staff.active and staff.role in SENDERS,
        open=tx.referrals.open_count(staff.id),
        waiting=sum(count for count, _ in due),
        oldest=min((since for _, since in due), default=None),
    )


def _note(tx: Tx, lead: Staff, said: dict[str, object], *, hub: Hub, at: datetime) -> None:
    append_entry(tx, EntryType.STAFF_ACCESS, {"by": lead.id, **said}, hub=hub, at=at)
