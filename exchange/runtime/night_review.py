"""Night review: runs the compliance review once a night beside the worker, and knows what the last one counted.

It also writes down how the hub is reached by the process it runs in, which no other process can know.
"""

import logging
import math
from collections.abc import Callable, Mapping
from threading import Event

from exchange.core.compliance.outcome import Result
from exchange.core.compliance.running import Running
from exchange.core.errors import GeleitError
from exchange.flows.compliance.keep_version import keep_listener
from exchange.flows.compliance.nightly import last_reviewed, review_nightly
from exchange.ports.hub import Hub

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 60.0


class NightReview:
    """Looks each minute whether it is time. Any number may run on one hub: one of them does it.

    `counts` are those of the last review, by rule and result; none before there was one.
    """

    def __init__(self, hub: Hub, *, running: Callable[[], Running]) -> None:
        self._hub = hub
        self._running = running
        self._at = math.nan
        self._is_kept = False
        self.counts: Mapping[tuple[str, str], int] = {}

    @property
    def age_seconds(self) -> float:
        """Seconds since the last review; no number before there was one."""
        return self._hub.clock.now().timestamp() - self._at

    def run(self, stop: Event) -> None:
        """Review once a night, until `stop` is set."""
        while not stop.wait(EVERY_SECONDS):
            self.once(stop)

    def once(self, stop: Event) -> None:
        """Review if it is time, and take note of the last one."""
        try:
            self._keep_listener()
            review_nightly(hub=self._hub, running=self._running, stop=stop)
            last = last_reviewed(hub=self._hub)
        except GeleitError as error:
            _LOG.error("review not made", extra={"error": error.code})
            return
        if last is not None:
            self._at = last.recorded_at.timestamp()
            rules = last.document["rules"]
            self.counts = {(rule, one.value): said[one.value] for rule, said in rules.items() for one in Result}

    def _keep_listener(self) -> None:
        """Write down once how the hub is reached here, for whoever judges in a process that does not serve it."""
        listener = "" if self._is_kept else self._running().listener
        if listener:
            keep_listener(listener, hub=self._hub)
        self._is_kept = True
