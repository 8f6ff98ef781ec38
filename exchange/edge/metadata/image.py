"""JPEG and PNG: their segments and chunks that hold metadata, walked through without looking at a picture."""

import struct

from exchange.edge.metadata.budget import Budget, Unreadable
from exchange.edge.metadata.exif import kinds_in_exif
from exchange.edge.metadata.xmp import kinds_in_xmp

_APP1, _APP13, _COMMENT, _PICTURE, _END = 0xE1, 0xED, 0xFE, 0xDA, 0xD9
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_EXIF, _XMP, _PHOTOSHOP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"
_BYLINE, _CAPTION, _CITY = b"\x1c\x02\x50", b"\x1c\x02\x78", b"\x1c\x02\x5a"
"""IPTC IIM, record 2: who took it, what is said of it, where."""
_SIGNATURE = 8
_WORDS = {
    b"author": "file-author",
    b"artist": "file-author",
    b"comment": "file-comment",
    b"description": "file-comment",
}


def kinds_in_jpeg(data: bytes, budget: Budget) -> set[str]:
    """The kinds of findings before the picture begins.

    Raises:
        Unreadable: the picture does not begin where the segments end.
    """
    found: set[str] = set()
    at = 2
    while at + 4 <= len(data):
        budget.spend()
        marker, (size,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        if data[at] != 0xFF:  # noqa: PLR2004 - every marker begins with it
            raise Unreadable
        if marker == 0xFF or marker in _ALONE:  # noqa: PLR2004 - it may be repeated
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        if marker in {_PICTURE, _END}:
            return found
        found |= _segment(marker, data[at + 4 : at + 2 + size])
        at += 2 + size
    raise Unreadable


def _segment(marker: int, content: bytes) -> set[str]:
    if marker == _COMMENT:
        return {"file-comment"} if content.strip(b" \0\r\n") else set()
    if marker == _APP1 and content.startswith(_EXIF):
        return kinds_in_exif(content[len(_EXIF) :])
    if marker == _APP1 and content.startswith(_XMP):
        return kinds_in_xmp(content[len(_XMP) :])
    if marker == _APP13 and content.startswith(_PHOTOSHOP):
        told = {"file-author": _BYLINE, "file-comment": _CAPTION, "file-location": _CITY}
        return {kind for kind, record in told.items() if record in content}
    return set()


def kinds_in_png(data: bytes, budget: Budget) -> set[str]:
    """The kinds of findings in all chunks.

    Raises:
        Unreadable: it ends before its end, or too much is packed.
    """
    found: set[str] = set()
    at = _SIGNATURE
    while at + 8 <= len(data):
        budget.spend()
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IEND":
            return found
        content = data[at + 8 : at + 8 + size] if kind in {b"tEXt", b"zTXt", b"iTXt", b"eXIf"} else b""
        found |= kinds_in_exif(content) if kind == b"eXIf" else _words(kind, content, budget)
        at += size + 12
    raise Unreadable


def _words(kind: bytes, content: bytes, budget: Budget) -> set[str]:
    keyword, _, rest = content.partition(b"\0")
    word = keyword.lower()
    if word.startswith(b"raw profile type"):
        # ImageMagick keeps EXIF and IPTC so, in a form of its own.
        return {"file-unread"}
    if word == b"xml:com.adobe.xmp":
        return kinds_in_xmp(_plain(kind, rest, budget))
    return {_WORDS[word]} if word in _WORDS and rest.strip(b" \0") else set()


def _plain(kind: bytes, rest: bytes, budget: Budget) -> bytes:
    """The text of an iTXt chunk after its keyword: a flag whether it is packed, a method, a language, a translation."""
    if kind != b"iTXt":
        return rest
    text = rest[2:].split(b"\0", 2)[-1]
    return budget.inflate(text) if rest[:1] == b"\1" else text
