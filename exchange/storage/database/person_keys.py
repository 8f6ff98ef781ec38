"""Crypto-shredding: one key per person; destroying it erases the person everywhere, backups included.

The keys live apart from everything else, in a database of their own with short-lived backups; each is wrapped under the
vault's data key (envelope encryption). Copies of the main database hold nothing that can be read without them
(architecture, decision 10).
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from sqlalchemy import Engine, bindparam, select, update

from exchange.core.errors import Gone
from exchange.core.unavailable import DatabaseUnavailable, PersonKeyLost
from exchange.storage.database.driver import Driver
from exchange.storage.database.engine import reading, writing_beside
from exchange.storage.database.statements import add_once
from exchange.storage.tables.people import person_key
from keys.errors import CannotOpen
from keys.rest import KEY_BYTES, unwrap, wrap

_GET = select(person_key.c.wrapped).where(person_key.c.person == bindparam("one"))
_ADD = add_once(person_key, returning=person_key.c.person)
_DESTROY = update(person_key).where(person_key.c.person == bindparam("one")).values(wrapped=bindparam("mark"))
_ERASED = b"erased"
"""Wrapped in the place of a key that was destroyed; a place that is merely empty was emptied by somebody else."""
_HELD = 4096
_HELD_SECONDS = 60


class PersonKeys:
    """The keys of persons. Its database must not be the main one.

    `data_key` is the vault's; `held` bounds how many unwrapped keys stay in memory, each for a minute at most:
    longer than that no process reads on with a key that another one destroyed. A key is made at a person's first use
    and is durable before anything is encrypted under it. Every method raises DatabaseUnavailable or DiskFull.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        data_key: bytes,
        held: int = _HELD,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.engine = engine
        self._data_key = data_key
        self._bound = held
        self._monotonic = monotonic
        self._held: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._lock = Lock()

    def seal(self, data: bytes, *, person: str, place: str) -> bytes:
        """Encrypt under the person's key. `place` names table and row: moved elsewhere, the value does not open.

        Raises:
            Gone: the person was erased.
            PersonKeyLost: the key is not the one that was made here.
        """
        key = self._find(person) or self._make(person)
        return wrap(key, data, aad=place.encode())

    def read(self, sealed: bytes, *, person: str, place: str) -> bytes | None:
        """Decrypt what `seal` made; None if the person was erased.

        Raises:
            PersonKeyLost: there is no such key here, or not the one that was made: it is not our database of keys.
            keys.errors.CannotOpen: changed, moved, or under another key.
        """
        try:
            key = self._find(person)
        except Gone:
            return None
        if key is None:
            raise PersonKeyLost(person)
        return unwrap(key, sealed, aad=place.encode())

    def erased(self, person: str) -> bool:
        """Whether the person was erased; nobody is whose key was lost."""
        try:
            self._find(person)
        except Gone:
            return True
        except PersonKeyLost:
            return False
        return False

    def destroy(self, person: str) -> None:
        """Destroy the person's key for good: nothing of the person can be read again, or written under that id.

        Raises:
            DatabaseUnavailable: a reader holds an old copy of the page in the WAL; call again.
        """
        with writing_beside(self.engine) as connection:
            # A row even where there never was a key: who would make one a moment later finds it destroyed.
            driver = Driver(connection)
            driver.write(_ADD[self.engine.dialect.name], {"person": person, "wrapped": None})
            driver.write(_DESTROY, {"one": person, "mark": wrap(self._data_key, _ERASED, aad=_place(person))})
        # After the commit: before it the next reader would put it back. Who read a moment ago still may, for a minute.
        with self._lock:
            self._held.pop(person, None)
        if self.engine.dialect.name == "sqlite":
            # The page with the key may still lie in the WAL; `secure_delete` reaches the database file alone.
            self._empty_wal()

    def _find(self, person: str) -> bytes | None:
        with self._lock:
            held = self._held.get(person)
        if held is not None and self._monotonic() < held[1]:
            return held[0]
        with reading(self.engine) as connection:
            found = Driver(connection).rows(_GET, {"one": person})
        if not found:
            return None
        wrapped = found[0]["wrapped"]
        if wrapped is None:
            raise PersonKeyLost(person)
        try:
            key = unwrap(self._data_key, wrapped, aad=_place(person))
        except CannotOpen as error:
            raise PersonKeyLost(person) from error
        if key == _ERASED:
            raise Gone("erased")
        return self._hold(person, key)

    def _make(self, person: str) -> bytes:
        fresh = wrap(self._data_key, secrets.token_bytes(KEY_BYTES), aad=_place(person))
        with writing_beside(self.engine) as connection:
            Driver(connection).write(_ADD[self.engine.dialect.name], {"person": person, "wrapped": fresh})
        # Another writer may have been first; what the database kept is the key.
        key = self._find(person)
        if key is None:
            raise PersonKeyLost(person)
        return key

    def _hold(self, person: str, key: bytes) -> bytes:
        with self._lock:
            self._held[person] = key, self._monotonic() + _HELD_SECONDS
            while len(self._held) > self._bound:
                self._held.popitem(last=False)
        return key

    def _empty_wal(self) -> None:
        with self.engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        if busy:
            raise DatabaseUnavailable("checkpoint")


def _place(person: str) -> bytes:
    return b"person_key:" + person.encode()
