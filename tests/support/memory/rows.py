"""Rows that decide, in memory: nobody writes past this store, so none of them ever differs."""

from collections.abc import Mapping, Sequence
from typing import Any

from exchange.core.errors import NotFound
from exchange.core.evidence.row import RowState, Told
from tests.support.memory.tables import Part


class MemoryRows(Part):
    def tables(self) -> Sequence[str]:
        return ()

    def told(self, *, start: int, limit: int) -> Sequence[Told]:  # noqa: ARG002 the interface
        return ()

    def page(self, table: str, *, after: str, limit: int) -> Sequence[RowState]:  # noqa: ARG002 the interface
        return ()

    def states(self, names: Sequence[str]) -> Mapping[str, RowState]:  # noqa: ARG002 the interface
        return {}

    def show(self, name: str) -> Mapping[str, Any] | None:  # noqa: ARG002 the interface
        return None

    def restate(self, name: str) -> int:
        raise NotFound(name)

    def let_restate(self, name: str) -> None:
        """None differs."""

    def point(self, name: str, *, position: int) -> None:
        """There is no index."""
