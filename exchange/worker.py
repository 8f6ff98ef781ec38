"""The clockwork: deliver what is due, remind by the minute, forget by the hour. It knows no rules."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from threading import Event

from adapters.contract import Adapter
from exchange.core.letters import Lease
from exchange.core.vocabulary import Delivery
from exchange.flows.deliver import deliver, lease_due
from exchange.flows.remind import remind_due, return_uncollected
from exchange.ports.hub import Hub

_LOG = logging.getLogger(__name__)
IDLE_SECONDS = 0.05
"""Between two looks that found nothing: so long a referral of another process waits at the most."""
MINUTE, HOUR = 60.0, 3600.0
FORGET_AFTER = timedelta(hours=1)


class Worker:
    """Works until told to stop. Any number of workers may run on one database."""

    def __init__(self, hub: Hub, *, adapters: Mapping[str, Adapter], delivered: Callable[[str], None]) -> None:
        self._hub = hub
        self._adapters = adapters
        self._delivered = delivered
        self._next_minute = self._next_hour = 0.0

    def run(self, stop: Event) -> None:
        """Work until `stop` is set. What was begun is finished."""
        while not stop.is_set():
            busy = self._guarded(self.once)
            if not busy:
                stop.wait(IDLE_SECONDS)

    def once(self) -> int:
        """Do everything that is due now, and return how many deliveries were attempted."""
        self._by_the_clock()
        leases = lease_due(hub=self._hub)
        for lease in leases:
            self._guarded(partial(self._deliver, lease))
        return len(leases)

    def _deliver(self, lease: Lease) -> int:
        outcome = deliver(lease, adapters=self._adapters, hub=self._hub)
        if outcome is not None and outcome.state in {Delivery.SENDING, Delivery.HANDED_OVER}:
            self._delivered(outcome.partner)
        return 1

    def _by_the_clock(self) -> None:
        now = self._hub.clock.monotonic()
        if now >= self._next_minute:
            self._next_minute = now + MINUTE
            self._guarded(partial(remind_due, hub=self._hub))
            self._guarded(partial(return_uncollected, hub=self._hub))
        if now >= self._next_hour:
            self._next_hour = now + HOUR
            with self._hub.store.transaction() as tx:
                ended = self._hub.clock.now() - FORGET_AFTER
                tx.once.forget(ended)
                tx.replies.forget(ended)

    def _guarded(self, work: Callable[[], int]) -> int:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 the one broad except of the house: one bad row must not stop the rest
            # The error's words may hold anything; its type does not.
            _LOG.error("work failed", extra={"error": type(error).__name__})
            return 0
