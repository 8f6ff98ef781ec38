"""Right of access (Art. 15 GDPR): all that was agreed and disclosed of a person, as far as who looks may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from exchange.core.consent.consent import Consent
from exchange.core.consent.disclosure import Disclosure
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Person, Referral
from exchange.core.staff.seen import SeenPerson
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.access import assigned_person, may_see, may_see_consent
from exchange.flows.staff.authenticate import ONLOOKERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person as somebody may see them: their own cases and consents, and what was disclosed in those cases."""

    person: Person
    consents: Sequence[Consent]
    referrals: Sequence[Referral]
    disclosures: Sequence[Disclosure]


def look_at_person(named: str, *, what: str, by: Principal, hub: Hub) -> PersonView:
    """Show a person, by reference or id, to who has a case or consent of theirs; the look is noted as `what`.

    Raises:
        NotFound: nobody is known by it, or nothing of them is theirs.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven, or has no business there.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        person = assigned_person(tx, named, to=staff, at=at)
        record = {"by": staff.id, "what": what, "person": person.id}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=person.id)
        referrals = [one for one in tx.referrals.of_person(person.id) if may_see(tx, one, staff, at=at)]
        theirs = {one.id for one in referrals}
        return PersonView(
            person=person,
            consents=[one for one in tx.consents.of(person.id) if may_see_consent(tx, one, staff, at=at)],
            referrals=referrals,
            disclosures=[one for one in tx.ledger.of(person.id) if one.referral in theirs],
        )


def see_person(named: str, *, what: str, by: Principal, hub: Hub) -> SeenPerson:
    """Let somebody look at a person, as far as they may see them, and write the line of it; queries show the rest.

    Raises:
        NotFound, PersonAmbiguous: nobody is known by it, nothing of them is theirs, or several are meant.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven, or has no business there.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        person = assigned_person(tx, named, to=staff, at=at)
        record = {"by": staff.id, "what": what, "person": person.id}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=person.id)
        referrals = tx.referrals.of_person(person.id)
        consents = tx.consents.of(person.id)
        return SeenPerson(
            person=person.id,
            referrals=frozenset(one.id for one in referrals if may_see(tx, one, staff, at=at)),
            consents=frozenset(one.id for one in consents if may_see_consent(tx, one, staff, at=at)),
        )
