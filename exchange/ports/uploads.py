"""Uploads: files that were put and that nothing names yet, and whose they are."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from exchange.core.upload import Unnamed, Upload


class Uploads(Protocol):
    """Files that were put and not named, kept across processes and restarts."""

    def unnamed(self, who: str) -> Unnamed:
        """What of one caller lies here; until the transaction ends nobody else counts for the same one."""

    def add(self, upload: Upload) -> None:
        """Count a file."""

    def resize(self, upload_id: str, *, size: int) -> None:
        """Say how large a file turned out to be."""

    def drop(self, upload_id: str) -> None:
        """Count a file no more: it was not kept."""

    def named(self, digests: Iterable[str]) -> None:
        """Count files no more, whoever put them: something names them now."""

    def before(self, at: datetime) -> Sequence[Upload]:
        """Files that were put before the instant and still count, oldest first."""
