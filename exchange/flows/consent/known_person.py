"""Person look-up: the person whom a reference names, in whichever spelling it comes."""

from datetime import datetime

from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.referral.referral import Person
from exchange.core.typed_key import PersonAmbiguous, read_typed_key
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def known_person(tx: Tx, reference: str, *, pointer: str, hub: Hub, at: datetime) -> Person:
    """Find the person by the Jobcenter's own reference, or begin to know them. `pointer` is where it was typed.

    Raises:
        NotAKey: the reference is empty, too long, or holds what cannot be seen.
        PersonAmbiguous: several persons are kept under spellings of it, from before there was one.
    """
    key = read_typed_key(reference, pointer=pointer)
    found = tx.people.named(key)
    if len(found) > 1:
        raise PersonAmbiguous(pointer=pointer)
    if found:
        return found[0]
    person = Person(id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)), reference=key, since=at)
    tx.people.add(person)
    return person


def raise_if_ambiguous(tx: Tx, person_id: str) -> None:
    """Let nothing new be sent of a person as long as they may be two, or two of them one.

    Raises:
        PersonAmbiguous: others are kept under spellings of their reference.
    """
    if tx.people.doubles(person_id):
        raise PersonAmbiguous(pointer="/person/reference")
