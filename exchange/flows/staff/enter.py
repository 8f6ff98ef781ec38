"""Entering staff: the first of two people enters an account, reset, return, role, training or deputy of another."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from exchange.core.errors import STAFF, Conflict, IllegalStep, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, show_instant, uuid7
from exchange.core.said import Said
from exchange.core.staff.change import WITH_CODE, Change, ChangeKind
from exchange.core.staff.code import HALF_BYTES, half_digest, show_half
from exchange.core.staff.deputy import DaysUnfit, span_of
from exchange.core.staff.founding import standing
from exchange.core.staff.staff import Staff, Training
from exchange.core.typed_key import read_typed_key
from exchange.core.vocabulary import Role, TrainingTopic
from exchange.flows.append_entry import append_entry
from exchange.flows.documents import check_fit, check_text
from exchange.flows.staff.authenticate import InPerson, authenticate
from exchange.flows.staff.deputies import check_deputy
from exchange.flows.staff.found import NOBODY
from exchange.flows.staff.makers import authorize_enterer
from exchange.flows.staff.named import staff_named, taken
from exchange.flows.staff.trainings import add_training
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_FOUNDERS = 2
_TAKEN = Said("Dieses Kürzel hat schon jemand.", "Somebody has this staff id already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What waits for a second person now. `half` is shown once, to who entered it, where an owner needs a code.

    `training` is there where a founder entered the other's training, which waits for nobody.
    """

    change: Change
    half: str = field(default="", repr=False)
    training: Training | None = None


def enter_account(staff_id: str, *, name: str, role: Role, by: InPerson, hub: Hub) -> Entered:
    """Enter an account. Nobody acts under it before another confirmed it and its owner set a passphrase.

    Raises:
        NotAKey, SchemaInvalid: id, name or role do not fit `schemas/staff.json`.
        ForbiddenText: the name holds what is never kept.
        Conflict: the id is taken; nobody takes over another's name.
        WrongPassphrase, Forbidden: `by` is not proven or may not.
    """
    staff_id = read_typed_key(staff_id, pointer="/id")
    check_fit({"id": staff_id, "name": name, "role": role.value}, schema="staff")
    check_text({"/name": name})
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        who = authorize_enterer(known, tx=tx, about=staff_id)
        if taken(tx, staff_id):
            raise Conflict(staff_id).saying(what=_TAKEN)
        change = _change(ChangeKind.ACCOUNT, about=(staff_id, name, role), by=who, hub=hub, at=at)
        return _wait(tx, change, hub=hub, at=at)


def enter_reset(staff_id: str, *, by: InPerson, hub: Hub) -> Entered:
    """Enter that somebody needs a new passphrase; the old one counts until they set it.

    Raises:
        NotFound, IllegalStep: there is nobody of this name, or they have left.
        AboutOneself, WrongPassphrase, Forbidden: `by` is the one, is not proven or may not.
    """
    return _enter_for(staff_id, ChangeKind.RESET, by=by, hub=hub)


def enter_return(staff_id: str, *, by: InPerson, hub: Hub) -> Entered:
    """Enter that somebody who was deactivated comes back.

    Raises:
        NotFound, IllegalStep: there is nobody of this name, or they have not left.
        AboutOneself, WrongPassphrase, Forbidden: as above.
    """
    return _enter_for(staff_id, ChangeKind.RETURN, by=by, hub=hub)


