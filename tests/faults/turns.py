"""A scheduler of transactions: actors run as threads, and a seed decides whose transaction comes next."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread, current_thread
from typing import Any


class Turns:
    """A store whose transactions happen one at a time, in an order the seed decides."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self._gate = Condition()
        self._alive: set[str] = set()
        self._waiting: list[str] = []
        self._turn = ""
        self.order: list[str] = []
        self.errors: list[tuple[str, BaseException]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def transaction(self, *given: Any, **more: Any) -> Iterator[Any]:
        with self._one_at_a_time(), self._store.transaction(*given, **more) as tx:
            yield tx

    @contextmanager
    def shared(self) -> Iterator[Any]:
        with self._one_at_a_time(), self._store.shared() as tx:
            yield tx

    def attempt(self, work: Callable[[Any], Any]) -> Any:
        with self._one_at_a_time():
            return self._store.attempt(work)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self._one_at_a_time(), self._store.reading() as tx:
            yield tx

    def run(self, actors: dict[str, Callable[[], object]], *, seed: int) -> None:
        """Let all actors finish; the same seed gives the same order again."""
        chance = random.Random(seed)
        threads = [Thread(target=self._act, args=(act,), name=name, daemon=True) for name, act in actors.items()]
        self._alive = set(actors)
        for thread in threads:
            thread.start()
        with self._gate:
            while self._alive:
                self._gate.wait_for(lambda: not self._turn and len(self._waiting) == len(self._alive), timeout=30)
                if not self._waiting:
                    continue
                self._turn = chance.choice(sorted(self._waiting))
                self.order.append(self._turn)
                self._gate.notify_all()
        for thread in threads:
            thread.join()

    def _act(self, act: Callable[[], object]) -> None:
        name = current_thread().name
        try:
            act()
        except Exception as error:  # noqa: BLE001 an actor's failure is what the test looks at
            self.errors.append((name, error))
        with self._gate:
            self._alive.discard(name)
            self._gate.notify_all()

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        name = current_thread().name
        if name not in self._alive:
            yield
            return
        with self._gate:
            self._waiting.append(name)
            self._gate.notify_all()
            self._gate.wait_for(lambda: self._turn == name)
            self._waiting.remove(name)
        try:
            yield
        finally:
            with self._gate:
                self._turn = ""
                self._gate.notify_all()
