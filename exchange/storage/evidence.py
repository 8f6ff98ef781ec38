"""Append-only evidence log: leaves in one table for ever, records and salts in another that can be erased."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, bindparam, insert, literal_column, select, update

from exchange.core.evidence.entry import SALT_BYTES, EntryType, LogEntry, LogStart
from exchange.core.unavailable import PersonKeyLost
from exchange.storage.database.scope import Part, Scope
from exchange.storage.tables.evidence import RARE, leaf, log_size, log_start, record
from keys.errors import CannotOpen

_NEXT = update(log_size).values(size=log_size.c.size + bindparam("more")).returning(log_size.c.size)
_SIZE = select(log_size.c.size)
_ADD_LEAF = insert(leaf)
_ADD_RECORD = insert(record)
_STARTS = select(log_start).order_by(log_start.c.number)
_BEGIN = insert(log_start)
_RARE = select(record).where(record.c.type == literal_column(str(int(RARE)))).order_by(record.c.position)
_SIGNED = update(log_start).where(log_start.c.number == bindparam("log")).values(signed=True)


def _stretch(table: Table) -> Select[Any]:
    here = table.c.position
    return select(table).where(here >= bindparam("start"), here < bindparam("end")).order_by(here)


_LEAVES, _ENTRIES = _stretch(leaf), _stretch(record)
_WHOSE = (
    select(leaf.c.position, record.c.person)
    .outerjoin(record, record.c.position == leaf.c.position)
    .where(leaf.c.position >= bindparam("start"), leaf.c.position < bindparam("end"))
)


class SqlLog(Part):
    """The port `Log` on SQL.

    Whoever appends holds the row of the size until the commit: indexes follow each other in the order of commits.
    `later` puts that off to the last moment, so that others wait no longer than they must.
    """

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._waiting: list[LogEntry] = []

    @property
    def waiting(self) -> Sequence[LogEntry]:
        """What `later` put off and is not appended yet."""
        return tuple(self._waiting)

    def append(self, entry: LogEntry) -> int:
        """Append and return the index, from 0. ValueError if the salt is not 32 bytes."""
        self.later(entry)
        return self.flush() - 1

    def later(self, entry: LogEntry) -> None:
        """Append when the transaction ends, after what was appended before. ValueError as for `append`."""
        if len(entry.salt) != SALT_BYTES:
            raise ValueError("salt")
        self._waiting.append(entry)

    def flush(self) -> int:
        """Append what waits, and return how many leaves there are then; 0 if nothing waited."""
        # The leaves of rows first: the index of what was appended last is that of the caller's own entry.
        waiting = [*self._scope.decides.take(), *((entry, None) for entry in self._waiting)]
        self._waiting = []
        if not waiting:
            return 0
        # One update for all that waits. It holds the row of the size until the commit: who appends next waits here.
        size = self._scope.number(_NEXT, more=len(waiting))
        placed = list(enumerate(waiting, size - len(waiting)))
        self._scope.write(_ADD_LEAF, [{"position": position, "leaf": entry.leaf} for position, (entry, _) in placed])
        self._scope.write(_ADD_RECORD, [self._row(position, *one) for position, one in placed])
        return size

    def _row(self, position: int, entry: LogEntry, about: str | None) -> dict[str, Any]:
        body, person = entry.salt + entry.record, entry.person
        if person:
            try:
                body = self._scope.keys.seal(body, person=person, place=f"record:{position}")
            except PersonKeyLost:
                if not self._scope.decides.is_lenient:
                    raise
                # Ids and codes under nobody's key: a withdrawal that nobody can prove would be worse.
                person = ""
        row = {"position": position, "type": int(entry.type), "at": entry.at, "person": person, "body": body}
        return row | {"about": about}

    def size(self) -> int:
        """How many leaves there are."""
        self.flush()
        return self._scope.number(_SIZE)

    def leaves(self, *, start: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Leaves that are there, with their index, among the `limit` from `start`."""
        self.flush()
        found = self._scope.rows(_LEAVES, start=start, end=start + limit)
        return [(row["position"], row["leaf"]) for row in found]

    def entries(self, *, start: int, limit: int) -> Sequence[tuple[int, LogEntry]]:
        """Entries whose record is still there, with their index, among the `limit` leaves from `start`.

        A record that somebody overwrote is an empty one.
        """
        self.flush()
        rows = self._scope.rows(_ENTRIES, start=start, end=start + limit)
        found = ((row["position"], self._entry(row)) for row in rows)
        return tuple((position, entry) for position, entry in found if entry)

    def of_type(self, kind: EntryType) -> Sequence[tuple[int, LogEntry]]:
        """Entries of a rare kind, with their index, oldest first. ValueError for any that has no index of its own."""
        if kind is not RARE:
            raise ValueError(kind)
        self.flush()
        found = ((row["position"], self._entry(row)) for row in self._scope.rows(_RARE))
        return tuple((position, entry) for position, entry in found if entry)

    def unreadable(self, *, start: int, limit: int) -> Sequence[tuple[int, str]]:
        """Leaves whose record cannot be read, with whose it was; of nobody where it is gone."""
        self.flush()
        rows = self._scope.rows(_WHOSE, start=start, end=start + limit)
        found = ((row["position"], row["person"]) for row in rows)
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

    def _is_erased(self, person: str) -> bool:
        return bool(person) and self._scope.keys.erased(person)

    def _entry(self, row: dict[str, Any]) -> LogEntry | None:
        body: bytes | None = row["body"]
        try:
            if row["person"]:
                body = self._scope.keys.read(row["body"], person=row["person"], place=f"record:{row['position']}")
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
