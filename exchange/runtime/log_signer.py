"""Log signer: sequences and signs the evidence log while it grows, beside the worker: no message ever waits for it."""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Event

from exchange.core.errors import GeleitError
from exchange.flows.evidence.checkpoint import advance, is_signed
from exchange.flows.evidence.sequence import place_waiting
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from keys.errors import KeysError

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 5.0
"""Between two looks; a checkpoint follows growth within 10 s (protocol section 8)."""
LOOKS, LOOK_SECONDS = 250, 0.02
"""So often, and so far apart, who ends looks whether another process has signed what it holds the folder for."""


class LogSigner:
    """Sequences and signs until asked to stop. Any number may run on one hub; the published log has one writer."""

    def __init__(self, hub: Hub, *, published: PublishedLog) -> None:
        self._hub = hub
        self._published = published
        self._said: dict[str, str] = {}

    def run(self, stop: Event) -> None:
        """Sign what has grown, every few seconds, until `stop` is set."""
        while not stop.is_set():
            if not self.once():
                stop.wait(EVERY_SECONDS)

    def once(self) -> bool:
        """Place and sign once; True if there may be more to sign at once. What keeps it from either is alarmed once.

        Places are given even where nothing can be signed.
        """
        self._guarded("evidence log not sequenced", self._place)
        return self._guarded("evidence log not signed", self._sign)

    def finish(self) -> None:
        """Place and sign all there is, so that a proof of it can be made and no older database hides it unnoticed.

        What keeps it from signing is not said here. Whoever signs next alarms, and the doctor says it.
        """
        with suppress(GeleitError, KeysError, OSError):
            self._place()
        with suppress(GeleitError, KeysError, OSError):
            self._sign_all()

    def _place(self) -> bool:
        return place_waiting(hub=self._hub) > 0

    def _sign(self) -> bool:
        return advance(published=self._published, hub=self._hub) is not None

    def _sign_all(self) -> None:
        with self._hub.store.reading() as tx:
            size = tx.log.placed()
        pause = Event()
        for _ in range(LOOKS):
            while self._sign():
                pass
            if is_signed(size, published=self._published, hub=self._hub):
                return
            pause.wait(LOOK_SECONDS)

    def _guarded(self, words: str, work: Callable[[], bool]) -> bool:
        try:
            did = work()
        except (GeleitError, KeysError, OSError) as error:
            code = getattr(error, "code", type(error).__name__)
            if code != self._said.get(words):
                _LOG.error(words, extra={"error": code})
            self._said[words] = code
            return False
        self._said.pop(words, None)
        return did
