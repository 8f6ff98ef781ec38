"""Append-only evidence log: leaves in one table for ever, records and salts in another that can be erased.

What is written waits in a third, leaf and record in one row, until whoever gives places has come by.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, insert, literal_column, select, update

from exchange.core.evidence.entry import SALT_BYTES, Backlog, EntryType, LogEntry, LogStart
from exchange.core.unavailable import PersonKeyLost
from exchange.storage.database.records import open_record, seal_record
from exchange.storage.database.scope import Part, Scope
from exchange.storage.evidence.sequence import Indexes, Row
from exchange.storage.tables.evidence import RARE, leaf, log_start, record, waiting_leaf
from keys.errors import CannotOpen

_WAIT = insert(waiting_leaf)
_STARTS = select(log_start).order_by(log_start.c.number)
_BEGIN = insert(log_start)
_SIGNED = update(log_start).where(log_start.c.number == bindparam("log")).values(signed=True)
_RECORDS = select(record, leaf.c.leaf).outerjoin(leaf, leaf.c.position == record.c.position)
_WAITING = select(waiting_leaf)
_BACKLOG = select(func.count().label("count"), func.min(waiting_leaf.c.at).label("since")).select_from(waiting_leaf)


def _stretch(of: Select[Any], table: Table) -> Select[Any]:
    """Rows of placed leaves as `Indexes.stretch` asks for them."""
    here = table.c.position
    return of.where(here >= bindparam("start"), here < bindparam("end")).order_by(here)


def _waits(of: Select[Any]) -> Select[Any]:
    here = waiting_leaf.c.number
    return of.where(here >= bindparam("first"), here <= bindparam("last")).order_by(here)


_LEAVES = _stretch(select(leaf), leaf), _waits(select(waiting_leaf.c.number, waiting_leaf.c.leaf))
_ENTRIES = _stretch(_RECORDS, record), _waits(_WAITING)
_WHOSE = (
    _stretch(select(leaf.c.position, record.c.person).outerjoin(record, record.c.position == leaf.c.position), leaf),
    _waits(select(waiting_leaf.c.number, waiting_leaf.c.person)),
)
_OF_RARE: ColumnElement[int] = literal_column(str(int(RARE)))
_RARE = (
    _RECORDS.where(record.c.type == _OF_RARE).order_by(record.c.position),
    _WAITING.where(waiting_leaf.c.type == _OF_RARE).order_by(waiting_leaf.c.number),
)


_OF_PERSON = (
    _RECORDS.where(record.c.person == bindparam("one")).order_by(record.c.position),
    _WAITING.where(waiting_leaf.c.person == bindparam("one")).order_by(waiting_leaf.c.number),
)


class SqlLog(Part):
    """The port `Log` on SQL. `later` puts what is written off to the end: one statement for a transaction."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.indexes = Indexes(scope)
        self._later: list[LogEntry] = []

    @property
    def waiting(self) -> Sequence[LogEntry]:
        """What `later` put off and is not written yet."""
        return tuple(self._later)

    def append(self, entry: LogEntry) -> int:
        """Append now, and return the index it would get now, from 0. ValueError if the salt is not 32 bytes."""
        self.later(entry)
        return self.size() - 1

    def later(self, entry: LogEntry) -> None:
        """Append when the transaction ends, after what was appended before. ValueError as for `append`."""
        if len(entry.salt) != SALT_BYTES:
            raise ValueError("salt")
        self._later.append(entry)

    def flush(self) -> None:
        """Write what was put off."""
        # The leaves of rows first: what was appended last is the caller's own entry.
        later = [*self._scope.decides.take(), *((entry, None) for entry in self._later)]
        self._later = []
        # The numbers are drawn while whoever the leaves are about is held: so they follow the commits.
        for person in sorted({entry.person for entry, _ in later if entry.person}):
            if not self._scope.holds.holds(person):
                self._scope.holds.hold("person", person)
        if later:
            self._scope.write(_WAIT, [self._row(*one) for one in later])
            self.indexes.forget()

    def _row(self, entry: LogEntry, about: str | None) -> dict[str, Any]:
        person = entry.person
        try:
            body = seal_record(entry, keys=self._scope.keys)
        except PersonKeyLost:
            if not self._scope.decides.is_lenient:
                raise
            # Ids and codes under nobody's key: a withdrawal that nobody can prove would be worse.
            body, person = entry.salt + entry.record, ""
        row = {"leaf": entry.leaf, "type": int(entry.type), "at": entry.at, "person": person, "body": body}
        return row | {"about": about}

    def place(self, *, limit: int) -> int:
        """Give their places to so many of those that wait at the most, in order, and say to how many."""
        self.flush()
        return self.indexes.place(limit=limit)

    def backlog(self) -> Backlog:
        """What waits for its place."""
        self.flush()
        (row,) = self._scope.rows(_BACKLOG)
        return Backlog(**row)

    def placed(self) -> int:
        """How many leaves have their place."""
        return self.indexes.placed

    def size(self) -> int:
        """How many leaves there are."""
        self.flush()
        return self.indexes.size

    def leaves(self, *, start: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Leaves that are there, with their index, among the `limit` from `start`."""
        return [(index, row["leaf"]) for index, row in self._rows(_LEAVES, start, limit)]

    def entries(self, *, start: int, limit: int) -> Sequence[tuple[int, LogEntry]]:
        """Entries whose record is still there, with their index, among the `limit` leaves from `start`.

        A record that somebody overwrote is an empty one.
        """
        found = ((index, self._entry(row)) for index, row in self._rows(_ENTRIES, start, limit))
        return tuple((index, entry) for index, entry in found if entry)

    def of_person(self, person_id: str) -> Sequence[tuple[int, LogEntry]]:
        """Entries that concern a person, with their index, oldest first; none if the person was erased."""
        self.flush()
        return self._entries([row for statement in _OF_PERSON for row in self._scope.rows(statement, one=person_id)])

    def of_type(self, kind: EntryType) -> Sequence[tuple[int, LogEntry]]:
        """Entries of a rare kind, with their index, oldest first. ValueError for any that has no index of its own."""
        if kind is not RARE:
            raise ValueError(kind)
        self.flush()
        return self._entries([row for statement in _RARE for row in self._scope.rows(statement)])

    def unreadable(self, *, start: int, limit: int) -> Sequence[tuple[int, str]]:
        """Leaves whose record cannot be read, with whose it was; of nobody where it is gone."""
        found = ((index, row["person"]) for index, row in self._rows(_WHOSE, start, limit))
        return tuple((at, person or "") for at, person in found if person is None or self._is_erased(person))

    def starts(self) -> Sequence[LogStart]:
        """Where each of the hub's logs begins, the first one first; the last one is the one that grows."""
        return self._scope.values(LogStart, _STARTS)

    def begin(self, start: LogStart) -> None:
        """Let a new log begin. Conflict if there is one of this number."""
        row = {"number": start.number, "first": start.first, "signed": start.signed}
        self._scope.write(_BEGIN, row)

    def signed(self, log: int) -> None:
        """Write down that a checkpoint of this log has left the hub."""
        self._scope.write(_SIGNED, {"log": log})

    def _entries(self, rows: Sequence[Row]) -> Sequence[tuple[int, LogEntry]]:
        found = ((self.indexes.index(row), self._entry(row)) for row in rows)
        return tuple((index, entry) for index, entry in found if entry)

    def _rows(self, statements: tuple[Select[Any], Select[Any]], start: int, limit: int) -> list[tuple[int, Row]]:
        self.flush()
        return self.indexes.stretch(*statements, start=start, limit=limit)

    def _is_erased(self, person: str) -> bool:
        return bool(person) and self._scope.keys.erased(person)

    def _entry(self, row: Row) -> LogEntry | None:
        try:
            body = open_record(row, keys=self._scope.keys)
        except (CannotOpen, PersonKeyLost):
            # Nothing the leaf commits to: whoever holds the one against the other finds out.
            body = bytes(SALT_BYTES) + b"{}"
        if body is None:
            return None
        return LogEntry(
            type=EntryType(row["type"]),
            at=row["at"],
            person=row["person"],
            salt=body[:SALT_BYTES],
            record=body[SALT_BYTES:],
        )
