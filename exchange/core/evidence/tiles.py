"""Log tiles (c2sp.org/tlog-tiles): names and contents of what a log serves, 256 hashes a tile, 256 entries a bundle."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from exchange.core.evidence.merkle import WIDTH

_PATH = re.compile(
    r"(?P<level>entries|0|[1-9][0-9]?)/(?P<number>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)
_GROUP = 1000
_LAST_LEVEL = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One tile, or with `level` None one bundle of entries. `width` is 256, or less for a partial one."""

    level: int | None
    number: int
    width: int = WIDTH

    @property
    def start(self) -> int:
        """The index of its first hash on its level, or of its first entry."""
        return self.number * WIDTH

    @property
    def path(self) -> str:
        """Its path below `tile/`."""
        groups, number = [f"{self.number % _GROUP:03}"], self.number // _GROUP
        while number:
            groups.insert(0, f"x{number % _GROUP:03}")
            number //= _GROUP
        level = "entries" if self.level is None else str(self.level)
        return "/".join((level, *groups)) + (f".p/{self.width}" if self.width < WIDTH else "")

    @classmethod
    def read(cls, path: str) -> Self | None:
        """Read a path below `tile/`; None for any but its one spelling."""
        match = _PATH.fullmatch(path)
        if match is None or (match["level"] != "entries" and int(match["level"]) > _LAST_LEVEL):
            return None
        tile = cls(
            level=None if match["level"] == "entries" else int(match["level"]),
            number=int(match["number"].replace("x", "").replace("/", "")),
            width=int(match["width"] or WIDTH),
        )
        return tile if tile.path == path else None

    def within(self, size: int) -> bool:
        """Say whether a tree of `size` leaves has all of it."""
        return self.start + self.width <= size >> 8 * (self.level or 0)


def bundle(entries: Iterable[bytes]) -> bytes:
    """Write entries as a bundle holds them: each after its length, u16 big-endian."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
