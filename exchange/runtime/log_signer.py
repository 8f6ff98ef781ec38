"""Log signer: signs the evidence log while it grows, beside the worker, so that no message ever waits for it."""

import logging
from contextlib import suppress
from threading import Event

from exchange.core.errors import GeleitError
from exchange.flows.evidence.checkpoint import advance
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from keys.errors import KeysError

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 5.0
"""Between two looks; a checkpoint follows growth within 10 s (protocol section 8)."""


class LogSigner:
    """Signs until asked to stop. Any number may run on one hub; the published log has one writer."""

    def __init__(self, hub: Hub, *, published: PublishedLog) -> None:
        self._hub = hub
        self._published = published
        self._said = ""

    def run(self, stop: Event) -> None:
        """Sign what has grown, every few seconds, until `stop` is set."""
        while not stop.is_set():
            if not self.once():
                stop.wait(EVERY_SECONDS)

    def once(self) -> bool:
        """Sign once; True if there may be more to sign at once. What keeps it from signing is alarmed once."""
        try:
            grown = advance(published=self._published, hub=self._hub) is not None
        except (GeleitError, KeysError, OSError) as error:
            self._alarm(getattr(error, "code", type(error).__name__))
            return False
        self._said = ""
        return grown

    def finish(self) -> None:
        """Sign all there is before the process ends: what no checkpoint covers, an older database hides unnoticed.

        What keeps it from signing is not said here. Whoever signs next alarms, and the doctor says it.
        """
        with suppress(GeleitError, KeysError, OSError):
            while advance(published=self._published, hub=self._hub) is not None:
                pass

    def _alarm(self, code: str) -> None:
        if code != self._said:
            _LOG.error("evidence log not signed", extra={"error": code})
        self._said = code
