"""Group commit on SQLite: the WAL is synced after the turn of its writer, once for all who wait for it.

With `synchronous=FULL` SQLite syncs inside the turn of its one writer, and on a busy machine everybody waits those
milliseconds one after the other. Here the next one writes meanwhile, and one sync is good for all before it. Nobody is
answered anything, not even a reader, before what they were shown is on the disk.

A sync that failed is not simply tried again: Linux takes the pages it could not write for written, so the next sync
succeeds over a hole, and of a WAL with a hole in it nothing behind the hole is read after a power loss. What is in the
WAL goes into the database file first, and the WAL begins anew.
"""

import os
import sqlite3
from itertools import count
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from exchange.core.unavailable import DatabaseUnavailable, DiskFull
from exchange.storage.files.disk import FLUSH, on_disk

# Changes with every commit of another connection, in whatever process; asking reads no table.
_CHANGES = "PRAGMA data_version"
# Writes every page into the database file, syncs that, and cuts the WAL to nothing; says if somebody was in the way.
_EMPTY = "PRAGMA wal_checkpoint(TRUNCATE)"
_LOOK_SECONDS = 0.005
_WAIT_SECONDS = 1.0
"""For whoever is in the way of emptying the WAL. Short: everybody else waits behind it."""


def turn_to_wal(connection: sqlite3.Connection, *, within: float) -> None:
    """Let a new connection write ahead.

    Where several turn one new file at once, SQLite calls all but one busy and waits for none of them, whatever wait it
    was given; so we do, up to `within` seconds.

    Raises:
        sqlite3.OperationalError: it cannot be, or somebody was in the way for so long.
    """
    ends = monotonic() + within
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > ends:
                raise
            sleep(_LOOK_SECONDS)
        else:
            return


class Wal:
    """The write-ahead log of one database file. `settle` may be called from any number of threads."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file = database.with_name(f"{database.name}-wal")
        self._tickets = count(1)
        self._newest = self._settled = 0
        self._synced: int | None = None
        self._holed = False
        self._watcher: sqlite3.Connection | None = None
        self._lock = Lock()

    def settle(self) -> None:
        """Return when every commit up to now, of whatever process, is on the disk.

        Raises:
            DiskFull: there is no room; DatabaseUnavailable: the disk failed. What was committed may be lost.
        """
        # Drawn without the lock: `next` of a count is one step of the interpreter. `_newest` may fall behind for a
        # moment, which costs one sync too many; ahead of who has come it never is.
        ticket = self._newest = next(self._tickets)
        with self._lock:
            # A sync that began after this call came covers it.
            if self._settled >= ticket:
                return
            # Read before the sync: who comes while it runs is not covered by it.
            newest, changes = self._newest, self._changes()
            if self._holed or changes != self._synced:
                try:
                    self._make_durable()
                except DiskFull as error:
                    raise DiskFull(FLUSH) from error
            self._synced, self._settled = changes, newest

    def close(self) -> None:
        """Give back what is open; `settle` opens it again."""
        with self._lock:
            if self._watcher is not None:
                self._watcher.close()
            self._watcher = self._synced = None

    def _changes(self) -> int:
        (changes,) = self._watching().execute(_CHANGES).fetchone()
        return int(changes)

    def _watching(self) -> sqlite3.Connection:
        # A connection that never writes: every commit of this process is another connection's. While it is open, the
        # last of the others does not take the file along when it closes.
        if self._watcher is None:
            self._watcher = sqlite3.connect(
                self._database, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            # Said here, for with OFF emptying the WAL would sync nothing.
            self._watcher.execute("PRAGMA synchronous=FULL")
        return self._watcher

    def _make_durable(self) -> None:
        if self._holed:
            self._empty()
        # After that, too: the old WAL must not be found on the disk beside a newer database.
        self._holed = True
        self._sync()
        self._holed = False

    def _empty(self) -> None:
        try:
            (busy, *_) = self._watching().execute(_EMPTY).fetchone()
        except sqlite3.Error as error:
            full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            raise (DiskFull() if full else DatabaseUnavailable("disk")) from error
        if busy:
            raise DatabaseUnavailable("disk")

    def _sync(self) -> None:
        try:
            with on_disk():
                handle = os.open(self._file, os.O_RDONLY)
                try:
                    os.fdatasync(handle)
                finally:
                    os.close(handle)
        except OSError as error:
            raise DatabaseUnavailable("disk") from error
