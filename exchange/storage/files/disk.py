"""Durability of files: how they become durable, and what a full disk is called."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exchange.core.unavailable import DiskFull

PRIVATE = 0o700
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def flush_directory(directory: Path) -> None:
    """Make a new name durable: it is only when the directory that holds it is."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def on_disk() -> Iterator[None]:
    """Call a full disk by its name: DiskFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from error
        raise
