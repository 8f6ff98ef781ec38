"""The world as it is: the system's clock and its chance."""

import secrets
import time
from datetime import UTC, datetime
from threading import Lock


class SystemClock:
    """The system's clock. It never runs backwards within a process, whatever the system's clock does."""

    def __init__(self) -> None:
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = Lock()

    def now(self) -> datetime:
        """The present in UTC, never earlier than the last answer."""
        with self._lock:
            self._last = max(self._last, datetime.now(tz=UTC))
            return self._last

    def monotonic(self) -> float:
        """Seconds that only ever rise."""
        return time.monotonic()


class SystemEntropy:
    """The operating system's random bytes."""

    def bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        return secrets.token_bytes(count)
