"""Durable commits on SQLite: the WAL is synced after the turn of its writer, once for all who wait for it.

With `synchronous=FULL` SQLite syncs inside the turn of its one writer, and on a busy machine everybody waits those
milliseconds one after the other. Here the next one writes meanwhile, and one sync is good for all before it. Nobody is
told anything, not even a reader, before what they were shown is on the disk.
"""

import os
import sqlite3
from itertools import count
from pathlib import Path
from threading import Lock

from exchange.core.away import DatabaseAway
from exchange.storage.disk import on_disk

# Changes with every commit of another connection, in whatever process; asking reads no table.
_CHANGES = "PRAGMA data_version"


class Wal:
    """The write-ahead log of one database file. `settle` may be called from any number of threads."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file = database.with_name(f"{database.name}-wal")
        self._tickets = count(1)
        self._newest = self._settled = 0
        self._synced: int | None = None
        self._watcher: sqlite3.Connection | None = None
        self._lock = Lock()

    def settle(self) -> None:
        """Return when every commit up to now, of whatever process, is on the disk.

        Raises:
            DiskFull: there is no room; DatabaseAway: the disk failed. What was committed may be lost.
        """
        ticket = self._newest = next(self._tickets)
        with self._lock:
            # A sync that began after this call came covers it.
            if self._settled >= ticket:
                return
            newest, changes = self._newest, self._changes()
            if changes != self._synced:
                self._sync()
            self._synced, self._settled = changes, newest

    def close(self) -> None:
        """Give back what is open; `settle` opens it again."""
        with self._lock:
            if self._watcher is not None:
                self._watcher.close()
            self._watcher = self._synced = None

    def _changes(self) -> int:
        # A connection that never writes: every commit of this process is another connection's. While it is open, the
        # last of the others does not take the file along when it closes.
        if self._watcher is None:
            self._watcher = sqlite3.connect(self._database, isolation_level=None, check_same_thread=False)
        (changes,) = self._watcher.execute(_CHANGES).fetchone()
        return int(changes)

    def _sync(self) -> None:
        try:
            with on_disk():
                handle = os.open(self._file, os.O_RDONLY)
                try:
                    os.fdatasync(handle)
                finally:
                    os.close(handle)
        except OSError as error:
            raise DatabaseAway("disk") from error
