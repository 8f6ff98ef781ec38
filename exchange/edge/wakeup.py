"""In-process notification: a deposit in this process wakes the long polls of its partner at once.

Other processes' deposits ring here too (`storage/database/notify.py`); whoever waits listens before looking at the
store, so that nothing is put there unheard between the look and the wait.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Bell:
    """One who listens: rings whenever there may be something, also before somebody waits for it."""

    def __init__(self) -> None:
        self._loop, self._event = asyncio.get_running_loop(), asyncio.Event()

    def ring(self) -> None:
        """Ring, from any thread."""
        # A loop that has just closed has nobody left who waits.
        if not self._loop.is_closed():
            # An event belongs to the thread of its loop; from any other, setting it has to be asked for.
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, *, seconds: float) -> None:
        """Wait until it has rung since the last wait, at most so many seconds."""
        try:
            await asyncio.wait_for(self._event.wait(), timeout=seconds)
        except TimeoutError:
            return
        self._event.clear()


class Wakeup:
    """Wakes waiting coroutines by name, from any thread.

    `stirred` is set when it is worth looking at the store at once: somebody has begun to wait, or this process has
    written. `written` is set when the store was found changed, whoever has changed it.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, set[Bell]] = defaultdict(set)
        self._lock = Lock()
        self.closed = False
        self.stirred, self.written = Event(), Event()

    @property
    def waiters(self) -> int:
        """How many wait."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def close(self) -> None:
        """Wake everybody, for good: from now on nobody waits."""
        self.closed = True
        self.notify_all()

    def notify(self, name: str) -> None:
        """Wake everybody who waits for `name`."""
        with self._lock:
            waiting = tuple(self._waiting.get(name, ()))
        for bell in waiting:
            bell.ring()

    def notify_all(self) -> None:
        """Wake everybody, whatever they wait for: something may have been missed."""
        with self._lock:
            names = tuple(self._waiting)
        for name in names:
            self.notify(name)

    @contextmanager
    def listening(self, name: str) -> Iterator[Bell]:
        """Listen for `name` while the `with` lasts; for a coroutine."""
        bell = Bell()
        with self._lock:
            self._waiting[name].add(bell)
        self.stirred.set()
        # Looked at after entering: whoever closes either sees the entry or is seen here.
        if self.closed:
            bell.ring()
        try:
            yield bell
        finally:
            with self._lock:
                self._waiting[name].discard(bell)
                if not self._waiting[name]:
                    del self._waiting[name]
