"""Deputies: whose cases somebody sees to, from one day to another; two people say so, and it ends by itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.errors import STAFF, Forbidden, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import show_instant
from exchange.core.staff.change import Change
from exchange.core.staff.deputy import DeputyPeriod, NoDeputy
from exchange.core.staff.founding import MAKERS
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.authenticate import OPERATORS, SENDERS, InPerson, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def check_deputy(deputy: Staff, owner: Staff) -> None:
    """Refuse somebody who stands in for nobody: of another role, for themselves, or for who has no cases.

    Raises:
        NoDeputy: naming who does not fit.
    """
    if deputy.role is not Role.DEPUTY or deputy.id == owner.id:
        raise NoDeputy(deputy.id)
    # Who has left may be stood in for: their cases are the ones that need somebody.
    if owner.role not in SENDERS:
        raise NoDeputy(owner.id, pointer="/for")


def appoint(tx: Tx, change: Change, *, hub: Hub, at: datetime) -> DeputyPeriod:
    """Let a deputy stand in, as two people said, and note it.

    Raises:
        NoDeputy: one of the two has another role by now.
    """
    deputy, owner = tx.staff.get(change.staff), tx.staff.get(change.topic)
    if deputy is None or not deputy.active or owner is None:
        raise NoDeputy(change.staff)
    check_deputy(deputy, owner)
    period = DeputyPeriod(
        id=change.id,
        deputy=deputy.id,
        owner=owner.id,
        valid_from=change.valid_from or at,
        valid_until=change.valid_until or at,
        entered_by=change.entered_by,
        confirmed_by=change.confirmed_by,
    )
    tx.staff.put_deputy(period)
    span = {"from": show_instant(period.valid_from), "until": show_instant(period.valid_until)}
    record = {"period": period.id, "deputy": period.deputy, "owner": period.owner, **span}
    people = {"by": period.entered_by, "confirmed_by": period.confirmed_by}
    append_entry(tx, EntryType.DEPUTY_APPOINTED, record | people, hub=hub, at=at)
    return period


def end_deputy(deputy: str, *, owner: str, by: InPerson, hub: Hub) -> Sequence[DeputyPeriod]:
    """End before its time that somebody stands in for another; it takes access away, so one person is enough.

    Raises:
        NotFound: they do not stand in for that one, now or later.
        Forbidden: `by` neither runs the hub, leads, nor is one of the two.
        WrongPassphrase: `by` is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        who = authorize(known, tx=tx, roles=MAKERS)
        left = [one for one in tx.staff.stands_in(deputy) if one.owner == owner and at < one.valid_until]
        if who.role not in OPERATORS and who.id not in {deputy, owner}:
            raise Forbidden(who.id)
        if not left:
            raise NotFound(f"{deputy} – {owner}", kind=STAFF)
        ended = [replace(one, valid_from=min(one.valid_from, at), valid_until=at) for one in left]
        for one in ended:
            tx.staff.put_deputy(one)
            record = {"period": one.id, "deputy": deputy, "owner": owner, "by": who.id}
            append_entry(tx, EntryType.DEPUTY_ENDED, record, hub=hub, at=at)
    return ended


def stood_in_for(tx: Tx, staff: Staff, *, at: datetime) -> frozenset[str]:
    """Whose cases somebody sees to at the instant, as their deputy."""
    if staff.role is not Role.DEPUTY:
        return frozenset()
    return frozenset(one.owner for one in tx.staff.stands_in(staff.id) if one.runs_at(at))
