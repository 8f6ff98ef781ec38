"""Clock, entropy and blobs: the world outside the database: its time, its chance, the files of attachments."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Protocol


class Clock(Protocol):
    """The present."""

    def now(self) -> datetime:
        """The present in UTC, aware, never earlier than the last answer of this process."""

    def monotonic(self) -> float:
        """Seconds that only ever rise, for leases and retries."""


class Entropy(Protocol):
    """Chance."""

    def bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""


class Blobs(Protocol):
    """Attachment ciphertext, by its SHA-256 (base64url)."""

    def put(self, sha256: str, source: BinaryIO) -> None:
        """Keep a blob; durable when it returns, a repeat changes nothing, half a blob is never visible."""

    def open(self, sha256: str) -> BinaryIO | None:
        """Read a blob from its beginning; None if it is not kept."""

    def size(self, sha256: str) -> int | None:
        """Its length in bytes; None if it is not kept."""

    def remove(self, sha256: str) -> None:
        """Forget a blob."""

    def free(self) -> int:
        """How many bytes are free where blobs are kept."""

    def has_room(self) -> bool:
        """Whether there is room for something new, beside what the small transactions of others need."""

    def older(self, before: datetime) -> Iterator[str]:
        """The digests of the blobs that were last put before the instant."""

    def forget_halves(self, before: datetime) -> None:
        """Forget what nobody finished putting since the instant."""

    def all(self) -> Iterator[str]:
        """The digests of all blobs kept."""
