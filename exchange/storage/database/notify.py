"""Publish-subscribe (LISTEN and NOTIFY): hearing at once what another process put into a mailbox.

PostgreSQL notifies; on SQLite it is a look at the file. What is heard is whose mailbox it is and nothing else. Where
something may have been missed, everybody is woken.

PostgreSQL lets one transaction of a whole cluster commit at a time that has notified (`async.c`: a lock on "database 0"
from before the commit until after its sync), so what is deposited is told of after its commit, by a statement
that waits for no disk.
"""

from collections.abc import Iterable
from contextlib import suppress
from threading import Event, Lock
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, bindparam, func, select, true

from exchange.core.unavailable import DatabaseUnavailable
from exchange.storage.tables.delivery import outbox

_CHANNEL = "geleit_mailbox"
_LISTEN_SECONDS = 1.0
"""Between two looks at whether to stop, and between two attempts to reach the server."""
_SHORT_SECONDS, _LONG_SECONDS, _SLOWER = 0.002, 0.05, 1.25
"""Between two looks at the file while somebody waits: short after a change, longer each time nothing has changed."""
_QUIET_SECONDS = 0.25
"""Between two looks while nobody waits; what this process writes is looked at without waiting for the next."""
# Counts up with every commit of another connection, in whatever process; asking reads no table.
_CHANGES = "PRAGMA data_version"
_LAST = select(func.coalesce(func.max(outbox.c.number), 0))
# For this one statement the commit waits for no disk: a word that a crash takes is about what the next poll finds.
_NOTIFY = {
    "postgresql": select(
        func.set_config("synchronous_commit", "off", true()), func.pg_notify(_CHANNEL, outbox.c.partner)
    ).where(outbox.c.jti.in_(bindparam("these", expanding=True)), outbox.c.deposited_at.is_not(None))
}
_NEW = "SELECT number, partner, deposited_at IS NOT NULL FROM outbox WHERE number > ?"


class Hearer(Protocol):
    """Who is told: those who wait for a partner's mailbox, and whoever works when something was written.

    `stirred` is set by whoever wants a look at once, `written` when the database was found changed.
    """

    stirred: Event
    written: Event

    @property
    def waiters(self) -> int:
        """How many wait."""

    def notify(self, name: str) -> None:
        """The partner of this entity id got something."""

    def notify_all(self) -> None:
        """Something may have been missed."""


class Publisher:
    """Tells other processes, on PostgreSQL, of what was put into mailboxes. May be used from any number of threads.

    Who finds another thread telling leaves it to that one: under load one way to the server tells of many commits.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._telling = Lock()
        # Appended to and taken from at the end alone: each is one step that no other thread can part.
        self._untold: list[str] = []

    def publish(self, jtis: Iterable[str]) -> None:
        """Notify the partners of these letters, which are committed. Never raises: who waits looks again by itself."""
        self._untold.extend(jtis)
        # Asked again after the lock is given back: who came too late for this round and found it taken has gone away.
        while self._untold and self._telling.acquire(blocking=False):
            try:
                self._tell([self._untold.pop() for _ in range(len(self._untold))])
            finally:
                self._telling.release()

    def _tell(self, jtis: list[str]) -> None:
        with suppress(DatabaseUnavailable), self._engine.connect() as connection:
            beside = connection.execution_options(isolation_level="AUTOCOMMIT")
            beside.execute(_NOTIFY[self._engine.dialect.name], {"these": jtis})


def hear(engine: Engine, *, hearer: Hearer, stop: Event) -> None:
    """Tell `hearer` of each partner that gets something, until `stop` is set."""
    listen = _listen if engine.dialect.name == "postgresql" else _watch
    # What is asked of the driver itself, past SQLAlchemy, fails in the driver's own words.
    failures = (DatabaseUnavailable, engine.dialect.loaded_dbapi.Error)
    while not stop.is_set():
        try:
            listen(engine, hearer=hearer, stop=stop)
        except failures:
            stop.wait(_LISTEN_SECONDS)


def _listen(engine: Engine, *, hearer: Hearer, stop: Event) -> None:
    with _own_connection(engine) as connection:
        connection.exec_driver_sql(f"LISTEN {_CHANNEL}")
        hearer.notify_all()
        # Of a connection that was detached, SQLAlchemy knows the driver's own one by this name alone.
        driver: Any = connection.connection.dbapi_connection
        while not stop.is_set():
            for notice in driver.notifies(timeout=_LISTEN_SECONDS):
                hearer.notify(notice.payload)
                hearer.written.set()


def _watch(engine: Engine, *, hearer: Hearer, stop: Event) -> None:
    with _own_connection(engine) as connection:
        driver: Any = connection.connection.dbapi_connection
        # Nothing counts as seen, so the first look rings for whatever came in after this line, too.
        seen, last, pause = -1, int(connection.execute(_LAST).scalar_one()), _SHORT_SECONDS
        hearer.notify_all()
        while not stop.is_set():
            # Before the look: whoever stirs after it is looked for once more.
            hearer.stirred.clear()
            (changes,) = driver.execute(_CHANGES).fetchone()
            pause = _SHORT_SECONDS if changes != seen else min(pause * _SLOWER, _LONG_SECONDS)
            if changes != seen:
                seen, last = changes, _ring_new(driver, last, hearer=hearer)
            hearer.stirred.wait(pause if hearer.waiters else _QUIET_SECONDS)


def _ring_new(driver: Any, last: int, *, hearer: Hearer) -> int:
    """Ring for everybody who got something after row `last`, and return the row that is the last one now."""
    # SQLite has one writer, so rows appear in the order of their numbers.
    new = driver.execute(_NEW, (last,)).fetchall()
    for partner in {partner for _, partner, deposited in new if deposited}:
        hearer.notify(partner)
    hearer.written.set()
    return max((number for number, *_ in new), default=last)


def _own_connection(engine: Engine) -> Connection:
    """Open a connection that stays for as long as the process lives, so it is none of the pool's."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()
    return connection
