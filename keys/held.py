"""Held plaintext: what must lie on a disk for a moment lies there encrypted, under a key that is only in memory."""

import io
from typing import BinaryIO

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor

from keys.errors import CannotOpen, KeyNotValid, turning_into

_CONTEXT = b"held"
_PIECE_BYTES = 64 * 1024


class Held:
    """Takes plaintext piece by piece and writes it encrypted into a file; read from its beginning, after the end.

    The key is thrown away with the object: whatever of the file outlives it, on the disk or in a copy, stays closed.

    Raises:
        KeyNotValid: the key is not 32 bytes.
    """

    def __init__(self, file: BinaryIO, *, key: bytes) -> None:
        self._file = file
        self._key = key
        with turning_into(KeyNotValid):
            self._encryptor: Cobblestone256Encryptor | None = Cobblestone256Encryptor(key, _CONTEXT)

    def write(self, piece: bytes) -> None:
        """Take a piece; nothing after the end.

        Raises:
            ValueError: it is being read already.
        """
        if self._encryptor is None:
            raise ValueError("it is being read")
        self._file.write(self._encryptor.update(piece))

    def reader(self) -> BinaryIO:
        """End the writing and read what was taken; again from its beginning each time, and then the one before no more.

        A read raises CannotOpen where the file was changed meanwhile.
        """
        if self._encryptor is not None:
            self._file.write(self._encryptor.finalize())
            self._encryptor = None
        self._file.seek(0)
        return io.BufferedReader(_Opening(self._file, Cobblestone256Decryptor(self._key, _CONTEXT)), _PIECE_BYTES)


class _Opening(io.RawIOBase):
    def __init__(self, file: BinaryIO, decryptor: Cobblestone256Decryptor) -> None:
        super().__init__()
        self._file = file
        self._decryptor: Cobblestone256Decryptor | None = decryptor
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        while not self._ready and self._decryptor is not None:
            self._ready = self._next(self._decryptor)
        piece, self._ready = self._ready[: len(into)], self._ready[len(into) :]
        into[: len(piece)] = piece
        return len(piece)

    def _next(self, decryptor: Cobblestone256Decryptor) -> bytes:
        piece = self._file.read(_PIECE_BYTES)
        with turning_into(CannotOpen):
            if piece:
                return decryptor.update(piece)
            self._decryptor = None
            return decryptor.finalize()
