"""Confirming staff: the second of two people confirms what another entered about a third."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from exchange.core.errors import IllegalStep, StaleVersion
from exchange.core.evidence.entry import EntryType
from exchange.core.staff.change import WITH_CODE, Change, ChangeKind, NoSuchChange, SeveralChanges
from exchange.core.staff.code import HALF_BYTES, half_digest, show_half
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.authenticate import InPerson, authenticate
from exchange.flows.staff.deputies import appoint
from exchange.flows.staff.makers import authorize_confirmer, open_changes
from exchange.flows.staff.trainings import add_training
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A change two people stand for. `half` is shown once, to who confirmed it, where an owner needs a code."""

    change: Change
    half: str = field(default="", repr=False)


def to_confirm(staff_id: str, *, subject: str, by: InPerson, hub: Hub) -> Change:
    """Show what waits for a person to who is to confirm it; `subject` may be empty where only one thing waits.

    Raises:
        NoSuchChange, SeveralChanges: nothing waits, or `allowed` names what does.
        FourEyes, AboutOneself: they entered it, or it is about them.
        WrongPassphrase, Forbidden: they are not proven or may not.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.reading() as tx:
        waiting = [one for one in open_changes(tx, staff_id, at=at) if not one.confirmed_by]
        found = [one for one in waiting if subject in {"", one.subject}]
        if len(found) > 1:
            raise SeveralChanges(staff_id, allowed=tuple(one.subject for one in found))
        if not found:
            raise NoSuchChange(staff_id, allowed=tuple(one.subject for one in waiting))
        authorize_confirmer(known, tx=tx, change=found[0])
    return found[0]


def confirm(shown: Change, *, by: InPerson, hub: Hub) -> Confirmed:
    """Confirm a change as it was shown.

    Raises:
        StaleVersion: it was entered anew, taken or tried since.
        NoDeputy: one of the two people it names has another role by now.
        NoSuchChange, IllegalStep, FourEyes, AboutOneself, WrongPassphrase, Forbidden: as above.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        who = authorize_confirmer(known, tx=tx, change=shown)
        if not shown.open_at(at):
            raise NoSuchChange(shown.staff)
        if shown not in open_changes(tx, shown.staff, at=at):
            raise StaleVersion(shown.staff)
        if shown.confirmed_by:
            raise IllegalStep("confirmed")
        change, half = replace(shown, confirmed_by=who.id), ""
        record = {"change": change.id, "kind": change.kind.value, "staff": change.staff, "by": who.id}
        append_entry(tx, EntryType.STAFF_CONFIRMED, record, hub=hub, at=at)
        if change.kind in WITH_CODE:
            half = show_half(hub.entropy.bytes(HALF_BYTES))
            change = replace(change, second_half=half_digest(half.encode(), change=change.id))
            tx.staff.put_change(change)
        else:
            _take_effect(tx, change, hub=hub, at=at)
    return Confirmed(change=change, half=half)


def _take_effect(tx: Tx, change: Change, *, hub: Hub, at: datetime) -> None:
    tx.staff.drop_change(change.id)
    if change.kind is ChangeKind.TRAINING:
        add_training(tx, change, hub=hub, at=at)
        return
    if change.kind is ChangeKind.DEPUTY:
        appoint(tx, change, hub=hub, at=at)
        return
    staff = tx.staff.get(change.staff)
    if staff is None or not staff.active:
        raise NoSuchChange(change.staff)
    tx.staff.add(replace(staff, role=change.role))
    record = {"staff": staff.id, "from": staff.role.value, "role": change.role.value}
    people = {"by": change.entered_by, "confirmed_by": change.confirmed_by}
    append_entry(tx, EntryType.STAFF_ROLE_CHANGED, record | people, hub=hub, at=at)
