"""Row integrity: the rows that decide, as whoever compares all of them with the log sees them."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from exchange.core.evidence.row import RowState, Told


class Rows(Protocol):
    """Rows that decide, beside the leaves that tell of them. Names are `table:key`."""

    def tables(self) -> Sequence[str]:
        """The tables whose rows decide."""

    def told(self, *, start: int, limit: int) -> Sequence[Told]:
        """What the leaves of writes of rows say, among the `limit` leaves from `start`; not those of the erased."""

    def page(self, table: str, *, after: str, limit: int) -> Sequence[RowState]:
        """Rows of a table in order of key, those after `after`; without those of persons who were erased."""

    def states(self, names: Sequence[str]) -> Mapping[str, RowState]:
        """The rows of these names that are there."""

    def show(self, name: str) -> Mapping[str, Any] | None:
        """A row's columns, but for what is sealed; None where there is none."""

    def restate(self, name: str) -> int:
        """Have a row stand as it is from here on, or be gone, whatever it was before; which write of it that is."""

    def let_restate(self, name: str) -> None:
        """Let the next write of a row be its new beginning, whatever it is now: two people have said what it is."""

    def point(self, name: str, *, position: int) -> None:
        """Let the index find a leaf under the row it tells of."""
