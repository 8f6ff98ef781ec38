"""Streaming authenticated encryption: attachments in C2SP chunks ("Cobblestone-256"), their content zero-padded.

The rules are protocol section 2's.

16 KiB chunks of AES-256-GCM under a key derived from a random 32-byte key and a context; the 56-byte head commits to
that key, and the last chunk marks the end, so that neither another key nor a cut file goes unnoticed.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor

from keys.encoding import b64url
from keys.errors import FOREIGN, BadDigest, CannotOpen, KeyNotValid, Malformed, turning_into

KEY_BYTES = 32
_CHUNK_BYTES = 16 * 1024
_HEAD_BYTES = 56
_TAG_BYTES = 16
_PIECE_BYTES = 64 * 1024
_ZEROS = bytes(_PIECE_BYTES)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Readable(Protocol):
    """What can be read once, from where it stands."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; all that are left where it is negative."""


@dataclass(frozen=True, slots=True)
class SealedStream:
    """What was written: plaintext `length` and `sealed_length` in bytes, base64url `sha256` of the ciphertext.

    `content_sha256` is the plaintext's, without its padding.
    """

    length: int
    sealed_length: int
    sha256: str
    content_sha256: str


def padme(length: int) -> int:
    """Return the Padmé length that hides `length` (at most 12 % more); 0 and 1 stay."""
    if length <= 1:
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def sealed_length(padded: int) -> int:
    """Return how many bytes a padded content of this many bytes has once sealed."""
    return _HEAD_BYTES + padded + _TAG_BYTES * (padded // _CHUNK_BYTES + 1)


def context_of(owner_id: str, attachment_id: str) -> bytes:
    """Return the context an attachment is sealed in: 72 ASCII bytes, packet id (or SET `jti`) and attachment id.

    Raises:
        Malformed: one of them is not a lower-case UUID.
    """
    if not _UUID.fullmatch(owner_id) or not _UUID.fullmatch(attachment_id):
        raise Malformed("uuid")
    # Both are of fixed length, so no other pair of ids spells the same context.
    return f"{owner_id}{attachment_id}".encode("ascii")


def seal_stream(source: Readable, target: BinaryIO, *, key: bytes, context: bytes) -> SealedStream:
    """Read plaintext to its end, pad it with zeros to its Padmé length, and write it sealed, in constant memory.

    Raises:
        KeyNotValid: the key is not 32 bytes.
    """
    with turning_into(KeyNotValid):
        encryptor = Cobblestone256Encryptor(key, context)
    outlet = _Outlet(target)
    length, content = 0, hashlib.sha256()
    for piece in _pieces(source):
        length += len(piece)
        content.update(piece)
        outlet.write(encryptor.update(piece))
    for count in _counts(padme(length) - length):
        outlet.write(encryptor.update(_ZEROS[:count]))
    outlet.write(encryptor.finalize())
    return SealedStream(length, outlet.written, outlet.digest(), b64url(content.digest()))


class Target(Protocol):
    """Where opened content goes."""

    def write(self, piece: bytes, /) -> object:
        """Take a piece."""


def open_stream(source: BinaryIO, target: Target, *, key: bytes, context: bytes, length: int, sha256: str) -> None:
    """Open a sealed attachment into a quarantine file, in constant memory.

    `target` holds unfinished content until this returns: only then may it be moved into place. Reading stops at the
    length announced.

    Raises:
        BadDigest: the ciphertext is not the one whose digest or length was announced.
        CannotOpen: it is, and yet does not open with this key and context, or its padding is not zeros.
    """
    # A negative number of bytes to read means all of them.
    if length < 0:
        raise CannotOpen("length")
    with turning_into(CannotOpen):
        decryptor = Cobblestone256Decryptor(key, context)
    expected = sealed_length(padme(length))
    inlet, outlet = _Inlet(source, expected), _Trimmed(target, length)
    failure: Exception | None = None
    try:
        for piece in inlet:
            outlet.write(decryptor.update(piece))
        # Only this says that nothing was cut off the end.
        outlet.write(decryptor.finalize())
    except FOREIGN as error:
        failure = error
    # What was changed on the way fails to decrypt as well; the digest says whose fault it is.
    if inlet.drained() != (expected, sha256):
        raise BadDigest from failure
    if failure is not None or not outlet.clean:
        raise CannotOpen from failure


class _Outlet:
    """Writes ciphertext on, counting and hashing it."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._hash = hashlib.sha256()
        self.written = 0

    def write(self, piece: bytes) -> None:
        self._target.write(piece)
        self._hash.update(piece)
        self.written += len(piece)

    def digest(self) -> str:
        return b64url(self._hash.digest())


class _Inlet:
    """Reads ciphertext up to one byte past what was announced, counting and hashing it."""

    def __init__(self, source: BinaryIO, expected: int) -> None:
        self._source = source
        self._left = expected + 1
        self._read = 0
        self._hash = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._source.read(min(_PIECE_BYTES, self._left)) if self._left else b"":
            self._left -= len(piece)
            self._read += len(piece)
            self._hash.update(piece)
            yield piece

    def drained(self) -> tuple[int, str]:
        for _ in self:
            pass
        return self._read, b64url(self._hash.digest())


class _Trimmed:
    """Passes on the content and looks at the padding after it, which is `clean` while it is zeros."""

    def __init__(self, target: Target, length: int) -> None:
        self._target = target
        self._left = length
        self.clean = True

    def write(self, piece: bytes) -> None:
        content, padding = piece[: self._left], piece[self._left :]
        self._target.write(content)
        self._left -= len(content)
        self.clean = self.clean and padding.count(0) == len(padding)


def _pieces(source: Readable) -> Iterator[bytes]:
    while piece := source.read(_PIECE_BYTES):
        yield piece


def _counts(total: int) -> Iterator[int]:
    while total:
        count = min(total, _PIECE_BYTES)
        total -= count
        yield count
