"""Key expiry: whether the hub has every key it needs, and a next one before the present one ends."""

from collections.abc import Iterator
from datetime import timedelta

from exchange.core.operations.finding import Grade, HealthFinding, after, plain
from exchange.core.said import NOTHING, Said
from exchange.flows.operations.rotate_keys import PURPOSES
from exchange.ports.hub import Hub
from keys.errors import KeysError

AHEAD = timedelta(days=60)
_DAYS = Said("Tage", "days")


def check_keys(hub: Hub) -> Iterator[HealthFinding]:
    """Look at the keys of every purpose."""
    at = hub.clock.now()
    for purpose in PURPOSES:
        try:
            left = hub.ring.current(purpose, at).public.exp - at
        except KeysError:
            yield HealthFinding(
                f"key {purpose.value}", Grade.FAIL, plain(f"geleit keys rotate DIR {purpose.value} --now")
            )
            continue
        soon = left < AHEAD and hub.ring.next(purpose, at) is None
        do = after(f"{left.days} ", _DAYS, f": geleit keys rotate DIR {purpose.value}") if soon else NOTHING
        yield HealthFinding(f"key {purpose.value}", Grade.WARN if soon else Grade.OK, do)
