"""Decompression limit: so much may be unpacked, and so long may it take, of a file that somebody else made."""

import zlib
from collections.abc import Callable

FILE_BYTES = 16 * 1024 * 1024
"""The largest file that is looked into whole; of a larger one its beginning."""
_UNPACKED_BYTES = 32 * 1024 * 1024
_SECONDS = 2.0


class Unreadable(Exception):
    """What the file says of itself cannot be read, or would take too much."""


class Budget:
    """What is left of both, for one file; `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = clock() + _SECONDS
        self._left = _UNPACKED_BYTES

    def spend(self, size: int = 0) -> None:
        """Take so many bytes, and look at the time.

        Raises:
            Unreadable: there is not so much left.
        """
        self._left -= size
        if self._left < 0 or self._clock() > self._until:
            raise Unreadable

    def inflate(self, packed: bytes) -> bytes:
        """Unpack a zlib stream; what follows it is left alone, and of a damaged one what came before counts.

        Raises:
            Unreadable: it is no such stream, or longer than is left.
        """
        stream = zlib.decompressobj()
        try:
            plain = stream.decompress(packed, self._left + 1)
        except zlib.error as error:
            raise Unreadable from error
        self.spend(len(plain))
        return plain
