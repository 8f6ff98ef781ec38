"""Hearing at once what another process put into a mailbox: PostgreSQL's LISTEN and NOTIFY.

A notice says whose mailbox it is and nothing else. One that is missed costs a moment: polls also look by themselves.
"""

from collections.abc import Callable
from threading import Event
from typing import Any

from psycopg import Error
from sqlalchemy import Engine

from exchange.core.away import DatabaseAway

CHANNEL = "geleit_mailbox"
_LISTEN_SECONDS = 1.0
"""Between two looks at whether to stop, and between two attempts to reach the server."""


def hear(engine: Engine, *, ring: Callable[[str], None], stop: Event) -> None:
    """Call `ring` with the entity id of each partner that gets something, until `stop` is set.

    On SQLite there is one process and nothing to hear: returns at once.
    """
    while engine.dialect.name == "postgresql" and not stop.is_set():
        try:
            _listen(engine, ring=ring, stop=stop)
        except (DatabaseAway, Error):
            stop.wait(_LISTEN_SECONDS)


def _listen(engine: Engine, *, ring: Callable[[str], None], stop: Event) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # It stays open for as long as the process lives, so it is none of the pool's.
        connection.detach()
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        # Of a connection that was detached, SQLAlchemy knows the driver's own one by this name alone.
        driver: Any = connection.connection.dbapi_connection
        while not stop.is_set():
            for notice in driver.notifies(timeout=_LISTEN_SECONDS):
                ring(notice.payload)
