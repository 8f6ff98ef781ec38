"""Font coverage (OpenType `cmap`): which characters our fonts can show, so that none goes missing unnoticed."""

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu Sans"
_TABLE = struct.Struct(">4sIII")
_ENCODING = struct.Struct(">HHI")
_GROUP = struct.Struct(">III")
_UNICODE = (3, 10)
"""Platform and encoding of the table that knows all of Unicode."""
_SEGMENTED = 12
"""The format that table has."""


@cache
def covered() -> frozenset[int]:
    """The code points that every font of ours has a glyph for: a heading is bold, and its names too."""
    return frozenset.intersection(*(frozenset(_code_points(one.read_bytes())) for one in FONTS.glob("*.ttf")))


def _code_points(font: bytes) -> Iterator[int]:
    table = _cmap(font)
    start: int = table + next(
        int(offset)
        for platform, encoding, offset in _ENCODING.iter_unpack(
            font[table + 4 : table + 4 + 8 * _short(font, table + 2)]
        )
        if (platform, encoding) == _UNICODE
    )
    if _short(font, start) != _SEGMENTED:
        raise ValueError(FAMILY)
    count = int.from_bytes(font[start + 12 : start + 16], "big")
    for first, last, _ in _GROUP.iter_unpack(font[start + 16 : start + 16 + _GROUP.size * count]):
        yield from range(first, last + 1)


def _cmap(font: bytes) -> int:
    entries = _TABLE.iter_unpack(font[12 : 12 + _TABLE.size * _short(font, 4)])
    return next(int(offset) for tag, _, offset, _ in entries if tag == b"cmap")


def _short(font: bytes, at: int) -> int:
    return int.from_bytes(font[at : at + 2], "big")
