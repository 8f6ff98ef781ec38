"""A store whose attempts somebody gets in between of: when work is done, and its turn has not come."""

from collections.abc import Callable
from datetime import datetime
from threading import Thread
from typing import Any

from exchange.storage.database.rows import RowKeys
from exchange.storage.store import SqlStore
from tests.support.clock import NOON
from tests.support.places import INDEX_KEY, ROW_KEY, SqlPlace


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


class Counting(SqlStore):
    """A store that counts how often work is done in the turn, alone or because it could not be done before it."""

    in_turn = 0

    @classmethod
    def on(cls, place: SqlPlace, *, now: Callable[[], datetime] = lambda: NOON) -> "Counting":
        """On a place, with a clock that stands if no other is given: nothing is late."""
        row_keys = RowKeys(key=ROW_KEY, person_keys=place.person_keys(), now=now)
        return cls(place.engine(place.main), row_keys=row_keys, index_key=INDEX_KEY)

    def shared(self):
        self.in_turn += 1
        return super().shared()
