"""Upload quota: how many bytes of files a partner may put in a day, whether anything comes to name them or not.

A file is put before the event that names it, and what nobody names is swept away a day later. Until then it fills the
disk. The counts are this process's own and end with it.
"""

import math
from collections.abc import Callable

from exchange.core.errors import Refusal

_DAY_SECONDS = 24 * 60 * 60


class UploadQuotaExceeded(Refusal):
    """Too many bytes of files were put in a day."""

    code = "SENDER_UPLOAD_QUOTA_EXCEEDED"
    status = 429
    retryable = "same-ids"
    de = "An einem Tag wurden zu viele Daten als Anlagen abgelegt."
    fix_de = "Warten Sie so viele Sekunden, wie der Kopf `Retry-After` nennt. Der Betrieb kann die Grenze erhöhen."
    fix_en = "Wait as many seconds as the header `Retry-After` says. The operator can raise the limit."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class UploadQuota:
    """A leaky bucket of bytes for each partner. On the event loop alone, so without a lock.

    `most` are the bytes of a day; `now` gives seconds that only ever rise.
    """

    def __init__(self, most: int, *, now: Callable[[], float]) -> None:
        self._most = most
        self._now = now
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, who: str, count: int) -> None:
        """Count bytes that come.

        Raises:
            UploadQuotaExceeded: with them they would be too many. None of them count.
        """
        level, at = self._level(who), self._now()
        over = level + count - self._most
        if over > 0:
            raise UploadQuotaExceeded(math.ceil(over * _DAY_SECONDS / self._most))
        self._levels[who] = (level + count, at)

    def give(self, who: str, count: int) -> None:
        """Give back bytes that came and were not kept."""
        self._levels[who] = (max(0.0, self._level(who) - count), self._now())

    def _level(self, who: str) -> float:
        level, since = self._levels.get(who, (0.0, 0.0))
        return max(0.0, level - (self._now() - since) * self._most / _DAY_SECONDS)
