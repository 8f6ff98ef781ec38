"""Witnessed logs as files: for each log of others the newest note that was cosigned, and those that contradict it.

`<SHA-256 of the origin>.note` is the newest, `<…>.fork-<SHA-256 of the note>` is one that contradicts it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from exchange.storage.files.disk import on_disk
from keys import durable

MOST_FORKS = 16
"""Of one log: one is proof enough, and nobody fills the disk with them."""


class FileWitnessed:
    """The port `Witnessed` on a directory of its own, made if it is not there. Files are 0600, directories 0700."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @contextmanager
    def turn(self, origin: str) -> Iterator["FileTurn"]:
        """Take the turn of a log; all logs share one, which is over within milliseconds."""
        with on_disk():
            durable.make_folder(self._directory)
        with durable.alone(self._directory):
            yield FileTurn(self._directory, digest=_digest(origin))

    def newest(self, digest: str) -> str:
        """The newest note of a log; empty if there is none."""
        return _read(self._directory / f"{digest}.note")

    def forks(self, origin: str) -> Sequence[str]:
        """The notes that contradict it."""
        return [_read(path) for path in sorted(self._directory.glob(f"{_digest(origin)}.fork-*"))]


class FileTurn:
    """The port `Turn` on the files of one log."""

    def __init__(self, directory: Path, *, digest: str) -> None:
        self._directory, self._digest = directory, digest

    @property
    def note(self) -> str:
        """The newest note that was cosigned; empty if there is none."""
        return _read(self._newest)

    def keep(self, note: str) -> None:
        """Put a note in its place.

        Raises:
            DiskFull: there is no room; the last one stays.
        """
        with on_disk():
            durable.forget_halves(self._newest)
            durable.replace(self._newest, note.encode())

    def keep_fork(self, note: str) -> bool:
        """Keep a note that contradicts the newest; False if it is kept already, or there are too many.

        Raises:
            DiskFull: there is no room.
        """
        name = f"{self._digest}.fork-{hashlib.sha256(note.encode()).hexdigest()}"
        kept = [path.name for path in self._directory.glob(f"{self._digest}.fork-*")]
        if name in kept or len(kept) >= MOST_FORKS:
            return False
        with on_disk():
            durable.replace(self._directory / name, note.encode())
        return True

    @property
    def _newest(self) -> Path:
        return self._directory / f"{self._digest}.note"


def _digest(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
