"""Disk reserve: a file that holds nothing but room, given up when the disk is full, so that what must go on goes on.

Every read of a partner uses up a proof, and that is a row. Where other programs filled the disk to its last byte, the
room of this file lets such small transactions go on; new drafts and files wait until it could be made again.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from exchange.core.said import Said
from exchange.core.unavailable import Contended, DiskFull
from exchange.ports.store import Answer, Store, Tx
from exchange.storage.files.disk import FLUSH

_PRIVATE = 0o600
_MOST = 8 * 1024 * 1024
_PART = 32
_TIMES = 3
_WAS_FULL = Said(
    "Der Datenträger war voll. Der Platz für diesen Fall ist jetzt benutzt; es wurde nichts halb geschrieben.",
    "The disk was full. The room kept for that is used now; nothing was half written.",
)


class Reserve:
    """The file. It takes 8 MiB, on a small disk the 32nd part of it. May be used from any number of processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_whole(self) -> bool:
        """Whether it is there; it is made where it is not, and there is three times the room for it."""
        if self._path.exists():
            return True
        with suppress(OSError):
            disk = shutil.disk_usage(self._path.parent)
            size = min(_MOST, disk.total // _PART)
            if disk.free > _TIMES * size:
                self._make(size)
        return self._path.exists()

    def give_up(self) -> bool:
        """Make its room free. False if it was already."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def _make(self, size: int) -> None:
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_CREAT | os.O_WRONLY, _PRIVATE)
        try:
            os.posix_fallocate(handle, 0, size)
            draft.rename(self._path)
        finally:
            os.close(handle)
            draft.unlink(missing_ok=True)


class RelievedStore:
    """The port `Store`, which on a full disk gives up the reserve and says that the work may be done again."""

    def __init__(self, store: Store, *, reserve: Reserve) -> None:
        self._store = store
        self._reserve = reserve

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A transaction of the store behind; Contended where it found no room, and there is some now."""
        with self._relieved(), self._store.transaction() as tx:
            yield tx

    @contextmanager
    def shared(self) -> Iterator[Tx]:
        """The same beside others."""
        with self._relieved(), self._store.shared() as tx:
            yield tx

    def attempt(self, work: Callable[[Tx], Answer]) -> Answer:
        """The same as an attempt."""
        with self._relieved():
            return self._store.attempt(work)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """The same for reading."""
        with self._relieved(), self._store.reading() as tx:
            yield tx

    @contextmanager
    def _relieved(self) -> Iterator[None]:
        try:
            yield
        except DiskFull as error:
            if error.detail != FLUSH and self._reserve.give_up():
                raise Contended("disk-reserve").saying(what=_WAS_FULL) from error
            raise
