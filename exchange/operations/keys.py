"""Key expiry: whether the hub has every key it needs, and a next one before the present one ends."""

from collections.abc import Iterator
from datetime import timedelta

from exchange.core.said import NOTHING, Said
from exchange.flows.operations.rotate_keys import PURPOSES
from exchange.operations.finding import Finding, Result, after, plain
from exchange.ports.hub import Hub
from keys.errors import KeysError

AHEAD = timedelta(days=60)
_DAYS = Said("Tage", "days")


def check_keys(hub: Hub) -> Iterator[Finding]:
    """Look at the keys of every purpose."""
    at = hub.clock.now()
    for purpose in PURPOSES:
        try:
            left = hub.ring.current(purpose, at).public.exp - at
        except KeysError:
            yield Finding(f"key {purpose.value}", Result.FAIL, plain(f"geleit keys rotate DIR {purpose.value} --now"))
            continue
        soon = left < AHEAD and hub.ring.next(purpose, at) is None
        do = after(f"{left.days} ", _DAYS, f": geleit keys rotate DIR {purpose.value}") if soon else NOTHING
        yield Finding(f"key {purpose.value}", Result.WARN if soon else Result.OK, do)
