"""Published logs as files: for each a folder with its checkpoint and one file of hashes for each level.

`<n>/checkpoint` is the newest, `<n>/cosigned` the newest that enough witnesses have cosigned. `<n>/level-0` is all
leaf hashes in a row, `<n>/level-1` the hashes of its full tiles, and so on: a tile is a stretch of 8,192 bytes. What
lies behind the checkpoint's size is unfinished work of a process that died, and is written over.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from exchange.core.evidence.merkle import HASH_BYTES
from exchange.storage.files.disk import on_disk
from keys import durable

_CHECKPOINT, _COSIGNED = "checkpoint", "cosigned"
_HALF = "incoming-"


class FilePublishedLog:
    """The port `PublishedLog` on a directory of its own, made if it is not there. Files are 0600, directories 0700."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Be the only writer there is, over all threads and processes; False while somebody else holds it."""
        with on_disk():
            durable.make_folder(self._directory)
        with durable.alone_if_free(self._directory) as mine:
            yield mine

    def numbers(self) -> Sequence[int]:
        """The logs of which something was published, in order."""
        return sorted(int(path.parent.name) for path in self._directory.glob(f"[1-9]*/{_CHECKPOINT}"))

    def note(self, log: int) -> str:
        """The newest checkpoint; empty where there is none yet. What cannot be read as text is no note of ours."""
        return self._read(log, _CHECKPOINT)

    def publish(self, log: int, note: str) -> None:
        """Put a checkpoint in the place of the last one: whole, or not at all.

        Raises:
            DiskFull: there is no room; the last one stays.
        """
        self._put(log, _CHECKPOINT, note)

    def cosigned(self, log: int) -> str:
        """The newest checkpoint that enough witnesses have cosigned; empty where there is none yet."""
        return self._read(log, _COSIGNED)

    def publish_cosigned(self, log: int, note: str) -> None:
        """Put a checkpoint with its cosignatures in the place of the last one.

        Raises:
            DiskFull: there is no room; the last one stays.
        """
        self._put(log, _COSIGNED, note)

    def hashes(self, log: int, level: int, start: int, count: int) -> bytes:
        """Hashes of one level, 32 bytes each, one after the other; fewer where there are fewer."""
        try:
            with self._level(log, level).open("rb") as file:
                file.seek(start * HASH_BYTES)
                return file.read(count * HASH_BYTES)
        except FileNotFoundError:
            return b""

    def write(self, log: int, level: int, start: int, hashes: bytes) -> None:
        """Write hashes to their places on a level.

        Raises:
            DiskFull: there is no room; what the newest checkpoint covers is untouched.
        """
        with on_disk():
            durable.make_folder(self._folder(log))
            # In place, without a rename: what a checkpoint covers is written over with the signed bytes or not at all,
            # and what lies behind it nobody reads yet.
            handle = os.open(self._level(log, level), os.O_WRONLY | os.O_CREAT, durable.FILE_MODE)
            with os.fdopen(handle, "wb") as file:
                file.seek(start * HASH_BYTES)
                file.write(hashes)
                durable.flush(file)

    def _read(self, log: int, name: str) -> str:
        try:
            return (self._folder(log) / name).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def _put(self, log: int, name: str, note: str) -> None:
        folder = self._folder(log)
        with on_disk():
            durable.make_folder(folder)
            # Only one publishes at a time: what lies here half written is of a process that died.
            durable.forget_halves(folder / name, prefix=_HALF)
            with durable.incoming(folder / name, prefix=_HALF) as file:
                file.write(note.encode())
            durable.flush_folder(folder)

    def _folder(self, log: int) -> Path:
        return self._directory / str(log)

    def _level(self, log: int, level: int) -> Path:
        return self._folder(log) / f"level-{level}"
