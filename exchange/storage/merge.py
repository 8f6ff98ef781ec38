"""Merging persons: all that is kept of one is sealed anew under the key of the other, row by row, in one transaction.

What is left of the first is a row that leads to the other; its own key is destroyed once the transaction stands. So
crypto-shredding the other takes everything along, and a copy of the database from before shows nothing of the first.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Select, Table, and_, bindparam, delete, select, update

from exchange.storage.database.deciding import DECIDING
from exchange.storage.database.documents import pack, unpack
from exchange.storage.database.records import bind, open_record
from exchange.storage.database.row_seal import shown
from exchange.storage.database.scope import Scope
from exchange.storage.tables.columns import microseconds
from exchange.storage.tables.consents import consent, disclosure, shared_consent
from exchange.storage.tables.delivery import inbox
from exchange.storage.tables.evidence import leaf, record, waiting_leaf
from exchange.storage.tables.facts import fact
from exchange.storage.tables.packets import packet
from exchange.storage.tables.people import person, plan, pseudonym, sheet
from exchange.storage.tables.referrals import draft, history, referral

Row = dict[str, Any]
_OURS = select(referral.c.id).where(referral.c.person == bindparam("gone"))


def merge(gone: str, into: str, *, scope: Scope) -> None:
    """Move everything of one person to another. Nobody else may write meanwhile.

    Raises:
        Gone: one of them was erased.
    """
    taken = select(pseudonym.c.recipient).where(pseudonym.c.person == into)
    # A recipient that knows both keeps the name it knows the other by.
    scope.write(delete(pseudonym).where(pseudonym.c.person == gone, pseudonym.c.recipient.in_(taken)), {})
    move = _Move(gone, into, scope=scope)
    move.rows(pseudonym, pseudonym.c.person, place=lambda row, whose: f"pseudonym:{whose}:{row['recipient']}")
    move.rows(consent, consent.c.person, place=lambda row, _: f"consent:{row['id']}", inside=True)
    move.rows(shared_consent, shared_consent.c.person, place=lambda row, _: _shared(row))
    move.rows(disclosure, disclosure.c.person, place=lambda row, _: f"disclosure:{row['id']}", inside=True)
    move.rows(packet, packet.c.person, place=lambda row, _: f"packet:{row['id']}")
    move.rows(inbox, inbox.c.person, place=lambda row, _: f"inbox:{row['issuer']}:{row['jti']}")
    move.rows(plan, plan.c.person, place=lambda row, _: f"plan:{row['id']}", inside=True)
    move.rows(sheet, sheet.c.person, place=lambda row, _: f"sheet:{row['id']}")
    move.records(record, select(record, leaf.c.leaf).join(leaf, leaf.c.position == record.c.position))
    move.records(waiting_leaf, select(waiting_leaf))
    theirs = select(fact).where(fact.c.person == bindparam("gone"))
    move.to(fact, theirs, place=lambda row, _: f"fact:{row['name']}", values={"person": into, "subject": into})
    of_referrals = draft.c.referral.in_(_OURS)
    move.selected(draft, select(draft).where(of_referrals), place=lambda row, _: f"draft:{row['referral']}")
    move.selected(history, select(history).where(history.c.referral.in_(_OURS)), place=lambda row, _: _step(row))
    scope.write(update(referral).where(referral.c.person == gone).values(person=into), {})
    _lead_on(move)


class _Move:
    """From whom to whom."""

    def __init__(self, gone: str, into: str, *, scope: Scope) -> None:
        self.gone, self.into, self.scope = gone, into, scope

    def rows(
        self,
        table: Table,
        whose: Column[Any],
        *,
        place: Callable[[Row, str], str],
        inside: bool = False,
    ) -> None:
        """Move the rows of a table that say whose they are; `inside` where the sealed document says so too."""
        change = (lambda document: document | {"person": self.into}) if inside else None
        chosen = select(table).where(whose == bindparam("gone"))
        self._move(table, chosen, place=place, values={whose.name: self.into}, change=change)

    def selected(self, table: Table, chosen: Select[Any], *, place: Callable[[Row, str], str]) -> None:
        """Move rows that say it only by their referral."""
        self._move(table, chosen, place=place, values={}, change=None)

    def to(self, table: Table, chosen: Select[Any], *, place: Callable[[Row, str], str], values: Row) -> None:
        """Move chosen rows, with these values in them."""
        self._move(table, chosen, place=place, values=values, change=None)

    def records(self, table: Table, chosen: Select[Any]) -> None:
        """Move the records of leaves; the leaves stay."""
        keys = self.scope.keys
        for row in self.scope.rows(chosen.where(table.c.person == bindparam("gone")), gone=self.gone):
            body = open_record(row, keys=keys)
            moved = {} if body is None else {"body": bind(body, leaf=row["leaf"], person=self.into, keys=keys)}
            self._write(table, row, {"person": self.into} | moved)

    def _move(
        self,
        table: Table,
        chosen: Select[Any],
        *,
        place: Callable[[Row, str], str],
        values: Row,
        change: Callable[[Row], Row] | None,
    ) -> None:
        for row in list(self.scope.rows(chosen, gone=self.gone)):
            found = {**values, **self._sealed(row, place=place, change=change)}
            if found and table.name in DECIDING:
                self.scope.decides.put(DECIDING[table.name], shown(row) | found)
            elif found:
                self._write(table, row, found)

    def _write(self, table: Table, row: Row, found: Row) -> None:
        this = and_(*(column == row[column.name] for column in table.primary_key))
        self.scope.write(update(table).where(this).values(found), {})

    def _sealed(self, row: Row, *, place: Callable[[Row, str], str], change: Callable[[Row], Row] | None) -> Row:
        if row["sealed"] is None:
            return {}
        raw = self.scope.keys.read(row["sealed"], person=self.gone, place=place(row, self.gone))
        if raw is None:
            return {}
        if change is not None:
            raw = pack(change(unpack(raw)))
        return {"sealed": self.scope.keys.seal(raw, person=self.into, place=place(row, self.into))}


def _lead_on(move: _Move) -> None:
    """Let the merged person, and whoever was merged into them before, lead to the one who stays."""
    leading = select(person).where((person.c.id == move.gone) | (person.c.merged_into == bindparam("gone")))
    move.to(person, leading, place=lambda row, _: f"person:{row['id']}", values={"merged_into": move.into})


def _shared(row: Row) -> str:
    return f"shared_consent:{row['consent']}:{row['recipient']}"


def _step(row: Row) -> str:
    return f"history:{row['referral']}:{microseconds(row['at'])}"
