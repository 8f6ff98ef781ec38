"""Half-filled sheets: kept under their person's key for fourteen days, seen by their owner alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from exchange.core.referral.sheet import HalfSheet


class Sheets(Protocol):
    """What was begun and is no draft yet."""

    def put(self, sheet: HalfSheet) -> None:
        """Keep a sheet; the same id replaces what it was. NotFound if there is no such person."""

    def get(self, sheet_id: str) -> HalfSheet | None:
        """Look up by id; None where its person was erased."""

    def of(self, owner: str) -> Sequence[HalfSheet]:
        """Somebody's sheets, the newest first."""

    def remove(self, sheet_id: str) -> None:
        """Forget a sheet; nothing happens where there is none."""

    def sweep(self, before: datetime) -> int:
        """Forget those saved before an instant, and say how many."""
