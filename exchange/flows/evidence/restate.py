"""Restatement: two people say that a row which differs stands as it is from here on, or is gone; a leaf says who."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exchange.core.errors import Forbidden, NotFound, Refusal
from exchange.core.evidence.entry import EntryType
from exchange.core.evidence.row import RowFault
from exchange.flows.append_entry import append_entry
from exchange.flows.evidence.compare import RowLeaves
from exchange.flows.staff.authenticate import (
    OPERATORS,
    Credentials,
    InPerson,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


class RowSound(Refusal):
    """This row is the one that was written; there is nothing to state anew."""

    code = "SENDER_ROW_SOUND"
    status = 409
    de = "Diese Zeile ist die, die geschrieben wurde; es gibt nichts neu festzustellen."
    fix_de = "Es ist nichts zu tun. `geleit doctor` nennt, was abweicht."
    fix_en = "There is nothing to do. `geleit doctor` names what differs."


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A row that differs: how, and what stands there now; nothing where it is missing."""

    name: str
    fault: RowFault
    columns: Mapping[str, Any] | None


def look_at_row(name: str, *, hub: Hub) -> RowShown:
    """Show a row that differs, without what is sealed.

    Raises:
        NotFound: there is no such row, and never was.
        RowSound: it is as it was written.
    """
    with hub.store.reading() as tx:
        return RowShown(name=name, fault=_fault(tx, name), columns=tx.rows.show(name))


def restate_row(name: str, *, by: InPerson, approve_by: Credentials | None, hub: Hub) -> RowFault:
    """State a row anew as it stands, or as gone where it is missing, and return what was wrong with it.

    Raises:
        NotFound: there is no such row, and never was.
        RowSound: it is as it was written.
        RowUnreadable: nobody can read it; withdrawing, suspending or deactivating writes it legibly.
        Forbidden: it is about one of the two.
        WrongPassphrase, FourEyes: the two people are not proven.
    """
    at = hub.clock.now()
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.transaction() as tx:
        first = authorize(known, tx=tx, roles=OPERATORS)
        second = authorize_second(other, tx=tx, first=first.id)
        fault, columns = _fault(tx, name), tx.rows.show(name) or {}
        about = {columns.get("id") if name.startswith("staff:") else "", columns.get("staff"), columns.get("deputy")}
        if {first.id, second.id} & about:
            raise Forbidden(name)
        version = tx.rows.restate(name)
        table, _, key = name.partition(":")
        _raise_if_unreadable(tx, table, key)
        record = {"table": table, "key": key, "version": version, "was": fault.value}
        people = {"by": first.id, "approved_by": second.id}
        append_entry(tx, EntryType.ROW_RESTATED, record | people, hub=hub, at=at)
    return fault


def _raise_if_unreadable(tx: Tx, table: str, key: str) -> None:
    """Let nobody vouch for what they cannot read: looked at, it raises by itself."""
    if table == "consent":
        tx.consents.get(key)
    if table == "person":
        tx.people.get(key)


def _fault(tx: Tx, name: str) -> RowFault:
    leaves = RowLeaves()
    leaves.read_on(tx)
    state = tx.rows.states([name]).get(name)
    if state is not None:
        fault = leaves.fault(state)
        if fault is None:
            raise RowSound(name)
        return fault
    newest = leaves.newest(name)
    if newest is None:
        raise NotFound(name)
    if not newest.columns:
        raise RowSound(name)
    return RowFault.MISSING
