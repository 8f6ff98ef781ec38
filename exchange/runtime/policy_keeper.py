"""Policy snapshot: a process that takes up work under another policy than the last one kept writes it down, once."""

import logging
from threading import Event

from exchange.core.errors import GeleitError
from exchange.flows.compliance.keep_version import keep_policy_version
from exchange.ports.hub import Hub

_LOG = logging.getLogger(__name__)
AGAIN_SECONDS = 60.0
"""Between two attempts while the database is away."""


class PolicyKeeper:
    """Keeps the version of the policy that this process works under: rules are held against that of their day."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def run(self, stop: Event) -> None:
        """Write it down, and be done; try again while that fails."""
        while not self.once() and not stop.wait(AGAIN_SECONDS):
            pass

    def once(self) -> bool:
        """Write it down if it is another one; False where that failed."""
        try:
            keep_policy_version(hub=self._hub)
        except GeleitError as error:
            _LOG.error("policy not kept", extra={"error": error.code})
            return False
        return True