def enter_role(staff_id: str, *, role: Role, by: InPerson, hub: Hub) -> Entered:
    """Enter that somebody has another role from when a second person confirms it.

    Raises:
        NotFound, IllegalStep, AboutOneself, WrongPassphrase, Forbidden: as above.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        staff_id = _id_of(tx, staff_id)
        who = authorize_enterer(known, tx=tx, about=staff_id)
        staff = _account(tx, staff_id)
        change = _change(ChangeKind.ROLE, about=(staff_id, staff.name, role), by=who, hub=hub, at=at)
        return _wait(tx, change, hub=hub, at=at)


def enter_training(
    staff_id: str, *, topic: TrainingTopic, valid: tuple[datetime, datetime], by: InPerson, hub: Hub
) -> Entered:
    """Enter a training. Until a third account stands, a founder enters the other's alone, and the log says so.

    Raises:
        SchemaInvalid: it does not fit `schemas/staff-training.json`.
        NotFound, IllegalStep, AboutOneself, WrongPassphrase, Forbidden: as above.
    """
    begins, ends = valid
    span = {"valid_from": show_instant(begins), "valid_until": show_instant(ends)}
    check_fit({"staff": staff_id, "topic": topic.value, **span}, schema="staff-training")
    if ends <= begins:
        raise IllegalStep("valid-until")
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        staff_id = _id_of(tx, staff_id)
        who = authorize_enterer(known, tx=tx, about=staff_id)
        staff = _account(tx, staff_id)
        change = _change(ChangeKind.TRAINING, about=(staff_id, staff.name, staff.role), by=who, hub=hub, at=at)
        change = replace(change, topic=topic.value, valid_from=begins, valid_until=ends)
        if _founding(tx):
            return Entered(change=change, training=add_training(tx, change, hub=hub, at=at))
        return _wait(tx, change, hub=hub, at=at)


def enter_deputy(staff_id: str, *, owner: str, days: tuple[date, date], by: InPerson, hub: Hub) -> Entered:
    """Enter that somebody stands in for another, from the first of the days to the last, when a second confirms it.

    Raises:
        DaysUnfit: these are no such days, or are over.
        NoDeputy: they have another role, or `owner` has no cases.
        NotFound, IllegalStep, AboutOneself, WrongPassphrase, Forbidden: as above.
    """
    begins, ends = span_of(*days)
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    if ends <= at:
        raise DaysUnfit(str(days[1]))
    with hub.store.transaction() as tx:
        who = authorize_enterer(known, tx=tx, about=staff_id)
        staff, stood_in_for = _account(tx, staff_id), tx.staff.get(owner)
        if stood_in_for is None:
            raise NotFound(owner, kind=STAFF, pointer="/for")
        check_deputy(staff, stood_in_for)
        change = _change(ChangeKind.DEPUTY, about=(staff_id, staff.name, staff.role), by=who, hub=hub, at=at)
        return _wait(tx, replace(change, topic=owner, valid_from=begins, valid_until=ends), hub=hub, at=at)


def _enter_for(staff_id: str, kind: ChangeKind, *, by: InPerson, hub: Hub) -> Entered:
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        staff_id = _id_of(tx, staff_id)
        who = authorize_enterer(known, tx=tx, about=staff_id)
        staff = _account(tx, staff_id, active=kind is not ChangeKind.RETURN)
        change = _change(kind, about=(staff_id, staff.name, staff.role), by=who, hub=hub, at=at)
        return _wait(tx, change, hub=hub, at=at)


def _id_of(tx: Tx, typed: str) -> str:
    """The id of somebody as it is kept, so that nobody is another person under another spelling."""
    staff = staff_named(tx, typed)
    return staff.id if staff else typed


def _account(tx: Tx, staff_id: str, *, active: bool = True) -> Staff:
    staff = tx.staff.get(staff_id)
    if staff is None:
        raise NotFound(staff_id, kind=STAFF)
    if staff.active is not active:
        raise IllegalStep("active" if staff.active else "deactivated")
    return staff


def _founding(tx: Tx) -> bool:
    """Whether two stand and nobody came after the founders: those of who left stay, and who was founded anew begins."""
    accounts = tx.staff.all()
    newest = max((one.since for one in accounts), default=None)
    begun = all(one.founder for one in accounts if one.since == newest)
    anew = any(one.entered_by == NOBODY for one in accounts if one.since == newest)
    return begun and len(standing(accounts)) == _FOUNDERS and (anew or len(accounts) == _FOUNDERS)


def _change(kind: ChangeKind, *, about: tuple[str, str, Role], by: Staff, hub: Hub, at: datetime) -> Change:
    id_ = uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES))
    staff_id, name, role = about
    return Change(id=id_, staff=staff_id, kind=kind, name=name, role=role, entered_by=by.id, entered_at=at)


def _wait(tx: Tx, change: Change, *, hub: Hub, at: datetime) -> Entered:
    """Keep a change in the place of those that are void, and of one of the same subject: its half counts no more."""
    for one in tx.staff.changes():
        if not one.open_at(at) or (one.staff, one.subject) == (change.staff, change.subject):
            tx.staff.drop_change(one.id)
    half = show_half(hub.entropy.bytes(HALF_BYTES)) if change.kind in WITH_CODE else ""
    if half:
        change = replace(change, first_half=half_digest(half.encode(), change=change.id))
    tx.staff.put_change(change)
    record = {"change": change.id, "kind": change.kind.value, "staff": change.staff, "by": change.entered_by}
    said = {"role": change.role.value, "topic": change.topic or None}
    append_entry(tx, EntryType.STAFF_ENTERED, record | said, hub=hub, at=at)
    return Entered(change=change, half=half)
