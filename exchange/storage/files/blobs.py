"""Content-addressed storage: attachment ciphertext as files, named by what they contain."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from exchange.core.errors import NotAnId
from exchange.core.packet.media import AttachmentRefused
from exchange.storage.files.disk import on_disk
from exchange.storage.files.reserve import Reserve
from keys import durable
from keys.encoding import b64url

# 32 bytes in base64url: 43 characters, of which the last carries four bits.
_DIGEST = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
_CHUNK = 1024 * 1024
_HALF = "incoming-"
_SHELF = 2


class FileBlobs:
    """The port `Blobs` on a directory of its own, made if it is not there. Files are 0600, directories 0700.

    A blob lies under the first two characters of its digest. It is written to a temporary file, checked against its
    digest, flushed and renamed, so whatever carries a blob's name is whole.
    """

    def __init__(self, directory: Path, *, reserve: Reserve | None = None) -> None:
        self._directory = directory
        self._reserve = reserve
        durable.make_folder(directory)

    def put(self, sha256: str, source: BinaryIO) -> None:
        """Keep a blob; durable when it returns, a repeat changes nothing, half a blob is never visible.

        Raises:
            NotAnId: the digest is not one.
            AttachmentRefused: the content has another digest; nothing is kept.
            DiskFull: there is no room; nothing is kept.
        """
        target = self._path(sha256)
        with on_disk():
            target.parent.mkdir(mode=durable.FOLDER_MODE, exist_ok=True)
            _keep(source, target)
            # For a repeat too: who put it first may have died just before this.
            durable.flush_folder(target.parent)
            durable.flush_folder(self._directory)

    def open(self, sha256: str) -> BinaryIO | None:
        """Read a blob from its beginning; None if it is not kept."""
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            return None

    def size(self, sha256: str) -> int | None:
        """Its length in bytes; None if it is not kept."""
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def remove(self, sha256: str) -> None:
        """Forget a blob."""
        self._path(sha256).unlink(missing_ok=True)

    def free(self) -> int:
        """How many bytes are free where blobs are kept."""
        return shutil.disk_usage(self._directory).free

    def has_room(self) -> bool:
        """Whether the disk reserve is whole; always, where there is none."""
        return self._reserve is None or self._reserve.is_whole()

    def older(self, before: datetime) -> Iterator[str]:
        """The digests of the blobs that were last put before the instant, in order."""
        return (one for one in self.all() if _is_older(self._path(one), before))

    def forget_halves(self, before: datetime) -> None:
        """Forget the temporary files of whoever died while putting a blob before the instant."""
        for half in self._directory.glob(f"*/{_HALF}*"):
            if _is_older(half, before):
                half.unlink(missing_ok=True)

    def all(self) -> Iterator[str]:
        """The digests of all blobs kept, in order."""
        return (path.name for path in sorted(self._directory.glob("*/*")) if _DIGEST.fullmatch(path.name))

    def _path(self, sha256: str) -> Path:
        # Nothing but a digest ever becomes part of a path.
        if not _DIGEST.fullmatch(sha256):
            raise NotAnId("sha256")
        return self._directory / sha256[:_SHELF] / sha256


def _keep(source: BinaryIO, target: Path) -> None:
    if target.exists():
        # Whoever puts it again is about to name it: it counts as new.
        target.touch()
        return
    with durable.incoming(target, prefix=_HALF) as file:
        if _copy(source, file) != target.name:
            raise AttachmentRefused("digest")


def _is_older(path: Path, before: datetime) -> bool:
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return b64url(digest.digest())
