"""System clock and entropy: the world as it is, its time and its chance."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

HELD_BACK = timedelta(seconds=2)
"""A step back of up to this is a clock being kept right; a larger one mends a clock that was wrong."""


def _wall() -> datetime:
    return datetime.now(tz=UTC)


class SystemClock:
    """The system's clock, `wall`, without its small steps back: it stands still until they are made up for.

    A large step back is followed at once. Whoever was an hour ahead for a moment would stand still for an hour.
    """

    def __init__(self, wall: Callable[[], datetime] = _wall) -> None:
        self._wall = wall
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = Lock()

    def now(self) -> datetime:
        """The present in UTC. Earlier than the last answer only where the clock was set back by more than 2 s."""
        with self._lock:
            now = self._wall()
            if now > self._last or self._last - now > HELD_BACK:
                self._last = now
            return self._last

    def monotonic(self) -> float:
        """Seconds that only ever rise."""
        return time.monotonic()


class SystemEntropy:
    """The operating system's random bytes."""

    def bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        return secrets.token_bytes(count)
