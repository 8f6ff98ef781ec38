"""Transactions and isolation: how a database is opened, and how transactions begin.

SQLite serves one process on one machine; PostgreSQL (psycopg 3) everything larger. Everything that differs between
the two is in this file, in `statements` and in `driver_errors`.
"""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from sqlite3 import Connection as SqliteConnection
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout

from exchange.core.unavailable import DatabaseUnavailable
from exchange.storage.database.driver_errors import hush, ours
from exchange.storage.database.durable import Wal, turn_to_wal

if TYPE_CHECKING:
    # Seven megabytes that a hub on SQLite needs nothing of.
    from psycopg import Connection as PostgresqlConnection

WAIT_SECONDS = 5
_LOOK_SECONDS = 0.0005
_PATIENCE_SECONDS = 0.05
_PRIVATE = 0o600
_PRAGMAS = (
    f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}",
    # A commit does not wait for the disk here, but before anybody hears of it: see `durable`.
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    # A key that was destroyed must not lie on in a freed page.
    "PRAGMA secure_delete=ON",
)
# SQLite has one writer at a time. On PostgreSQL whoever writes alone waits for those who write beside each other, and
# they for it. A reader sees one state of the database throughout and waits for nobody. All of it is said in one go:
# each way to the server and back counts. The number of the advisory lock means us by agreement alone: nothing else that
# uses this database may take it.
_ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN; SELECT pg_advisory_xact_lock(1198877797)"}
_BESIDE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN; SELECT pg_advisory_xact_lock_shared(1198877797)"}
_READING = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ"}
# SQLite has a writer that waits sleep, longer each time; in one process they queue here instead and lose no time.
# Owned by their engine, as its WAL is: both go when it goes.
_TURNS: WeakKeyDictionary[Engine, "Turn"] = WeakKeyDictionary()
_WALS: WeakKeyDictionary[Engine, Wal] = WeakKeyDictionary()
# Whoever hangs must not keep all others waiting: neither with a statement, nor between two.
_PG_OPTIONS = " ".join(
    f"-c {name}"
    for name in (
        f"lock_timeout={WAIT_SECONDS}s",
        "statement_timeout=30s",
        "idle_in_transaction_session_timeout=60s",
        # Said here, for a server may be set otherwise: no answer leaves before what it says is on the disk.
        "synchronous_commit=on",
    )
)
_POOL = 20


@dataclass(slots=True, eq=False)
class _Waiter:
    """Somebody who waits for a turn: since when, what wakes them, and whether it is theirs already."""

    since: float
    gate: Lock
    is_woken: bool = False
    has_it: bool = False

    def wake(self) -> None:
        if not self.is_woken:
            self.is_woken = True
            self.gate.release()


