"""OOXML (ECMA-376) and ODF (ISO 26300) packages: who wrote and printed them, comments and tracked changes in them."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

from exchange.edge.metadata.budget import Budget, Unreadable
from exchange.edge.metadata.exif import kinds_in_exif

_PARTS, _DIRECTORY_BYTES, _PART_BYTES = 2000, 1024 * 1024, 16 * 1024 * 1024
_EXIF, _BLOCK = b"Exif\0\0", 65536
_END = struct.Struct("<4s4H2IH")
_LONGEST_END = 65536 + _END.size


def _element(names: str) -> re.Pattern[bytes]:
    return re.compile(rf"<(?:\w{{1,20}}:)?(?:{names})\b[^>]{{0,500}}>\s{{0,200}}[^<\s]".encode())


_CHANGES = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\b")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PATTERNS: Mapping[str, Mapping[str, re.Pattern[bytes]]] = {
    "docProps/core.xml": {
        "file-author": _element("creator|lastModifiedBy"),
        "file-comment": _element("description"),
        "file-history": _element("lastPrinted"),
    },
    "docProps/app.xml": {"file-author": _element("Manager")},
    "word/document.xml": {"file-history": _CHANGES},
    "word/comments.xml": {"file-comment": re.compile(rb"<w:comment\b")},
    "meta.xml": {
        "file-author": _element("initial-creator|creator|printed-by"),
        "file-comment": _element("description"),
        "file-history": _element("print-date"),
    },
    "content.xml": {
        "file-comment": re.compile(rb"<office:annotation\b"),
        "file-history": re.compile(rb"<text:tracked-changes\b"),
    },
}
_THUMBNAIL = re.compile(r"docProps/thumbnail\.\w{1,5}")
"""That of an ODF package is made anew at every save, of the page as it is, and tells nothing."""
_PICTURE = re.compile(r"(?:word/media|Pictures)/[^/]{1,200}\.jpe?g", re.IGNORECASE)


def kinds_in_package(data: bytes, budget: Budget) -> set[str]:
    """The kinds of findings in the parts that tell of the document, and in its pictures.

    Raises:
        Unreadable: it is no such package, or has too many parts, or too much is packed in it.
    """
    _raise_if_many(data)
    found: set[str] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.infolist():
                budget.spend()
                found |= _kinds(package, part, budget)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable from error
    return found


def _kinds(package: zipfile.ZipFile, part: zipfile.ZipInfo, budget: Budget) -> set[str]:
    name = part.filename
    if _THUMBNAIL.fullmatch(name):
        return {"file-thumbnail"}
    if name == "VersionList.xml":
        return {"file-history"}
    if name in _PATTERNS:
        text = _read(package, part, budget, most=_PART_BYTES)
        if len(text) > _PART_BYTES:
            raise Unreadable
        return {kind for kind, pattern in _PATTERNS[name].items() if pattern.search(text)}
    if _PICTURE.fullmatch(name):
        head = _read(package, part, budget, most=_BLOCK)
        at = head.find(_EXIF)
        return kinds_in_exif(head[at + len(_EXIF) :]) if at >= 0 else set()
    return set()


def _read(package: zipfile.ZipFile, part: zipfile.ZipInfo, budget: Budget, *, most: int) -> bytes:
    """What is packed in a part, at most one byte more than `most`."""
    # OPC and ODF know no other; a module for another one fails in its own words, and takes memory nobody counts.
    if part.compress_type not in _METHODS:
        raise Unreadable
    with package.open(part) as stream:
        content = stream.read(most + 1)
    budget.spend(len(content))
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return content.decode("utf-16", errors="replace").encode() if wide else content


def _raise_if_many(data: bytes) -> None:
    """Ask the end of the archive how much its directory lists, before anybody reads it."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _LONGEST_END))
    if at < 0 or len(data) - at < _END.size:
        raise Unreadable
    _, _, _, _, parts, size, _, _ = _END.unpack_from(data, at)
    if parts > _PARTS or size > _DIRECTORY_BYTES:
        raise Unreadable
