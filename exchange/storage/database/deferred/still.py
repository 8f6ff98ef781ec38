"""Freshness: what an attempt asked beside its database must be the same in its turn: the time, and the hub's keys.

Windows (of a consent, a training, a deputy) are asked at an instant of the attempt. They are whole days, or at least
whole minutes; so an instant of the same minute answers as the turn's own would.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

LONGEST = timedelta(seconds=1)
"""Between the beginning of an attempt and its turn. Nothing is late that is not later than what was always waited."""


class Still:
    """How the world outside the database was when an attempt began.

    `now` is the hub's clock; `outside` gives what else is asked, and something else as soon as that has changed.
    """

    def __init__(self, *, now: Callable[[], datetime], outside: Callable[[], object]) -> None:
        self._now, self._outside = now, outside
        self._began, self._seen = now(), outside()

    def is_still(self) -> bool:
        """Whether it is so still."""
        now = self._now()
        in_time = now - self._began <= LONGEST and _minute(now) == _minute(self._began)
        return in_time and self._outside() is self._seen


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
