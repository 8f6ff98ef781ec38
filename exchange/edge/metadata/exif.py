"""EXIF (CIPA DC-008): tags of a TIFF block that tell who took a picture, where, and what is said of it."""

import struct
from collections.abc import Iterator, Mapping

_MOST_TAGS = 500
_ENTRY = 12
_ASCII_BYTES = 2000
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_EXIF, _GPS, _THUMBNAIL = 0x8769, 0x8825, 0x0201
_TEXTS = {
    0x013B: "file-author",  # Artist
    0x9C9D: "file-author",  # XPAuthor
    0xA430: "file-author",  # CameraOwnerName
    0x010E: "file-comment",  # ImageDescription
    0x9C9C: "file-comment",  # XPComment
    0x9286: "file-comment",  # UserComment
}
_PLACES = frozenset({2, 4})
"""Latitude and longitude."""
_CHARSETS = (b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0")


def kinds_in_exif(block: bytes) -> set[str]:
    """The kinds of findings in a TIFF block; a damaged one has those that can be read."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    found: set[str] = set()
    if order is None:
        return found
    try:
        (first,) = struct.unpack_from(order + "I", block, 4)
        main, following = _directory(block, first, order)
        found |= _texts(block, main, order)
        if _EXIF in main:
            found |= _texts(block, _directory(block, _offset(main[_EXIF], order), order)[0], order)
        if _GPS in main and _PLACES & set(_directory(block, _offset(main[_GPS], order), order)[0]):
            found.add("file-location")
        if following and _THUMBNAIL in _directory(block, following, order)[0]:
            found.add("file-thumbnail")
    except struct.error:
        pass
    return found


def _directory(block: bytes, at: int, order: str) -> tuple[Mapping[int, bytes], int]:
    """The entries of a directory by their tags, and where the next directory is (0: nowhere)."""
    (count,) = struct.unpack_from(order + "H", block, at)
    count = min(count, _MOST_TAGS)
    start = at + 2
    entries = [block[start + _ENTRY * index : start + _ENTRY * (index + 1)] for index in range(count)]
    tags = {struct.unpack_from(order + "H", one)[0]: one for one in entries if len(one) == _ENTRY}
    after = block[start + _ENTRY * count : start + _ENTRY * count + 4]
    return tags, struct.unpack(order + "I", after)[0] if len(after) == struct.calcsize("I") else 0


def _offset(entry: bytes, order: str) -> int:
    return int(struct.unpack_from(order + "I", entry, 8)[0])


def _texts(block: bytes, entries: Mapping[int, bytes], order: str) -> set[str]:
    return {_TEXTS[tag] for tag, text in _values(block, entries, order) if text.strip(b" \0\t\r\n")}


def _values(block: bytes, entries: Mapping[int, bytes], order: str) -> Iterator[tuple[int, bytes]]:
    for tag in _TEXTS.keys() & entries.keys():
        kind, count = struct.unpack_from(order + "HI", entries[tag], 2)
        size = min(count * _SIZES.get(kind, 1), _ASCII_BYTES)
        at = 8 if size <= 4 else _offset(entries[tag], order)  # noqa: PLR2004 - four bytes fit into the entry itself
        raw = (entries[tag] if size <= 4 else block)[at : at + size]  # noqa: PLR2004
        yield tag, next((raw.removeprefix(one) for one in _CHARSETS if raw.startswith(one)), raw)
