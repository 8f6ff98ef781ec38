"""Disk full: what the operating system's errors for it are called here."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from exchange.core.unavailable import DiskFull

FLUSH = "flush"
"""The detail of a DiskFull after which nobody knows what is on the disk: what was done must not be done again."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def on_disk() -> Iterator[None]:
    """Call a full disk by its name: DiskFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from error
        raise
