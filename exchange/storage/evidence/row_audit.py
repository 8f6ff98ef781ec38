"""Row audit: every row that decides and every leaf that tells of one, for whoever compares them all."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Executable, bindparam, func, select, update

from exchange.core.errors import NotFound
from exchange.core.evidence.entry import COMMITMENT_AT, SALT_BYTES, EntryType
from exchange.core.evidence.row import RowRecord, RowState, RowUnreadable, Told
from exchange.core.unavailable import PersonKeyLost
from exchange.storage.database.deciding import DECIDING, Deciding
from exchange.storage.database.records import open_record
from exchange.storage.database.row_seal import columns_with_newest, is_legible, shown
from exchange.storage.database.scope import Part, Scope
from exchange.storage.evidence.sequence import Indexes
from exchange.storage.tables.evidence import leaf, record, waiting_leaf
from keys.errors import CannotOpen

# What a leaf is of says its first byte, which is signed; what stands beside its record anybody may have written.
_OF_ROWS = bytes([EntryType.ROW_WRITTEN])
_TOLD = (
    select(leaf.c.position, leaf.c.leaf, record.c.person, record.c.body, record.c.about)
    .outerjoin(record, record.c.position == leaf.c.position)
    .where(leaf.c.position >= bindparam("start"), leaf.c.position < bindparam("end"))
    .where(func.substr(leaf.c.leaf, 1, 1) == _OF_ROWS)
    .order_by(leaf.c.position)
)
_TOLD_WAITING = (
    select(waiting_leaf)
    .where(waiting_leaf.c.number >= bindparam("first"), waiting_leaf.c.number <= bindparam("last"))
    .where(func.substr(waiting_leaf.c.leaf, 1, 1) == _OF_ROWS)
    .order_by(waiting_leaf.c.number)
)
_POINT = update(record).where(record.c.position == bindparam("here")).values(about=bindparam("row"))
_HIDDEN = frozenset({"sealed", "passphrase_hash", "first_half", "second_half", "token_digest", "bound"})


class SqlRows(Part):
    """The port `Rows` on SQL."""

    def __init__(self, scope: Scope, *, indexes: Indexes) -> None:
        super().__init__(scope)
        self._indexes = indexes

    def tables(self) -> Sequence[str]:
        """The tables whose rows decide."""
        return tuple(DECIDING)

    def told(self, *, start: int, limit: int) -> Sequence[Told]:
        """What the leaves of writes of rows say, among the `limit` leaves from `start`; not of the erased."""
        found = self._indexes.stretch(_TOLD, _TOLD_WAITING, start=start, limit=limit)
        return tuple(self._told(index, row) for index, row in found if not self._is_erased(row["person"]))

    def page(self, table: str, *, after: str, limit: int) -> Sequence[RowState]:
        """Rows of a table in order of key, those after `after`; not of the erased."""
        of = DECIDING[table]
        return self._states(of, self._scope.rows(_page(of), after=after, limit=limit))

    def states(self, names: Sequence[str]) -> Mapping[str, RowState]:
        """The rows of these names that are there."""
        found: dict[str, RowState] = {}
        for table, of in DECIDING.items():
            keys = [name.partition(":")[2] for name in names if name.partition(":")[0] == table]
            if keys:
                rows = self._scope.rows(_some(of), keys=keys)
                found |= {state.name: state for state in self._states(of, rows)}
        return found

    def show(self, name: str) -> Mapping[str, Any] | None:
        """A row's columns, but for what is sealed or a secret; None where there is no such row."""
        of, key = _named(name)
        row = self._scope.row(_one(of), one=key)
        return None if row is None else {column: row[column] for column in shown(row) if column not in _HIDDEN}

    def restate(self, name: str) -> int:
        """Have a row stand as it is from here on, or be gone. NotFound if nothing ever told of it.

        Raises:
            RowUnreadable: nobody can say how it stands.
        """
        of, key = _named(name)
        row = self._scope.row(_one(of), one=key)
        decides = self._scope.decides
        decides.let_restate(of, key)
        if row is None:
            return decides.bury(of, key).version
        if not is_legible(of, row) or (of.person and self._is_erased(of.whose(row))):
            raise RowUnreadable(name)
        decides.put(of, shown(row))
        return decides.version(name)

    def let_restate(self, name: str) -> None:
        """Let the next write of a row be its new beginning."""
        self._scope.decides.let_restate(*_named(name))

    def point(self, name: str, *, position: int) -> None:
        """Let the index find a leaf under the row it tells of."""
        self._scope.write(_POINT, {"here": position, "row": name})

    def _told(self, index: int, row: Mapping[str, Any]) -> Told:
        said = self._said(row)
        digest = sha256(row["leaf"]).digest()
        return Told(position=index, leaf=digest, said=said, indexed=row["about"] or "")

    def _said(self, row: Mapping[str, Any]) -> RowRecord | None:
        try:
            body = None if row["body"] is None else open_record(row, keys=self._scope.keys)
        except (CannotOpen, PersonKeyLost):
            return None
        if body is None or sha256(body).digest() != row["leaf"][COMMITMENT_AT:]:
            return None
        try:
            said = RowRecord.read(body[SALT_BYTES:])
            return said if self._scope.decides.is_ours(said) else None
        except (KeyError, TypeError, ValueError):
            return None

    def _states(self, of: Deciding, rows: Any) -> tuple[RowState, ...]:
        return tuple(
            self._scope.decides.state(of, row) for row in rows if not (of.person and self._is_erased(of.whose(row)))
        )

    def _is_erased(self, person: str | None) -> bool:
        return self._scope.keys.erased(person) if person else False


def _named(name: str) -> tuple[Deciding, str]:
    table, _, key = name.partition(":")
    if table not in DECIDING or not key:
        raise NotFound(name)
    return DECIDING[table], key


@cache
def _page(of: Deciding) -> Any:
    key = of.table.c[of.key]
    return columns_with_newest(of).where(key > bindparam("after")).order_by(key).limit(bindparam("limit"))


@cache
def _one(of: Deciding) -> Executable:
    return columns_with_newest(of).where(of.table.c[of.key] == bindparam("one"))


@cache
def _some(of: Deciding) -> Any:
    return columns_with_newest(of).where(of.table.c[of.key].in_(bindparam("keys", expanding=True)))
