"""A store whose attempts somebody gets in between of: when work is done, and its turn has not come."""

from collections.abc import Callable
from threading import Thread
from typing import Any


class Meddled:
    """The port `Store` before another. Each of the next attempts ends its work with one of `meanwhile`.

    That runs as somebody else, in a thread. After `patience` seconds it is not waited for any longer before the turn:
    on PostgreSQL it may have to wait for the very transaction that it gets in between of.
    """

    def __init__(self, store: Any, *, patience: float = 30) -> None:
        self._store = store
        self.patience = patience
        self._is_between = False
        self.meanwhile: list[Callable[[], object]] = []
        self.errors: list[BaseException] = []
        self.runs = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def attempt(self, work: Callable[[Any], Any]) -> Any:
        if self._is_between:
            return self._store.attempt(work)
        self.runs = 0
        others: list[Thread] = []

        def meddled(tx: Any) -> Any:
            self.runs += 1
            answer = work(tx)
            if self.meanwhile:
                others.append(self._begin(self.meanwhile.pop(0)))
            return answer

        try:
            return self._store.attempt(meddled)
        finally:
            for other in others:
                other.join()
            self._is_between = False

    def _begin(self, act: Callable[[], object]) -> Thread:
        def acted() -> None:
            try:
                act()
            except Exception as error:  # noqa: BLE001 what befell the other is what the test looks at
                self.errors.append(error)

        self._is_between = True
        other = Thread(target=acted, daemon=True)
        other.start()
        other.join(self.patience)
        self._is_between = False
        return other
