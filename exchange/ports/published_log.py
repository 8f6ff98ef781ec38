"""Published log for rollback detection: kept outside the database, so that a restored database is noticed."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol


class PublishedLog(Protocol):
    """The hashes and the newest signed checkpoint of each of a hub's logs; whatever was written is durable."""

    def alone(self) -> AbstractContextManager[bool]:
        """Be the only writer there is, over all threads and processes; False while somebody else holds it."""

    def numbers(self) -> Sequence[int]:
        """The logs of which something was published, in order."""

    def note(self, log: int) -> str:
        """The newest checkpoint with the log's signatures, a signed note; empty where there is none yet."""

    def publish(self, log: int, note: str) -> None:
        """Put a checkpoint in the place of the last one: whole, or not at all."""

    def cosigned(self, log: int) -> str:
        """The newest checkpoint that enough witnesses cosigned, with their cosignatures; empty if there is none."""

    def publish_cosigned(self, log: int, note: str) -> None:
        """Put a checkpoint with its cosignatures in the place of the last one: whole, or not at all."""

    def hashes(self, log: int, level: int, start: int, count: int) -> bytes:
        """Hashes of one level, 32 bytes each, one after the other; fewer where there are fewer."""

    def write(self, log: int, level: int, start: int, hashes: bytes) -> None:
        """Write hashes to their places on a level; what the newest checkpoint does not cover may be written again."""
