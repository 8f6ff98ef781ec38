"""Adoption: rows of before there were MACs get theirs, once, in the transaction of the step that makes room for them.

Each is held against its leaves, as far as those say anything. One that differs gets no MAC and is listed: two people
state it anew. A log that tells of rows already was adopted before; nothing is written then, whatever the step.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from exchange.core.evidence.earlier import claims, client_facts, differs, partner_facts
from exchange.core.evidence.entry import SALT_BYTES, EntryType, LogEntry
from exchange.core.evidence.row import row_name
from exchange.core.ids import show_instant
from exchange.storage.database.deciding import CLIENT, CONSENT, DECIDING, PARTNER, Deciding
from exchange.storage.database.documents import unpack
from exchange.storage.database.driver import Driver
from exchange.storage.database.locks import Alone
from exchange.storage.database.row_seal import columns_with_newest, shown
from exchange.storage.database.rows import RowKeys, Rows
from exchange.storage.database.scope import Scope
from exchange.storage.evidence.log import SqlLog
from exchange.storage.tables.evidence import leaf
from keys.errors import CannotOpen
from keys.strictjson import canonical

Claimed = Mapping[str, Mapping[str, Any]]
_STRETCH = 500
_BEGUN = (EntryType.ROW_WRITTEN, EntryType.ROWS_FROM_HERE)
_TOLD = select(func.count().label("many")).where(func.substr(leaf.c.leaf, 1, 1).in_([bytes([kind]) for kind in _BEGUN]))


@dataclass(slots=True)
class Adoption:
    """Gives the rows of one database their MACs. `differing` names those that are not as their leaves say."""

    keys: RowKeys
    index_key: bytes
    differing: list[str] = field(default_factory=list)
    adopted: int = 0

    def __call__(self, connection: Connection) -> None:
        """Do it, in the caller's transaction."""
        if connection.execute(_TOLD).scalar_one():
            return
        driver = Driver(connection)
        rows = Rows(driver, self.keys)
        scope = Scope(driver=driver, keys=self.keys.person_keys, index_key=self.index_key, holds=Alone(), decides=rows)
        log = SqlLog(scope)
        claimed = _claimed(log)
        for of in DECIDING.values():
            for stretch in _stretches(driver, of):
                for row in stretch:
                    self._adopt(of, row, claimed, rows=rows)
                log.flush()
        self._close(log)

    def _adopt(self, of: Deciding, row: Mapping[str, Any], claimed: Claimed, *, rows: Rows) -> None:
        if of.person and self.keys.person_keys.erased(of.whose(row)):
            return
        about = of.about(row)
        if self._differs(of, row, claimed.get(about, {})):
            self.differing.append(about)
            return
        rows.let_restate(of, row[of.key])
        rows.put(of, shown(row))
        self.adopted += 1

    def _differs(self, of: Deciding, row: Mapping[str, Any], claimed: Mapping[str, Any]) -> bool:
        try:
            return differs(claimed, self._facts(of, row))
        # What somebody put there may be anything.
        except (CannotOpen, AttributeError, KeyError, TypeError, ValueError):
            return True

    def _facts(self, of: Deciding, row: Mapping[str, Any]) -> Mapping[str, Any]:
        if of is PARTNER:
            return partner_facts(row["document"])
        if of is CLIENT:
            return client_facts(row["document"])
        if of is CONSENT:
            raw = self.keys.person_keys.read(row["sealed"], person=row["person"], place=row_name(of.name, row["id"]))
            return {} if raw is None else unpack(raw)
        return row

    def _close(self, log: SqlLog) -> None:
        at = self.keys.now()
        words = canonical({"rows": self.adopted, "differing": sorted(self.differing), "at": show_instant(at)})
        salt = secrets.token_bytes(SALT_BYTES)
        log.later(LogEntry(type=EntryType.ROWS_FROM_HERE, at=at, salt=salt, record=words))
        # In this transaction: whether a log tells of rows already is asked of what has its place.
        while log.place(limit=_STRETCH):
            pass


def _claimed(log: SqlLog) -> Claimed:
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, log.size(), _STRETCH):
        for _, entry in log.entries(start=start, limit=_STRETCH):
            for about, facts in claims(entry):
                found.setdefault(about, {}).update(facts)
    return found


def _stretches(driver: Driver, of: Deciding) -> Iterator[list[dict[str, Any]]]:
    key = of.table.c[of.key]
    words = columns_with_newest(of).where(key > bindparam("after")).order_by(key).limit(_STRETCH)
    after = ""
    while rows := driver.rows(words, {"after": after}):
        yield rows
        after = rows[-1][of.key]
