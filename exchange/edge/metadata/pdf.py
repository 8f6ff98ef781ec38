"""PDF (ISO 32000): what Info dictionary, XMP, annotations, thumbnails and earlier versions tell, found by a scan.

No reference is followed: what a file held before its last change, and only hides now, is found so too.
"""

import re
from collections.abc import Iterator

from exchange.edge.metadata.budget import Budget, Unreadable
from exchange.edge.metadata.exif import kinds_in_exif
from exchange.edge.metadata.xmp import kinds_in_xmp

_AUTHOR = re.compile(
    rb"/Author\s{0,20}(?:\((?P<text>(?:\\.|[^\\()]){0,2000})|<(?P<hex>[0-9A-Fa-f\s]{0,4000})>"
    rb"|[0-9]{1,10} [0-9]{1,5} R)",
    re.DOTALL,
)
_PATTERNS = {
    "file-comment": re.compile(
        rb"/Subtype\s{0,20}/(?:Text|FreeText|Highlight|StrikeOut|Underline|Squiggly|Caret|Popup|Ink|Stamp)\b"
    ),
    "file-thumbnail": re.compile(rb"/Thumb\s{1,20}[0-9]{1,10} [0-9]{1,5} R"),
    "file-unread": re.compile(rb"/Encrypt\s{0,20}(?:[0-9]{1,10} [0-9]{1,5} R|<<)"),
}
_PACKED = re.compile(rb"/Type\s{0,20}/(?:ObjStm|Metadata)\b")
_STREAM = re.compile(rb"stream\r?\n")
_END, _LINEARIZED, _EXIF = b"%%EOF", b"/Linearized", b"Exif\0\0"
_HEAD, _DICTIONARY, _BLOCK, _PICTURES = 2048, 4096, 65536, 200
_MARK = b"\xfe\xff"


def kinds_in_pdf(data: bytes, budget: Budget) -> set[str]:
    """The kinds of findings; `file-unread` beside them where it is encrypted.

    Raises:
        Unreadable: what is packed in it is broken, or too much.
    """
    found = _scanned(data)
    budget.spend()
    if data.count(_END) > (2 if _LINEARIZED in data[:_HEAD] else 1):
        found.add("file-history")
    if "file-unread" in found:
        # What is packed in it is encrypted, too.
        return found
    for packed in _streams(data):
        budget.spend()
        found |= _scanned(budget.inflate(packed))
    return found


def _scanned(data: bytes) -> set[str]:
    found = {kind for kind, pattern in _PATTERNS.items() if pattern.search(data)} | kinds_in_xmp(data)
    if any(map(_says_who, _AUTHOR.finditer(data))):
        found.add("file-author")
    at = data.find(_EXIF)
    for _ in range(_PICTURES):
        if at < 0:
            break
        found |= kinds_in_exif(data[at + len(_EXIF) : at + _BLOCK])
        at = data.find(_EXIF, at + 1)
    return found


def _says_who(author: re.Match[bytes]) -> bool:
    """Whether a name stands there: in brackets, in hexadecimal digits, or somewhere else in the file."""
    if author["text"] is not None:
        return bool(author["text"].removeprefix(_MARK).strip(b" \0"))
    if author["hex"] is not None:
        digits = b"".join(author["hex"].split())
        return bool(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()).removeprefix(_MARK).strip(b" \0"))
    return True


def _streams(data: bytes) -> Iterator[bytes]:
    """The packed streams of objects and of metadata; what is not packed was scanned already.

    Raises:
        Unreadable: one is packed in a way other than the usual one.
    """
    for start in _PACKED.finditer(data):
        stream = _STREAM.search(data, start.end(), start.end() + _DICTIONARY)
        if stream is None:
            continue
        dictionary = data[data.rfind(b"<<", max(0, start.start() - _DICTIONARY), start.start()) : stream.start()]
        if b"/FlateDecode" in dictionary or b"/Fl " in dictionary:
            yield data[stream.end() :]
        elif b"/Filter" in dictionary:
            raise Unreadable
