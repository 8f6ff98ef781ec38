"""Background worker: deliver what is due, call webhooks, remind by the minute, forget by the hour. It has no rules."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event, Thread

from adapters.contract import Adapter, CallsWebhooks
from exchange.core.delivery.messages import Lease
from exchange.core.errors import Unavailable
from exchange.core.partner.webhook import WebhookState
from exchange.core.vocabulary import Delivery
from exchange.flows.casework.remind import remind_due, return_uncollected
from exchange.flows.consent.expire import expire_due
from exchange.flows.consent.warn import warn_of_ends
from exchange.flows.delivery.deliver import deliver, lease_due, release
from exchange.flows.delivery.poll import end_expired
from exchange.flows.evidence.sequence import behind
from exchange.flows.operations.sweep import forget_sheets, sweep
from exchange.flows.partner.webhook_call import call_webhook, failing_webhooks, lease_calls
from exchange.flows.session.sessions import forget_sessions
from exchange.flows.staff.found import founded_anew
from exchange.ports.hub import Hub

_LOG = logging.getLogger(__name__)
LEAST_SECONDS = 0.05
"""Between two looks that found nothing."""
STEP_SECONDS, STEPS = 0.25, 4
"""How long it waits for something to be written, and how often, before it looks all the same: a retry may be due.

