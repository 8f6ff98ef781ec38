"""ZIP archive with limits (zip bombs, path traversal): files put into one, and taken out without trusting it."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO

from exchange.core.evidence.bundle import MOST_BYTES, MOST_FILES, NAME, BundleUnsafe

MOST_PACKED = 64 * 1024 * 1024
"""Bytes of an archive that is read at all."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Write an archive; the same files make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(source: BinaryIO) -> dict[str, bytes]:
    """Read an archive into memory. Nothing is written anywhere, and no more is unpacked than a bundle may hold.

    Raises:
        BundleUnsafe: it is no archive, too large, or a name in it leads elsewhere.
    """
    raw = source.read(MOST_PACKED + 1)
    if len(raw) > MOST_PACKED:
        raise BundleUnsafe("size")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _unpacked(archive)
    except _BROKEN as error:
        raise BundleUnsafe("zip") from error


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise BundleUnsafe("files")
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in entries:
        if not NAME.fullmatch(entry.filename) or entry.filename in files:
            raise BundleUnsafe("name")
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise BundleUnsafe("zip")
        with archive.open(entry) as file:
            # What the archive says of a file's size is its own word: one byte more than is left is too much.
            files[entry.filename] = file.read(left + 1)
        left -= len(files[entry.filename])
        if left < 0:
            raise BundleUnsafe("size")
    return files
