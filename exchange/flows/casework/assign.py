"""Case assignment: a team lead gives a case to somebody else, as when its owner has left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.errors import STAFF, Forbidden, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral
from exchange.core.said import one_of
from exchange.core.staff.founding import MAKERS, standing
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import TERMINAL, Role, State
from exchange.flows.append_entry import append_entry
from exchange.flows.plan.hand_over import plan_follows_case, plans_follow
from exchange.flows.referral.transition import save
from exchange.flows.staff.access import assigned
from exchange.flows.staff.authenticate import OPERATORS, SENDERS, Principal, authenticate, authorize
from exchange.flows.staff.named import staff_named
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

LEADERS = frozenset({Role.TEAM_LEAD})
_OPEN = frozenset(State) - TERMINAL
_PAGE = 200


def assign(referral_id: str, *, to: str, by: Principal, hub: Hub) -> Referral:
    """Make somebody the owner of a case.

    Raises:
        NotFound: there is no such referral, or nobody of this name who is still here.
        Forbidden: they may have no cases, or `by` leads no team.
        WrongPassphrase, StaffUnknown, ClientSuspended: `by` is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.shared() as tx:
        lead, owner = authorize(known, tx=tx, roles=LEADERS), _owner(tx, to)
        return _assign(tx, assigned(tx, referral_id, to=lead, at=at), owner, lead=lead, hub=hub, at=at)


def assign_some(referrals: Iterable[str], *, to: str, by: Principal, hub: Hub) -> Sequence[Referral]:
    """Make somebody the owner of several cases, all of them or none.

    Raises:
        NotFound, Forbidden, WrongPassphrase, StaffUnknown, ClientSuspended: as above, for any of them.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        lead, owner = authorize(known, tx=tx, roles=LEADERS), _owner(tx, to)
        found = [assigned(tx, one, to=lead, at=at) for one in referrals]
        return tuple(_assign(tx, one, owner, lead=lead, hub=hub, at=at) for one in found)


def assign_all(left: str, *, to: str, by: Principal, hub: Hub) -> Sequence[Referral]:
    """Make somebody the owner of every case of a colleague's that has not ended; those cases.

    Raises:
        NotFound, Forbidden, WrongPassphrase, StaffUnknown, ClientSuspended: as above, for either of the two.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        lead, owner = authorize(known, tx=tx, roles=LEADERS), _owner(tx, to)
        leaver = staff_named(tx, left)
        if leaver is None:
            raise NotFound(left, kind=STAFF)
        plans_follow(tx, left=leaver.id, to=owner.id)
        return tuple(_assign(tx, one, owner, lead=lead, hub=hub, at=at) for one in _cases(tx, leaver.id))


def open_cases(of: str, *, by: Principal, hub: Hub) -> Mapping[str, str]:
    """Name the cases of somebody's that have not ended, so that none is left behind when they go: codes by their ids.

    Raises:
        NotFound: there is nobody of this name.
        Forbidden, WrongPassphrase, StaffUnknown, ClientSuspended: `by` does not run the hub, or is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        who = authorize(known, tx=tx, roles=MAKERS)
        # Where nobody who runs the hub stands any more, whoever is left may ask.
        if who.role not in OPERATORS and {one.role for one in standing(tx.staff.all())} & OPERATORS:
            raise Forbidden(who.id)
        # Whoever is let go because their row was changed leaves cases behind, too.
        tx.only_dismisses()
        owner = staff_named(tx, of)
        if owner is None:
            raise NotFound(of, kind=STAFF)
        found = {one.id: one.code or one.id for one in _cases(tx, owner.id)}
        record = {"by": who.id, "what": "open-cases", "staff": owner.id, "count": len(found)}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at)
    return found


def _owner(tx: Tx, named: str) -> Staff:
    staff = staff_named(tx, named)
    if staff is None or not staff.active:
        working = sorted(one.id for one in tx.staff.all() if one.active and one.role in SENDERS)
        raise NotFound(named, kind=STAFF, pointer="/to").saying(form=one_of(working, typed=named))
    if staff.role not in SENDERS:
        raise Forbidden(named)
    return staff


def _cases(tx: Tx, owner: str) -> Sequence[Referral]:
    found: list[Referral] = []
    while True:
        page = tx.referrals.page(states=_OPEN, after=found[-1].id if found else "", limit=_PAGE, owner=owner)
        found += page
        if len(page) < _PAGE:
            return found


def _assign(tx: Tx, referral: Referral, owner: Staff, *, lead: Staff, hub: Hub, at: datetime) -> Referral:
    if referral.owner == owner.id:
        return referral
    record = {"referral": referral.id, "from": referral.owner, "to": owner.id, "by": lead.id}
    append_entry(tx, EntryType.CASE_ASSIGNED, record, hub=hub, at=at, person=referral.person)
    plan_follows_case(tx, referral.person, left=referral.owner, to=owner.id)
    return save(tx, replace(referral, owner=owner.id))
