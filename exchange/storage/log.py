"""The evidence log: leaves in one table for ever, records and salts in another that can be erased."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from exchange.core.log import LeafType, LogEntry
from exchange.storage.scope import Part
from exchange.storage.tables import leaf, log_size, record

_NEXT = update(log_size).values(size=log_size.c.size + 1).returning(log_size.c.size)
_SIZE = select(log_size.c.size)
_ADD_LEAF = insert(leaf)
_ADD_RECORD = insert(record)
_LEAVES = (
    select(leaf.c.leaf).where(leaf.c.position >= bindparam("start")).order_by(leaf.c.position).limit(bindparam("limit"))
)
_ENTRIES = (
    select(record).where(record.c.position >= bindparam("start")).order_by(record.c.position).limit(bindparam("limit"))
)
_SALT_BYTES = 32


class SqlLog(Part):
    """The port `Log` on SQL."""

    def append(self, entry: LogEntry) -> int:
        """Append and return the index, from 0. ValueError if the salt is not 32 bytes."""
        if len(entry.salt) != _SALT_BYTES:
            raise ValueError("salt")
        # The row of the size stays locked until the commit: indexes follow each other in the order of commits.
        position = int(self._scope.connection.execute(_NEXT).scalar_one()) - 1
        body = entry.salt + entry.record
        if entry.person:
            body = self._scope.keys.seal(body, person=entry.person, place=f"record:{position}")
        self._scope.write(_ADD_LEAF, {"position": position, "leaf": entry.leaf})
        row = {"position": position, "type": int(entry.type), "at": entry.at, "person": entry.person, "body": body}
        self._scope.write(_ADD_RECORD, row)
        return position

    def size(self) -> int:
        """How many leaves there are."""
        return int(self._scope.connection.execute(_SIZE).scalar_one())

    def leaves(self, *, start: int, limit: int) -> Sequence[bytes]:
        """Leaves in order from index `start`."""
        return self._scope.connection.execute(_LEAVES, {"start": start, "limit": limit}).scalars().all()

    def entries(self, *, start: int, limit: int) -> Sequence[tuple[int, LogEntry]]:
        """Entries whose record is still there, with their index, among the `limit` leaves from `start`."""
        found = ((row["position"], self._entry(row)) for row in self._scope.rows(_ENTRIES, start=start, limit=limit))
        return tuple((position, entry) for position, entry in found if entry)

    def _entry(self, row: dict[str, Any]) -> LogEntry | None:
        body: bytes | None = row["body"]
        if row["person"]:
            body = self._scope.keys.read(row["body"], person=row["person"], place=f"record:{row['position']}")
        if body is None:
            return None
        return LogEntry(
            type=LeafType(row["type"]),
            at=row["at"],
            person=row["person"],
            salt=body[:_SALT_BYTES],
            record=body[_SALT_BYTES:],
        )