So long a referral of another process waits at the most.
"""
LEFT_SECONDS = 1.0
"""Between two attempts at what a database that was away had left undone."""
MINUTE, HOUR = 60.0, 3600.0
CALLS = 8
"""How many webhooks are called at once: one that hangs holds up neither deliveries nor the others."""
CALL_SECONDS = 0.2
"""Between two looks for webhooks that are to be called."""
FORGET_AFTER = timedelta(hours=1)


class Worker:
    """Works until asked to stop. Any number of workers may run on one database."""

    def __init__(
        self,
        hub: Hub,
        *,
        adapters: Mapping[str, Adapter],
        delivered: Callable[[str], None],
        written: Event | None = None,
        beside: Sequence[Callable[[Event], None]] = (),
    ) -> None:
        self._hub = hub
        self._beside = beside
        self._adapters = adapters
        self._delivered = delivered
        self._written = written or Event()
        self._next_minute = self._next_hour = self._next_call = self._next_sweep = 0.0
        self._sweeping: Future[int] | None = None
        self._calling: set[Future[int]] = set()
        # Owned by the thread of `run`: deliveries are made there alone; helpers only call webhooks and sweep.
        self._left: list[Lease] = []
        self._uncollected = ""
        self._next_left = 0.0
        self._founded = 0
        self._stop = Event()
        self._looked = hub.clock.monotonic()

    @property
    def idle_seconds(self) -> float:
        """Seconds since it last looked for work; they rise where one delivery takes long, or the worker is gone."""
        return self._hub.clock.monotonic() - self._looked

    def run(self, stop: Event) -> None:
        """Work until `stop` is set, and run what runs beside it in threads of its own.

        What was begun is finished, what was only claimed is given back.
        """
        self._stop = stop
        beside = [Thread(target=work, args=(stop,), name="beside") for work in self._beside]
        for thread in beside:
            thread.start()
        with ThreadPoolExecutor(CALLS, thread_name_prefix="webhook") as callers:
            while not stop.is_set():
                busy = self._guarded(self.once)
                self._guarded(partial(self._call_webhooks, callers))
                self._sweep(callers)
                if not busy:
                    self._rest(stop)
        for thread in beside:
            thread.join()

    def _rest(self, stop: Event) -> None:
        """Wait until something was written that may be work, or for a while."""
        stop.wait(LEAST_SECONDS)
        for _ in range(STEPS):
            if stop.is_set() or self._written.wait(STEP_SECONDS):
                break
        # Before the look: what is written during it is looked for once more.
        self._written.clear()

    def once(self) -> int:
        """Do everything that is due now, and return how many deliveries were attempted."""
        self._by_the_clock()
        self._looked = self._hub.clock.monotonic()
        self._deliver_left()
        leases = lease_due(hub=self._hub)
        for number, lease in enumerate(leases):
            if self._stop.is_set():
                release(leases[number:], hub=self._hub)
                break
            self._guarded(partial(self._deliver, lease))
        return len(leases)

    def _deliver_left(self) -> None:
        """Go on with what could not be written down because the database was away or full, while it is still ours."""
        now = self._hub.clock.monotonic()
        if not self._left or now < self._next_left:
            return
        self._next_left = now + LEFT_SECONDS
        left, self._left = self._left, []
        for lease in left:
            if lease.until > self._hub.clock.now():
                self._guarded(partial(self._deliver, lease))

    def _deliver(self, lease: Lease) -> int:
        try:
            outcome = deliver(lease, adapters=self._adapters, hub=self._hub)
        except Unavailable:
            self._left.append(lease)
            raise
        if outcome is not None and outcome.state in {Delivery.SENDING, Delivery.HANDED_OVER}:
            self._delivered(outcome.partner)
        return 1

    def _call_webhooks(self, callers: ThreadPoolExecutor) -> int:
        now = self._hub.clock.monotonic()
        if now < self._next_call or not any(isinstance(one, CallsWebhooks) for one in self._adapters.values()):
            return 0
        self._next_call = now + CALL_SECONDS
        self._calling = {one for one in self._calling if not one.done()}
        free = CALLS - len(self._calling)
        leases = lease_calls(hub=self._hub, limit=free) if free else ()
        self._calling |= {callers.submit(self._guarded, partial(self._call, lease)) for lease in leases}
        return len(leases)

    def _call(self, lease: WebhookState) -> int:
        after = call_webhook(lease, adapters=self._adapters, hub=self._hub)
        if after is not None and after.error:
            _LOG.info("webhook failed", extra={"partner": after.partner, "error": after.error, "count": after.failures})
        return 1

    def _sweep(self, helpers: ThreadPoolExecutor) -> None:
        """Once an hour, beside everything else: who looks through all referrals must not hold up a delivery."""
        now = self._hub.clock.monotonic()
        if now >= self._next_sweep and (self._sweeping is None or self._sweeping.done()):
            self._next_sweep = now + HOUR
            self._sweeping = helpers.submit(self._guarded, self._forget_files)

    def _forget_files(self) -> int:
        forget_sheets(hub=self._hub)
        count = sweep(hub=self._hub, stop=self._stop)
        if count:
            _LOG.info("files forgotten", extra={"count": count})
        return count

    def _warn(self) -> int:
        found = failing_webhooks(hub=self._hub)
        for partner, health in found:
            _LOG.warning("webhook needs people", extra={"partner": partner, "state": health.value})
        return len(found)

    def _alarm_log_behind(self) -> int:
        backlog = behind(hub=self._hub)
        if backlog is None:
            return 0
        seconds = round(backlog.seconds(self._hub.clock.now()))
        _LOG.error("evidence log behind", extra={"count": backlog.count, "seconds": seconds})
        return backlog.count

    def _alarm_founded(self) -> int:
        count = len(founded_anew(hub=self._hub))
        if count > self._founded:
            _LOG.error("staff founded anew", extra={"count": count})
        self._founded = count
        return count

    def _return_uncollected(self) -> int:
        self._uncollected = return_uncollected(hub=self._hub, after=self._uncollected)
        return 1

    def _by_the_clock(self) -> None:
        now = self._hub.clock.monotonic()
        if now >= self._next_minute:
            self._next_minute = now + MINUTE
            self._guarded(partial(expire_due, hub=self._hub))
            self._guarded(partial(warn_of_ends, hub=self._hub))
            self._guarded(partial(remind_due, hub=self._hub))
            self._guarded(self._return_uncollected)
            self._guarded(partial(end_expired, hub=self._hub))
            self._guarded(self._warn)
            self._guarded(self._alarm_founded)
            self._guarded(self._alarm_log_behind)
            # Not only once somebody brings something new: by then others may have filled the disk again.
            self._guarded(self._hub.blobs.has_room)
        if now >= self._next_hour:
            self._next_hour = now + HOUR
            with self._hub.store.shared() as tx:
                ended = self._hub.clock.now() - FORGET_AFTER
                tx.single_use.forget(ended)
                tx.replies.forget(ended)
            self._guarded(partial(forget_sessions, hub=self._hub))

    def _guarded(self, work: Callable[[], int]) -> int:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 the one broad except of the house: one bad row must not stop the rest
            # The error's words may hold anything; its type does not.
            _LOG.error("work failed", extra={"error": type(error).__name__})
            return 0
