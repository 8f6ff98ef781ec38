"""Freshness of the directory, or freeze protection: what still goes on while an anchor cannot be reached.

A directory is made anew at least every six hours, so its age is how long nobody here has heard of a suspension.

| age, from its `iat` | staff | new referrals | acknowledgements, what waits | stop signals |
|---|---|---|---|---|
| up to 24 h | see nothing | go | go | go |
| more than 24 h | are warned, and each packet notes it | go | go | go |
| more than 72 h | are told why | wait | go | go |
| over (`exp`), for 90 days | are told why | wait | wait | go |
| later | are told why | wait | wait | wait |
"""

from datetime import datetime, timedelta
from enum import StrEnum

WARNS, STOPS = timedelta(hours=24), timedelta(hours=72)
STOP_SIGNALS = timedelta(days=90)
"""So long after a directory is over a withdrawal may still travel."""


class Freshness(StrEnum):
    """How old a directory is, in steps that change something."""

    FRESH = "fresh"
    AGED = "aged"
    STALE = "stale"
    OVER = "over"


class Traffic(StrEnum):
    """What may depend on a directory's age."""

    NEW = "new"
    UNDER_WAY = "under-way"
    STOP = "stop"


def freshness(*, iat: datetime, exp: datetime, at: datetime) -> Freshness:
    """How old a directory is. One from the future by a little is fresh."""
    if at >= exp:
        return Freshness.OVER
    age = at - iat
    if age > STOPS:
        return Freshness.STALE
    return Freshness.AGED if age > WARNS else Freshness.FRESH


def may_go(traffic: Traffic, *, iat: datetime, exp: datetime, at: datetime) -> bool:
    """Whether such traffic goes on under a directory, as the table says."""
    match freshness(iat=iat, exp=exp, at=at), traffic:
        case (Freshness.FRESH | Freshness.AGED, _):
            return True
        case (Freshness.STALE, _):
            return traffic is not Traffic.NEW
        case (_, Traffic.STOP):
            return at < exp + STOP_SIGNALS
        case _:
            return False
