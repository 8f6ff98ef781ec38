"""Sequence of the log: what waits has the indexes after those that are given, and who gives them makes them final.

Within one subject the order of numbers is that of commits, for whoever writes holds it (`locks`). Numbers of different
subjects may be committed in another order than they were drawn in: a leaf that comes late takes the place it finds.
"""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Executable, bindparam, delete, insert, select, update

from exchange.storage.database.scope import Part, Scope
from exchange.storage.tables.evidence import leaf, log_size, record, waiting_leaf

Row = Mapping[str, Any]
_PLACED = select(log_size.c.placed)
# Whoever gives places waits here for whoever does so already, and nobody else ever does.
_ALONE = _PLACED.with_for_update()
_GROWN = update(log_size).values(placed=bindparam("size"))
_NUMBERS = select(waiting_leaf.c.number).order_by(waiting_leaf.c.number)
# One statement takes and names them: between two, a lower number could have been committed.
_TAKE = (
    delete(waiting_leaf)
    .where(waiting_leaf.c.number.in_(_NUMBERS.limit(bindparam("limit")).scalar_subquery()))
    .returning(waiting_leaf)
)
_ADD_LEAF = insert(leaf)
_ADD_RECORD = insert(record)
_OF_RECORD = tuple(one.name for one in record.c if one.name != "position")


class Indexes(Part):
    """The indexes of one transaction's view. `forget` what was read when something was written."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._placed: int | None = None
        self._numbers: list[int] | None = None

    @property
    def placed(self) -> int:
        """How many leaves have their place."""
        if self._placed is None:
            self._placed = self._scope.number(_PLACED)
        return self._placed

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self.placed + len(self._waiting)

    def forget(self) -> None:
        """Read anew what is asked next."""
        self._placed = self._numbers = None

    def index(self, row: Row) -> int:
        """The index of a row: its position, or for one that waits the one it would get now."""
        position: int | None = row.get("position")
        return self.placed + bisect_left(self._waiting, row["number"]) if position is None else position

    def stretch(self, placed: Executable, waiting: Executable, *, start: int, limit: int) -> list[tuple[int, Row]]:
        """Rows with their index, in order, among the `limit` leaves from `start`.

        `placed` reads rows from position `start` to before `end`, `waiting` those with numbers from `first` to `last`.
        """
        end = start + limit
        rows: list[Row] = [*self._scope.rows(placed, start=start, end=end)]
        numbers = self._waiting[max(start - self.placed, 0) : end - self.placed] if end > self.placed else []
        if numbers:
            rows += self._scope.rows(waiting, first=numbers[0], last=numbers[-1])
        return [(self.index(row), row) for row in rows]

    def place(self, *, limit: int) -> int:
        """Give their places to so many of those that wait at the most, and say to how many.

        Places are given without a gap to what is committed; another who gives some waits here until the commit.
        """
        size = self._scope.number(_ALONE)
        taken = sorted(self._scope.rows(_TAKE, limit=limit), key=lambda row: int(row["number"]))
        placed = list(enumerate(taken, size))
        self._scope.write(_ADD_LEAF, [{"position": position, "leaf": row["leaf"]} for position, row in placed])
        self._scope.write(
            _ADD_RECORD, [{"position": position} | {name: row[name] for name in _OF_RECORD} for position, row in placed]
        )
        if taken:
            self._scope.write(_GROWN, {"size": size + len(taken)})
        self.forget()
        return len(taken)

    @property
    def _waiting(self) -> list[int]:
        if self._numbers is None:
            self._numbers = [row["number"] for row in self._scope.rows(_NUMBERS)]
        return self._numbers
