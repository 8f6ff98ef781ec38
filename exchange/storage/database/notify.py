"""Publish-subscribe (LISTEN and NOTIFY): hearing at once what another process put into a mailbox.

PostgreSQL notifies; on SQLite it is a look at the file. What is heard is whose mailbox it is and nothing else. What is
missed costs a moment: polls also look by themselves.
"""

from collections.abc import Callable
from sqlite3 import Error as SqliteError
from threading import Event
from typing import Any

from psycopg import Error as PostgresqlError
from sqlalchemy import Connection, Engine, func, select

from exchange.core.unavailable import DatabaseUnavailable
from exchange.storage.tables.delivery import outbox

CHANNEL = "geleit_mailbox"
_LISTEN_SECONDS = 1.0
"""Between two looks at whether to stop, and between two attempts to reach the server."""
_SHORT_SECONDS, _LONG_SECONDS, _SLOWER = 0.002, 0.02, 1.25
"""Between two looks at the file: short after a change, longer each time nothing has changed, up to a bound."""
# Counts up with every commit of another connection, in whatever process; asking reads no table.
_CHANGES = "PRAGMA data_version"
_LAST = select(func.coalesce(func.max(outbox.c.number), 0))
_NEW = "SELECT number, partner, deposited_at IS NOT NULL FROM outbox WHERE number > ?"


def hear(engine: Engine, *, ring: Callable[[str], None], stop: Event) -> None:
    """Call `ring` with the entity id of each partner that gets something, until `stop` is set."""
    listen = _listen if engine.dialect.name == "postgresql" else _watch
    while not stop.is_set():
        try:
            listen(engine, ring=ring, stop=stop)
        # What is asked of the driver itself, past SQLAlchemy, fails in the driver's own words.
        except (DatabaseUnavailable, PostgresqlError, SqliteError):
            stop.wait(_LISTEN_SECONDS)


def _listen(engine: Engine, *, ring: Callable[[str], None], stop: Event) -> None:
    with _own_connection(engine) as connection:
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        # Of a connection that was detached, SQLAlchemy knows the driver's own one by this name alone.
        driver: Any = connection.connection.dbapi_connection
        while not stop.is_set():
            for notice in driver.notifies(timeout=_LISTEN_SECONDS):
                ring(notice.payload)


def _watch(engine: Engine, *, ring: Callable[[str], None], stop: Event) -> None:
    with _own_connection(engine) as connection:
        driver: Any = connection.connection.dbapi_connection
        # Nothing counts as seen, so the first look rings for whatever came in after this line, too.
        seen, last, pause = -1, int(connection.execute(_LAST).scalar_one()), _SHORT_SECONDS
        while not stop.wait(pause):
            (changes,) = driver.execute(_CHANGES).fetchone()
            pause = _SHORT_SECONDS if changes != seen else min(pause * _SLOWER, _LONG_SECONDS)
            if changes != seen:
                seen, last = changes, _ring_new(driver, last, ring=ring)


def _ring_new(driver: Any, last: int, *, ring: Callable[[str], None]) -> int:
    """Ring for everybody who got something after row `last`, and return the row that is the last one now."""
    # SQLite has one writer, so rows appear in the order of their numbers.
    new = driver.execute(_NEW, (last,)).fetchall()
    for partner in {partner for _, partner, deposited in new if deposited}:
        ring(partner)
    return max((number for number, *_ in new), default=last)


def _own_connection(engine: Engine) -> Connection:
    """Open a connection that stays for as long as the process lives, so it is none of the pool's."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()
    return connection
