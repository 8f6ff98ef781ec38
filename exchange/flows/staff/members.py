"""Accounts of members of staff: their passphrase changed, deactivated; nobody's name with what they did ever goes."""

from dataclasses import replace

from exchange.core.errors import STAFF, Forbidden, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.session.session import EndOfSession
from exchange.core.staff.founding import MAKERS, standing
from exchange.core.staff.passphrase import WeakPassphrase, check_passphrase
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.drop_passkeys import drop_passkeys
from exchange.flows.end_sessions import end_sessions
from exchange.flows.staff.authenticate import OPERATORS, Credentials, Principal, authenticate, authorize
from exchange.flows.staff.found import ENOUGH
from exchange.flows.staff.named import staff_named
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.rest import passphrase_hash


def change_passphrase(passphrase: bytes, *, by: Credentials, hub: Hub) -> Staff:
    """Set another passphrase of one's own; the old one is all that is asked. It ends every session of theirs.

    Raises:
        WrongPassphrase: the old one is not theirs.
        WeakPassphrase: the new one is too short, too common, or the old one again.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    if passphrase == by.passphrase:
        raise WeakPassphrase("same")
    hashed = passphrase_hash(passphrase)
    with hub.store.transaction() as tx:
        staff = authorize(known, tx=tx, roles=frozenset(Role))
        check_passphrase(passphrase, owner=(staff.id, staff.name))
        changed = replace(staff, passphrase_hash=hashed, passphrase_changed_at=at)
        tx.staff.add(changed)
        append_entry(tx, EntryType.PASSPHRASE_CHANGED, {"staff": staff.id, "by": staff.id}, hub=hub, at=at)
        end_sessions(tx, tx.sessions.of(staff.id), why=EndOfSession.PASSPHRASE, by=staff.id, hub=hub, at=at)
    return changed


def deactivate_staff(staff_id: str, *, by: Principal, hub: Hub) -> Staff:
    """Let somebody who has left act no more, by any way. Their name stays with what they did.

    Raises:
        NotFound: there is nobody of this name.
        Forbidden: nobody deactivates themselves, so somebody always remains; or `by` may not: who runs the hub may, and
            in a house of two either of them.
        WrongPassphrase: `by` did not prove themselves.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        who = authorize(known, tx=tx, roles=MAKERS)
        tx.only_dismisses()
        staff = staff_named(tx, staff_id)
        if who.role not in OPERATORS and not _house_of_two(tx, staff):
            raise Forbidden(who.id)
        if staff is None:
            raise NotFound(staff_id, kind=STAFF)
        if who.id == staff.id:
            raise Forbidden(staff_id)
        if not staff.active:
            return staff
        gone = replace(staff, active=False)
        tx.staff.add(gone)
        # A code that waits for them would let them in again.
        for change in tx.staff.changes():
            if change.staff == staff.id:
                tx.staff.drop_change(change.id)
        append_entry(tx, EntryType.STAFF_DEACTIVATED, {"staff": staff.id, "by": who.id}, hub=hub, at=at)
        end_sessions(tx, tx.sessions.of(staff.id), why=EndOfSession.DEACTIVATED, by=who.id, hub=hub, at=at)
        drop_passkeys(tx, tx.passkeys.of(staff.id), by=who.id, hub=hub, at=at)
    return gone


def _house_of_two(tx: Tx, lead: Staff | None) -> bool:
    """Whether only two stand, and this one alone of them runs the hub: nobody else could do anything about them."""
    stand = standing(tx.staff.all())
    return lead in stand and len(stand) == ENOUGH and sum(one.role in OPERATORS for one in stand) == 1
