"""Atomic replacement, exclusive creation, fsync, folder lock: files that are whole, durable and only their owner's.

What is durable here survives a power cut: the content is flushed before the file has its name, and the name is only
there when the folder that holds it is flushed as well. Files are 0600, folders 0700. A full or failed disk is the
operating system's OSError; what it is called in a program's own words is up to the caller.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

FILE_MODE, FOLDER_MODE = 0o600, 0o700
_FOLDER = os.O_RDONLY | os.O_DIRECTORY


def make_folder(path: Path) -> Path:
    """Make a folder (0700) and those above it where they are missing. Durable when it returns."""
    if not path.is_dir():
        # One by one: `parents` would leave those above open to others, and their names to a power cut.
        make_folder(path.parent)
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)
        flush_folder(path.parent)
    return path


def flush_folder(path: Path) -> None:
    """Make the names in a folder durable: a new, another or a forgotten one is only when its folder is flushed."""
    with _opened(path) as descriptor:
        os.fsync(descriptor)


def flush(file: BinaryIO) -> None:
    """Make what was written to an open file durable; the file's name is another matter."""
    file.flush()
    os.fsync(file.fileno())


def create(path: Path) -> BinaryIO:
    """Open a new file (0600) for writing.

    Raises:
        FileExistsError: there is a file or a link of this name already.
    """
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb")


def replace(path: Path, raw: bytes) -> None:
    """Put a file (0600) in place of whatever was there. Durable when it returns; a crash leaves the old or the new."""
    with incoming(path) as file:
        file.write(raw)
    flush_folder(path.parent)


@contextmanager
def incoming(path: Path, *, prefix: str = "") -> Iterator[BinaryIO]:
    """Write a new file (0600) beside a path; it takes that name, flushed, once the block is done.

    Where the block fails, what was there stays and nothing lies beside it; only a crash leaves the new file, called
    `prefix` (else `.NAME.`) and random digits. The name is durable once the caller has flushed the folder.
    """
    fresh = path.with_name(f"{prefix or f'.{path.name}.'}{secrets.token_hex(8)}")
    try:
        with create(fresh) as file:
            yield file
            flush(file)
        # In one folder, so it is one step: under its name a reader finds the whole file or nothing.
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def forget_halves(path: Path, *, prefix: str = "") -> None:
    """Remove what a crash left of earlier replacements of a path. For who holds the folder `alone`."""
    for half in path.parent.glob(f"{prefix or f'.{path.name}.'}*"):
        half.unlink(missing_ok=True)


def into_place(part: Path, path: Path) -> None:
    """Give a finished file beside a path that name. Durable when it returns."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    flush_folder(path.parent)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder, over all threads and processes: who comes second waits. Who dies lets go."""
    # On the folder and not on a file: a change puts another file in place, and a lock on the old one keeps nobody out.
    with _opened(folder) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@contextmanager
def alone_if_free(folder: Path) -> Iterator[bool]:
    """Hold a folder as `alone` does, but wait for nobody: False while somebody else holds it."""
    with _opened(folder) as descriptor:
        yield _held(descriptor)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, _FOLDER)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _held(descriptor: int) -> bool:
    try:
        # Let go when the descriptor is closed, by a crash too: no lock is left behind for people to remove.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
