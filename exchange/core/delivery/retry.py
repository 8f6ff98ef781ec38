"""Retry with backoff and jitter: when to try again, and what an answer means for that.

The schedule (federation-security section 5.2) is a list of pauses, not a formula; its hourly end alone is spread.
"""

from datetime import datetime, timedelta
from enum import StrEnum

FIRST = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
)
"""Pauses after the first five failures: a first failure must not cost minutes."""
THEN = timedelta(minutes=60)
"""The pause after every later failure, give or take `SPREAD`."""
# Jitter: what failed together must not all come due in one moment for ever after.
SPREAD = 0.2
_TRANSIENT = frozenset({408, 425, 429})
_CONFLICT = 409


class Response(StrEnum):
    """What an answer to a delivery means for the next step."""

    DONE = "done"
    RETRY = "retry"
    RESOLVE = "resolve"
    PARK = "park"
    CONFLICT = "conflict"


def pause(failures: int, *, chance: float) -> timedelta:
    """How long to wait after that many failures in a row; `chance` in [0, 1) spreads the hourly ones by ±20 %.

    Raises:
        ValueError: nothing has failed yet.
    """
    if failures < 1:
        raise ValueError(failures)
    if failures <= len(FIRST):
        return FIRST[failures - 1]
    return THEN * (1 - SPREAD + 2 * SPREAD * chance)


def next_try(failures: int, *, at: datetime, expires: datetime, chance: float) -> datetime | None:
    """When to try again after a failure at `at`; None if the packet would be over by then: it is a dead letter."""
    then = at + pause(failures, chance=chance)
    return then if then < expires else None


def classify(status: int | None, *, refusals: int = 0) -> Response:
    """Say what an HTTP status means; None stands for no answer at all. `refusals` counts earlier flat refusals.

    2xx is done. 409 is the same id with other content: a security event, nothing is sent again. 408, 425, 429, 5xx
    and silence are tried again later. Everything else is a refusal, redirects with them, for they are never followed:
    the first one resolves the trust chain anew and tries once more at once, the next one parks for a human.
    """
    if status is None or status in _TRANSIENT:
        return Response.RETRY
    if status == _CONFLICT:
        return Response.CONFLICT
    match status // 100:
        case 2:
            return Response.DONE
        case 3 | 4:
            return Response.PARK if refusals else Response.RESOLVE
        case _:
            return Response.RETRY
