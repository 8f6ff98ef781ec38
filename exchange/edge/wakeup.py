"""In-process notification: a deposit in this process wakes the long polls of its partner at once.

Other processes' deposits are found by the poll's own look at the store, a moment later.
"""

import asyncio
from collections import defaultdict
from threading import Lock


class Wakeup:
    """Wakes waiting coroutines by name, from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)
        self._lock = Lock()
        self.closed = False

    @property
    def waiters(self) -> int:
        """How many wait."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def close(self) -> None:
        """Wake everybody, for good: from now on nobody waits."""
        self.closed = True
        with self._lock:
            names = tuple(self._waiting)
        for name in names:
            self.notify(name)

    def notify(self, name: str) -> None:
        """Wake everybody who waits for `name`."""
        with self._lock:
            waiting = tuple(self._waiting.get(name, ()))
        for loop, event in waiting:
            # A loop that has just closed has nobody left who waits.
            if not loop.is_closed():
                # An event belongs to the thread of its loop; from any other, setting it has to be asked for.
                loop.call_soon_threadsafe(event.set)

    async def wait(self, name: str, *, seconds: float) -> None:
        """Wait until woken for `name`, at most so many seconds."""
        event = asyncio.Event()
        entry = (asyncio.get_running_loop(), event)
        with self._lock:
            self._waiting[name].add(entry)
        # Looked at after entering: whoever closes either sees the entry or is seen here.
        if self.closed:
            event.set()
        try:
            await asyncio.wait_for(event.wait(), timeout=seconds)
        except TimeoutError:
            return
        finally:
            with self._lock:
                self._waiting[name].discard(entry)
                if not self._waiting[name]:
                    del self._waiting[name]
