"""Rollback detection: a store that writes nothing while its database is known to be older than what the hub has signed.

A hub on yesterday's database would send again what was withdrawn since, and accept again what it has answered. So
until an operator has decided, everything that writes is answered with HUB_LOG_BEHIND, and goes on by itself after.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from exchange.flows.evidence.checkpoint import RESTORED, Trouble, as_unavailable, trouble
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from exchange.ports.store import Answer, Tx

LOOK_SECONDS = 2.0


class RestoreGuard:
    """The port `Store` before the store of a hub. Looks before the first transaction, then every two seconds.

    `written` is called after every transaction: there may be something new to see.
    """

    def __init__(self, hub: Hub, *, published: PublishedLog, written: Callable[[], object] = lambda: None) -> None:
        self._hub = hub
        self._published = published
        self._written = written
        self._next_look = float("-inf")
        self._found: Trouble | None = None

    def check(self) -> None:
        """Say whether the database may be written.

        Raises:
            LogBehind: it was restored from a backup.
        """
        now = self._hub.clock.monotonic()
        if now >= self._next_look:
            with self._hub.store.reading() as tx:
                found = trouble(tx, published=self._published, hub=self._hub)
            # Before the time of the next look: who does not look finds what was found. Two who look find the same.
            self._found = found if found in RESTORED else None
            self._next_look = now + LOOK_SECONDS
        if self._found is not None:
            raise as_unavailable(self._found)

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A transaction of the store behind.

        Raises:
            LogBehind: the database was restored from a backup.
        """
        self.check()
        with self._hub.store.transaction() as tx:
            yield tx
        self._written()

    @contextmanager
    def shared(self) -> Iterator[Tx]:
        """The same beside others.

        Raises:
            LogBehind: the database was restored from a backup.
        """
        self.check()
        with self._hub.store.shared() as tx:
            yield tx
        self._written()

    def attempt(self, work: Callable[[Tx], Answer]) -> Answer:
        """The same as an attempt.

        Raises:
            LogBehind: the database was restored from a backup.
        """
        self.check()
        answer = self._hub.store.attempt(work)
        self._written()
        return answer

    def reading(self) -> AbstractContextManager[Tx]:
        """A view for reading; whatever the database is, it may be looked at."""
        return self._hub.store.reading()
