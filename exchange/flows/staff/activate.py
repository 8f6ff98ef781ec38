"""Activation: the owner of an account types both halves of its code and sets a passphrase; only then it counts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from exchange.core.errors import Conflict
from exchange.core.evidence.entry import EntryType
from exchange.core.session.session import EndOfSession
from exchange.core.staff.change import TRIES, WITH_CODE, Change, ChangeKind, NoSuchChange, NotConfirmed, WrongCode
from exchange.core.staff.code import halves_match
from exchange.core.staff.passphrase import check_passphrase
from exchange.core.staff.staff import Staff
from exchange.flows.append_entry import append_entry
from exchange.flows.drop_passkeys import drop_passkeys
from exchange.flows.end_sessions import end_sessions
from exchange.flows.staff.makers import open_changes, stands
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.rest import passphrase_hash

_NOTED_AS: Mapping[ChangeKind, EntryType] = MappingProxyType(
    {
        ChangeKind.ACCOUNT: EntryType.STAFF_ADDED,
        ChangeKind.RESET: EntryType.STAFF_RESET,
        ChangeKind.RETURN: EntryType.STAFF_RETURNED,
    }
)


def activate(staff_id: str, *, halves: tuple[bytes, bytes], passphrase: bytes, hub: Hub) -> Staff:
    """Let the owner take their account. A wrong code counts, also where this answers with a refusal.

    Raises:
        WeakPassphrase: the passphrase is too short or too common; that costs no try.
        NoSuchChange, NotConfirmed: there is nothing to take, no longer, or not yet.
        WrongCode: the halves are not those of this account.
        Conflict: somebody of this name is there already.
    """
    at = hub.clock.now()
    with hub.store.reading() as tx:
        check_passphrase(passphrase, owner=(staff_id, _change(tx, staff_id, at=at).name))
    hashed = passphrase_hash(passphrase)
    with hub.store.transaction() as tx:
        change = _change(tx, staff_id, at=at)
        if halves_match(halves, (change.first_half, change.second_half), change=change.id):
            return _take(tx, change, hashed, hub=hub, at=at)
        _count(tx, change, hub=hub, at=at)
    # Raised when the try is kept: inside, it would have been undone with everything else.
    raise WrongCode(staff_id)


def _change(tx: Tx, staff_id: str, *, at: datetime) -> Change:
    found = [one for one in open_changes(tx, staff_id, at=at) if one.kind in WITH_CODE]
    if not found:
        raise NoSuchChange(staff_id)
    if not found[0].confirmed_by:
        raise NotConfirmed(staff_id)
    if not stands(tx, found[0].confirmed_by):
        raise NoSuchChange(staff_id)
    return found[0]


def _count(tx: Tx, change: Change, *, hub: Hub, at: datetime) -> None:
    tried = replace(change, tries=change.tries + 1)
    tx.staff.put_change(tried)
    if tried.tries >= TRIES:
        record = {"change": change.id, "staff": change.staff, "tries": tried.tries}
        append_entry(tx, EntryType.STAFF_CODE_VOID, record, hub=hub, at=at)


def _take(tx: Tx, change: Change, hashed: str, *, hub: Hub, at: datetime) -> Staff:
    before = tx.staff.get(change.staff)
    if (before is None) is not (change.kind is ChangeKind.ACCOUNT):
        raise Conflict(change.staff)
    staff = Staff(
        id=change.staff,
        name=before.name if before else change.name,
        role=before.role if before else change.role,
        passphrase_hash=hashed,
        active=True,
        since=before.since if before else at,
        entered_by=change.entered_by,
        confirmed_by=change.confirmed_by,
        passphrase_changed_at=at,
    )
    tx.staff.add(staff)
    tx.staff.drop_change(change.id)
    end_sessions(tx, tx.sessions.of(staff.id), why=EndOfSession.PASSPHRASE, by=staff.id, hub=hub, at=at)
    # Whoever has an account anew may have lost the devices, too.
    drop_passkeys(tx, tx.passkeys.of(staff.id), by=staff.id, hub=hub, at=at)
    record = {"staff": staff.id, "role": staff.role.value, "by": change.entered_by}
    append_entry(tx, _NOTED_AS[change.kind], record | {"confirmed_by": change.confirmed_by}, hub=hub, at=at)
    return staff
