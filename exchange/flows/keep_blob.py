"""Keeping a file: it counts for whoever puts it, from before its first byte until something names it.

The count is one of the database: it holds for all processes, and after a restart. Who dies while putting a file leaves
its count, which the sweep takes away a day later.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO

from exchange.core.errors import TooLarge, Unavailable
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.upload import UPLOAD_KEPT, Upload, UploadQuotaExceeded, on_disk, raise_if_over
from exchange.ports.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """Room that is counted for a file on its way, of which at most `size` bytes may come."""

    id: str
    size: int
    counted: int

    def check(self, size: int, *, most: int) -> None:
        """Refuse a file that has brought more bytes than there is room for (UploadQuotaExceeded)."""
        if size > self.size:
            raise UploadQuotaExceeded(int(UPLOAD_KEPT.total_seconds()), most=most)


def keep_blob(sha256: str, source: BinaryIO, *, size: int, who: str, hub: Hub) -> None:
    """Keep a file of ours that is sealed, counted for whoever gave it. Not within a transaction.

    Raises:
        UploadQuotaExceeded: too much of theirs lies here that nothing names.
        DiskFull: there is no room for it.
    """
    with _released_unless_kept(reserve(sha256, size=size, limit=size, who=who, hub=hub), hub=hub):
        hub.blobs.put(sha256, source)


def reserve(sha256: str, *, size: int | None, limit: int, who: str, hub: Hub) -> Reserved:
    """Count a file that is about to come. What is not kept then has to be released.

    `size` are the bytes announced; None where nobody knows: then all the room that is left counts, up to `limit`, until
    `settle` says how many came.

    Raises:
        TooLarge: it is announced to be larger than `limit`.
        UploadQuotaExceeded: too much of theirs lies here that nothing names.
    """
    if size is not None and size > limit:
        raise TooLarge
    at, most = hub.clock.now(), hub.policy.upload_bytes
    upload_id = uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES))
    with hub.store.shared() as tx:
        unnamed = tx.uploads.unnamed(who)
        raise_if_over(unnamed, on_disk(size or 0), most=most, at=at)
        may_come = min(limit, most - unnamed.size) if size is None else size
        counted = on_disk(may_come)
        tx.uploads.add(Upload(id=upload_id, sha256=sha256, who=who, size=counted, at=at))
    return Reserved(id=upload_id, size=may_come, counted=counted)


def settle(room: Reserved, *, size: int, hub: Hub) -> None:
    """Say how many bytes came."""
    if on_disk(size) != room.counted:
        with hub.store.shared() as tx:
            tx.uploads.resize(room.id, size=on_disk(size))


def release(room: Reserved, *, hub: Hub) -> None:
    """Count a file no more that was not kept. Where the database is away now, the sweep sees to it."""
    with suppress(Unavailable), hub.store.shared() as tx:
        tx.uploads.drop(room.id)


@contextmanager
def _released_unless_kept(room: Reserved, *, hub: Hub) -> Iterator[None]:
    try:
        yield
    except Exception:
        release(room, hub=hub)
        raise
