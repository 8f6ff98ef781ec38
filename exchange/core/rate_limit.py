"""Rate limit: the generic cell rate algorithm (GCRA), a leaky bucket in one number.

What is kept for a caller is the instant at which its limit is whole again. A call moves it on by one interval, and is
refused where that would take it further from the present than the window is long.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """So many calls in so many seconds, any of them at once. `name` is how headers and configuration call it."""

    name: str
    calls: int
    seconds: float = 60.0

    @property
    def interval(self) -> float:
        """Seconds until one more call is given back."""
        return self.seconds / self.calls

    @property
    def policy(self) -> str:
        """The value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11 section 3)."""
        return f'"{self.name}";q={self.calls};w={math.ceil(self.seconds)}'


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitState:
    """Where a caller stands after a call: `whole_at` is kept for it, `left` calls remain at once.

    `wait` is 0 where the call was granted, else the seconds until it would be; `more` the seconds until one more
    call is given back.
    """

    rate_limit: RateLimit
    whole_at: float
    left: int
    wait: float
    more: float

    @property
    def header(self) -> str:
        """The value of `RateLimit` (section 4 of the draft)."""
        return f'"{self.rate_limit.name}";r={self.left};t={_whole(self.more)}'

    @property
    def retry_after(self) -> int:
        """The value of `Retry-After`: whole seconds, at least one."""
        return max(1, _whole(self.wait))


def count_call(rate_limit: RateLimit, *, whole_at: float, at: float) -> RateLimitState:
    """Take one call from what somebody has; `whole_at` was kept after the call before, times are seconds."""
    start = max(whole_at, at)
    after = start + rate_limit.interval
    wait = after - at - rate_limit.seconds
    # A hair of rounding must not cost a call.
    if wait > rate_limit.interval * 1e-6:
        return RateLimitState(rate_limit=rate_limit, whole_at=start, left=0, wait=wait, more=wait)
    room = at + rate_limit.seconds - after
    left = int(room / rate_limit.interval + 1e-6)
    return RateLimitState(
        rate_limit=rate_limit, whole_at=after, left=left, wait=0.0, more=(left + 1) * rate_limit.interval - room
    )


def _whole(seconds: float) -> int:
    return math.ceil(round(seconds, 3))


LEAST_BODY_MEMORY = 8 * 1024 * 1024
"""Less, and the largest lawful body would not fit into one caller's part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one process of the hub lets callers do.

    `connections` are open at once; `client_calls` a client may make in a minute; `address_calls` without a valid token
    may come from one address in a minute; the bodies of all calls under way take up at most `body_memory` bytes. Of
    `shared_addresses` many callers come, so no calls are counted for them: those of a TLS proxy in front of the hub,
    which counts by itself.
    """

    connections: int = 2000
    client_calls: int = 6000
    address_calls: int = 600
    body_memory: int = 64 * 1024 * 1024
    shared_addresses: frozenset[str] = frozenset({"127.0.0.1", "::1"})