class Turn:
    """A lock with a bound on overtaking: whoever waits longer than `patience` seconds is next, in order of coming.

    A plain lock goes to whoever runs when it is free, most often to the one who has just given it back; others may wait
    until they are sent away. To hand it on each time would let it lie idle until the next one is awake.
    """

    def __init__(self, *, patience: float = _PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._lock = Lock()
        self._is_taken = False
        self._waiting: deque[_Waiter] = deque()

    def take(self, *, timeout: float) -> bool:
        """Wait for it, so many seconds at most; False if it did not come."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = _Waiter(monotonic(), Lock())
            mine.gate.acquire()
            self._waiting.append(mine)
        while True:
            in_time = mine.gate.acquire(timeout=max(0.0, mine.since + timeout - monotonic()))
            with self._lock:
                if mine.has_it:
                    return True
                is_free = not self._is_taken
                if is_free or not in_time:
                    self._waiting.remove(mine)
                    self._is_taken = True
                    return is_free
                mine.is_woken = False

    def leave(self) -> None:
        """Give it back: to who has waited too long, else to who is first to take it."""
        with self._lock:
            first = self._waiting[0] if self._waiting else None
            if first is not None and monotonic() - first.since >= self._patience:
                self._waiting.popleft()
                first.has_it = True
            else:
                self._is_taken = False
            if first is not None:
                first.wake()


def open_database(url: str) -> Engine:
    """Open a database by its URL, `sqlite:////absolute/file.db` or `postgresql://…`. Nothing is touched yet.

    An error of the database is raised as ours, from then on and wherever it happens: `DiskFull` where there is no
    room; `Duplicate`, `Conflict` or `NotFound` where a rule of the tables says no (an open referral twice, an id
    twice, a parent that is not there); `DatabaseUnavailable` for everything else. No error shows a value.
    """
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": WAIT_SECONDS}, max_overflow=-1)
        event.listen(engine, "do_connect", _keep_private)
        event.listen(engine, "connect", _prepare_sqlite)
        _TURNS[engine], _WALS[engine] = Turn(), Wal(Path(parts.database or ""))
        event.listen(engine, "engine_disposed", lambda disposed: _WALS[disposed].close())
    else:
        options = {"options": _PG_OPTIONS, "connect_timeout": WAIT_SECONDS}
        engine = create_engine(
            url, hide_parameters=True, connect_args=options, pool_timeout=WAIT_SECONDS, pool_size=_POOL
        )
        event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "handle_error", _raise_ours)
    return engine


@contextmanager
def closing_database(url: str) -> Iterator[Engine]:
    """Open a database for the `with` alone."""
    engine = open_database(url)
    try:
        yield engine
    finally:
        engine.dispose()


def without_password(url: str) -> str:
    """Write a database's URL as it may be shown."""
    return make_url(url).difference_update_query(["password"]).render_as_string(hide_password=True)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction alone: committed and durable when the `with` ends, undone when it raises."""
    with _turn(engine), _begun(engine, _ALONE) as connection:
        yield connection
        connection.commit()
    # After the turn: while this one waits for the disk, the next one writes (group commit).
    settle(engine)


@contextmanager
def writing_beside(engine: Engine) -> Iterator[Connection]:
    """A transaction beside others of its kind; who wants what it reads to hold locks it (`locks`)."""
    with _turn(engine), _begun(engine, _BESIDE) as connection:
        yield connection
        connection.commit()
    settle(engine)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of what is durable when the `with` ends; whatever is written in it is undone."""
    with viewing(engine) as connection:
        yield connection
    settle(engine)


@contextmanager
def viewing(engine: Engine) -> Iterator[Connection]:
    """The same, for who says nothing of what it saw before a transaction or `settle` has made it durable."""
    with _begun(engine, _READING) as connection:
        yield connection


def settle(engine: Engine) -> None:
    """Return when every commit up to now is on the disk; PostgreSQL's is before it is seen."""
    wal = _WALS.get(engine)
    if wal is not None:
        wal.settle()


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    with ExitStack() as stack:
        turn = _TURNS.get(engine)
        if turn is not None:
            if not turn.take(timeout=WAIT_SECONDS):
                raise DatabaseUnavailable("busy")
            stack.callback(turn.leave)
        yield


@contextmanager
def _begun(engine: Engine, words: dict[str, str]) -> Iterator[Connection]:
    try:
        connection = engine.connect()
    except PoolTimeout as error:
        raise DatabaseUnavailable("busy") from error
    # Closing rolls back what was not committed.
    with connection:
        _begin(connection, words[engine.dialect.name])
        yield connection


def _begin(connection: Connection, words: str) -> None:
    if connection.dialect.name == "sqlite" and words != _READING["sqlite"]:
        # What is begun at the driver is committed by SQLAlchemy only if it was told.
        connection.begin()
        _wait_for_turn(connection, words)
        return
    try:
        connection.exec_driver_sql(words)
    except DatabaseUnavailable:
        if not connection.invalidated:
            raise
        # It had died in the pool. Nothing was said on it yet, so a new one will do; asking each one first whether it
        # lives would cost every transaction a way to the server and back.
        connection.rollback()
        connection.exec_driver_sql(words)


def _wait_for_turn(connection: Connection, words: str) -> None:
    """Begin as SQLite's one writer. Other processes are done in a moment; SQLite itself would sleep up to 100 ms."""
    driver: Any = connection.connection.dbapi_connection
    ends = monotonic() + WAIT_SECONDS
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while monotonic() < ends:
            try:
                driver.execute(words)
            except OperationalError as error:
                if error.sqlite_errorcode != SQLITE_BUSY:
                    break
                sleep(_LOOK_SECONDS)
            else:
                return
        # What was in the way is said in our own words.
        connection.exec_driver_sql(words)
    finally:
        driver.execute(_PRAGMAS[0])


def _keep_private(_dialect: object, _record: object, arguments: list[Any], _options: object) -> None:
    # SQLite gives its WAL and shm files the mode of the database, so the first moment decides.
    path = Path(arguments[0])
    if path.parent.is_dir() and not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE))


def _prepare_postgresql(connection: "PostgresqlConnection", _record: object) -> None:
    connection.autocommit = True


# Both drivers begin transactions late and by their own rules; ours begin where `writing` and `reading` say.
def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None
    turn_to_wal(connection, within=WAIT_SECONDS)
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _raise_ours(context: ExceptionContext) -> None:
    error, cause = context.sqlalchemy_exception, context.original_exception
    if error is None:
        return
    error.args = (f"({type(cause).__name__}) {hush(cause)}",)
    if (meant := ours(cause)) is not None:
        raise meant
