"""Founding: the two people a hub begins with, each of them entered by the other."""

from dataclasses import replace

from exchange.core.errors import Conflict
from exchange.core.evidence.entry import EntryType
from exchange.core.staff.founding import Founder, check_founders
from exchange.core.staff.staff import Staff
from exchange.core.typed_key import read_typed_key
from exchange.flows.append_entry import append_entry
from exchange.flows.documents import check_fit
from exchange.ports.hub import Hub
from keys.rest import passphrase_hash


def check_founding(first: Founder, second: Founder) -> tuple[Founder, Founder]:
    """Say before anything is written whether these two may begin a hub; give them back with ids in their one spelling.

    Raises:
        NotAKey, SchemaInvalid: an id or a name does not fit `schemas/staff.json`.
        FoundersUnfit, WeakPassphrase: they cannot begin, or not with these passphrases.
    """
    first, second = (replace(one, id=read_typed_key(one.id)) for one in (first, second))
    for one, under in ((first, "/first"), (second, "/second")):
        check_fit({"id": one.id, "name": one.name, "role": one.role.value}, schema="staff", under=under)
    check_founders(first, second)
    return first, second


def found(first: Founder, second: Founder, *, hub: Hub) -> tuple[Staff, Staff]:
    """Let two people begin a hub that has nobody.

    Raises:
        NotAKey, SchemaInvalid, FoundersUnfit, WeakPassphrase: as above.
        Conflict: there is somebody already.
    """
    first, second = check_founding(first, second)
    at = hub.clock.now()
    made = [
        Staff(
            id=one.id,
            name=one.name,
            role=one.role,
            passphrase_hash=passphrase_hash(one.passphrase),
            active=True,
            since=at,
            entered_by=other.id,
            passphrase_changed_at=at,
        )
        for one, other in ((first, second), (second, first))
    ]
    with hub.store.transaction() as tx:
        if tx.staff.all():
            raise Conflict("staff")
        for one in made:
            tx.staff.add(one)
            record = {"staff": one.id, "role": one.role.value, "by": one.entered_by, "founding": True}
            append_entry(tx, EntryType.STAFF_ADDED, record, hub=hub, at=at)
    return made[0], made[1]
