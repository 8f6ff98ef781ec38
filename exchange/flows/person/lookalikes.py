"""Look-alikes: persons somebody has cases of who may be the one they just wrote down anew; others are not told of."""

from collections.abc import Iterator, Sequence

from exchange.core.evidence.entry import EntryType
from exchange.core.referral.alike import Described, alike, described
from exchange.core.referral.referral import Person
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.access import assigned_person, whose
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_PAGE = 200


def look_alikes(person_id: str, *, by: Principal, hub: Hub) -> tuple[Person, ...]:
    """Propose who a person may be who has at most one referral: among the persons of one's own cases.

    Raises:
        NotFound: there is no such person, or nothing of them is theirs.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who asks is not proven, or has no business there.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=SENDERS)
        person = assigned_person(tx, person_id, to=staff, at=at)
        if len(tx.referrals.of_person(person.id)) > 1:
            return ()
        asked = _descriptions(tx, person)
        others = dict.fromkeys(_persons(tx, whose(tx, staff, at=at)))
        read = (tx.people.get(one) for one in others if one != person.id)
        found = tuple(one for one in read if one is not None and _are_alike(asked, _descriptions(tx, one)))
        if found:
            record = {"by": staff.id, "what": "look-alikes", "person": person.id, "count": len(found)}
            append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=person.id)
        return found


def _persons(tx: Tx, owners: Sequence[str]) -> Iterator[str]:
    for owner in owners:
        after = ""
        while page := tx.referrals.page(states=(), after=after, limit=_PAGE, owner=owner):
            yield from (one.person for one in page)
            after = page[-1].id


def _descriptions(tx: Tx, person: Person) -> list[Described]:
    drafts = (tx.referrals.draft(one.id) for one in tx.referrals.of_person(person.id))
    known = [described(person.reference, one.data) for one in drafts if one is not None]
    return known or [Described(reference=person.reference)]


def _are_alike(some: Sequence[Described], others: Sequence[Described]) -> bool:
    return any(alike(one, other) for one in some for other in others)
