"""A clock that stands until it is told otherwise, and chance that counts."""

from datetime import UTC, datetime, timedelta
from threading import Lock

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class FixedClock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def advance(self, **by: float) -> None:
        """Move on, `advance(minutes=5)`."""
        self.at += timedelta(**by)


class CountingEntropy:
    """Chance that counts from 1: every draw differs, and every run is the same."""

    def __init__(self) -> None:
        self._drawn = 0
        self._lock = Lock()

    def bytes(self, count: int) -> bytes:
        with self._lock:
            self._drawn += 1
            return (self._drawn % (1 << 8 * count)).to_bytes(count, "big")
