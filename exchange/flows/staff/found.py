"""Founding: the two people a hub begins with, each entered by the other; and who begins anew where too few stand."""

import json
from dataclasses import replace

from exchange.core.errors import Conflict
from exchange.core.evidence.entry import EntryType
from exchange.core.staff.founding import EnoughStand, Founder, check_founded, check_founders, standing
from exchange.core.staff.staff import Staff
from exchange.core.typed_key import read_typed_key
from exchange.flows.append_entry import append_entry
from exchange.flows.documents import check_fit, check_text
from exchange.flows.staff.named import taken
from exchange.ports.hub import Hub
from keys.rest import passphrase_hash

ENOUGH = 2
"""As many as it takes to make an account."""
NOBODY = ""
"""Who entered an account that was founded anew: no member of staff."""


def check_founding(first: Founder, second: Founder) -> tuple[Founder, Founder]:
    """Say before anything is written whether these two may begin a hub; give them back with ids in their one spelling.

    Raises:
        NotAKey, SchemaInvalid: an id or a name does not fit `schemas/staff.json`.
        ForbiddenText: a name holds what is never kept.
        FoundersUnfit, WeakPassphrase: they cannot begin, or not with these passphrases.
    """
    first, second = (replace(one, id=read_typed_key(one.id)) for one in (first, second))
    for one, under in ((first, "/first"), (second, "/second")):
        check_fit({"id": one.id, "name": one.name, "role": one.role.value}, schema="staff", under=under)
        check_text({f"{under}/name": one.name})
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


def found_anew(one: Founder, *, hub: Hub) -> Staff:
    """Let whoever holds the vault's passphrase make an account where fewer than two stand, so that none confirms it.

    The leaf of it stays, the doctor shows it for good, and every process of the hub alarms.

    Raises:
        NotAKey, SchemaInvalid, FoundersUnfit, WeakPassphrase: as above.
        EnoughStand: two stand, who make an account without it.
        Conflict: the id is taken; nobody takes over another's name.
    """
    one = replace(one, id=read_typed_key(one.id))
    check_fit({"id": one.id, "name": one.name, "role": one.role.value}, schema="staff")
    check_text({"/name": one.name})
    at = hub.clock.now()
    made = Staff(
        id=one.id,
        name=one.name,
        role=one.role,
        passphrase_hash=passphrase_hash(one.passphrase),
        active=True,
        since=at,
        entered_by=NOBODY,
        passphrase_changed_at=at,
    )
    with hub.store.transaction() as tx:
        stand = standing(tx.staff.all())
        if len(stand) >= ENOUGH:
            raise EnoughStand(", ".join(each.id for each in stand))
        check_founded(one, beside=stand)
        if taken(tx, one.id):
            raise Conflict(one.id)
        tx.staff.add(made)
        # What waits was entered for a code whose halves are somewhere; a new beginning takes none of it over.
        for change in tx.staff.changes():
            tx.staff.drop_change(change.id)
        record = {"staff": one.id, "role": one.role.value, "beside": [each.id for each in stand]}
        append_entry(tx, EntryType.STAFF_FOUNDED, record, hub=hub, at=at)
    return made


def founded_anew(*, hub: Hub) -> tuple[str, ...]:
    """Whoever was ever founded anew, as the log has it, the first one first."""
    with hub.store.reading() as tx:
        found = tx.log.of_type(EntryType.STAFF_FOUNDED)
    return tuple(json.loads(entry.record)["staff"] for _, entry in found)
