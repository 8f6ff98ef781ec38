"""Accounts of members of staff: added, trained, deactivated; nobody's name with what they did ever goes."""

from dataclasses import replace
from datetime import datetime

from exchange.core.errors import STAFF, Conflict, Forbidden, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.staff.staff import Staff, Training
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.authenticate import (
    Credentials,
    Principal,
    authenticate,
    authenticate_second,
    authorize_operator,
)
from exchange.ports.hub import Hub
from keys.rest import passphrase_hash


def add_staff(staff_id: str, *, name: str, role: Role, passphrase: bytes, by: Credentials | None, hub: Hub) -> Staff:
    """Add a member of staff. The very first one needs nobody; after that an operator or team lead adds them.

    Raises:
        Forbidden: there are staff already and `by` is missing or may not.
        WrongPassphrase: `by` did not prove themselves.
        Conflict: the id is taken; nobody takes over another's name with a passphrase of their own.
    """
    at = hub.clock.now()
    hashed, adder = passphrase_hash(passphrase), authenticate_second(by, hub=hub)
    with hub.store.transaction() as tx:
        # This transaction runs alone: two who are first at once would each find nobody, and need nobody.
        if tx.staff.all():
            authorize_operator(adder, tx=tx)
        if tx.staff.get(staff_id) is not None:
            raise Conflict(staff_id)
        staff = Staff(id=staff_id, name=name, role=role, passphrase_hash=hashed, active=True, since=at)
        tx.staff.add(staff)
        record = {"staff": staff_id, "role": role.value, "by": by.staff if by else staff_id}
        append_entry(tx, EntryType.STAFF_ADDED, record, hub=hub, at=at)
    return staff


def record_training(
    staff_id: str, *, topic: str, valid: tuple[datetime, datetime], by: Credentials, hub: Hub
) -> Training:
    """Record a training. Nobody records their own.

    Raises:
        Forbidden: the member of staff does not exist or is the one who records.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.transaction() as tx:
        recorder = authorize_operator(known, tx=tx)
        if recorder.id == staff_id or tx.staff.get(staff_id) is None:
            raise Forbidden(staff_id)
        training = Training(
            id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
            staff=staff_id,
            topic=topic,
            valid_from=valid[0],
            valid_until=valid[1],
        )
        tx.staff.add_training(training)
        record = {"staff": staff_id, "topic": topic, "by": recorder.id, "training": training.id}
        append_entry(tx, EntryType.TRAINING_RECORDED, record, hub=hub, at=at)
    return training


def deactivate_staff(staff_id: str, *, by: Principal, hub: Hub) -> Staff:
    """Let somebody who has left act no more, by any way. Their name stays with what they did.

    Raises:
        NotFound: there is nobody of this name.
        Forbidden: nobody deactivates themselves, so somebody who may always remains; or `by` may not.
        WrongPassphrase: `by` did not prove themselves.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.transaction() as tx:
        who = authorize_operator(known, tx=tx)
        staff = tx.staff.get(staff_id)
        if staff is None:
            raise NotFound(staff_id, kind=STAFF)
        if who.id == staff_id:
            raise Forbidden(staff_id)
        if not staff.active:
            return staff
        gone = replace(staff, active=False)
        tx.staff.add(gone)
        append_entry(tx, EntryType.STAFF_DEACTIVATED, {"staff": staff_id, "by": who.id}, hub=hub, at=at)
    return gone
