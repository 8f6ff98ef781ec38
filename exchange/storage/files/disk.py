"""Disk full: what the operating system's errors for it are called here."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from exchange.core.unavailable import DiskFull

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
