"""Rectification (Art. 16 GDPR) of a reference: a person is found by the right one from now on."""

from dataclasses import replace

from exchange.core.errors import Conflict
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Person
from exchange.core.typed_key import read_typed_key
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.access import assigned_person
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub


class ReferenceTaken(Conflict):
    """Somebody is known by this reference already."""

    code = "SENDER_REFERENCE_TAKEN"
    de = "Unter dieser Kennung ist schon jemand bekannt."
    fix_de = "Ist es dieselbe Person, führen zwei Personen beide zusammen: geleit person merge."
    fix_en = "If it is the same person, two people merge them: geleit person merge."


def correct_reference(named: str, *, reference: str, by: Principal, hub: Hub) -> Person:
    """Let a person of theirs be known by another reference. Cases, consents and pseudonyms stay as they are.

    Raises:
        NotFound: nobody is known by it, or nothing of them is theirs.
        ReferenceTaken: somebody else is known by the other one, whoever that is.
        NotAKey: it is no reference.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: they are not proven.
    """
    key = read_typed_key(reference, pointer="/reference")
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.transaction() as tx:
        staff = authorize(known, tx=tx, roles=SENDERS)
        person = assigned_person(tx, named, to=staff, at=at)
        if any(other.id != person.id for other in tx.people.named(key)):
            raise ReferenceTaken
        corrected = replace(person, reference=key)
        tx.people.respell(corrected)
        record = {"person": person.id, "by": staff.id}
        append_entry(tx, EntryType.REFERENCE_CORRECTED, record, hub=hub, at=at, person=person.id)
        return corrected
