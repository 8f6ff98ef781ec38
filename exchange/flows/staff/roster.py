"""Staff list: who is here, in which role, trained in what, standing in for whom; and what waits for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.core.evidence.entry import EntryType
from exchange.core.staff.change import WITH_CODE, Change
from exchange.core.staff.deputy import DeputyPeriod
from exchange.core.staff.founding import MAKERS
from exchange.core.staff.staff import AccountStanding, Staff, Training
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.authenticate import InPerson, authenticate, authorize
from exchange.flows.staff.makers import stands
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

READERS = MAKERS | {Role.DPO}
"""Who may see who is here: everybody of the house who proves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One account as others see it; `trainings` and `deputy_for` are those that count now or later."""

    id: str
    name: str
    role: Role
    standing: AccountStanding
    passphrase_own: bool
    trainings: tuple[Training, ...] = ()
    deputy_for: tuple[DeputyPeriod, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Everybody, in order of id, and the changes that wait for somebody, oldest first."""

    members: tuple[Member, ...]
    waiting: tuple[Change, ...]


def look_at_roster(*, by: InPerson, hub: Hub) -> Roster:
    """Show who is here to one of them; the look is noted.

    Raises:
        WrongPassphrase, Forbidden: who looks is not proven, or is not of the house.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        who = authorize(known, tx=tx, roles=READERS)
        waiting = tuple(one for one in tx.staff.changes() if one.open_at(at) and stands(tx, one.entered_by))
        members = [_member(tx, one, at=at) for one in tx.staff.all()] + _to_come(tx, waiting)
        record = {"by": who.id, "what": "staff", "count": len(members)}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at)
    return Roster(members=tuple(sorted(members, key=lambda one: one.id)), waiting=waiting)


def _member(tx: Tx, staff: Staff, *, at: datetime) -> Member:
    return Member(
        id=staff.id,
        name=staff.name,
        role=staff.role,
        standing=AccountStanding.ACTIVE if staff.active else AccountStanding.DEACTIVATED,
        passphrase_own=staff.passphrase_changed_at is not None,
        trainings=tuple(one for one in tx.staff.trainings(staff.id) if at < one.valid_until),
        deputy_for=tuple(one for one in tx.staff.stands_in(staff.id) if at < one.valid_until),
    )


def _to_come(tx: Tx, waiting: Sequence[Change]) -> list[Member]:
    """Those who have no account yet."""
    new = [one for one in waiting if one.kind in WITH_CODE and tx.staff.get(one.staff) is None]
    return [
        Member(
            id=one.staff,
            name=one.name,
            role=one.role,
            standing=AccountStanding.TO_ACTIVATE if one.confirmed_by else AccountStanding.TO_CONFIRM,
            passphrase_own=False,
        )
        for one in new
    ]
