"""Metadata inspection: which kinds of findings a file tells of itself, within limits of size, time and memory."""

import time
from collections.abc import Callable, Mapping
from threading import BoundedSemaphore

from exchange.core.detection.kind import KINDS
from exchange.core.packet.media import DOCX, JPEG, ODT, PDF, PNG
from exchange.core.packet.read_ahead import Source
from exchange.edge.metadata.budget import FILE_BYTES, Budget, Unreadable
from exchange.edge.metadata.image import kinds_in_jpeg, kinds_in_png
from exchange.edge.metadata.package import kinds_in_package
from exchange.edge.metadata.pdf import kinds_in_pdf

UNREAD = "file-unread"
_READERS: Mapping[str, Callable[[bytes, Budget], set[str]]] = {
    PDF: kinds_in_pdf,
    JPEG: kinds_in_jpeg,
    PNG: kinds_in_png,
    DOCX: kinds_in_package,
    ODT: kinds_in_package,
}
_FROM_THE_FRONT = frozenset({JPEG})
"""Of these all that is looked for stands before the rest."""
_AT_ONCE = BoundedSemaphore(4)
"""So many files lie in memory at once, each of `FILE_BYTES` and what is unpacked of it."""


def metadata_in(source: Source, *, media_type: str, clock: Callable[[], float] = time.monotonic) -> tuple[str, ...]:
    """Say which kinds of findings (`core.detection.kind`) a file has, in their order; a text says nothing of itself.

    `source` is read from where it stands, at most `budget.FILE_BYTES`. Where a file cannot be read, is damaged, too
    large or packs too much, a person looks at it themselves: `file-unread`.
    """
    reader = _READERS.get(media_type)
    if reader is None:
        return ()
    with _AT_ONCE:
        data = _read(source, FILE_BYTES + 1)
        cut = len(data) > FILE_BYTES and media_type not in _FROM_THE_FRONT
        try:
            found = {UNREAD} if cut else reader(data, Budget(clock))
        except Unreadable:
            found = {UNREAD}
    return tuple(kind for kind in KINDS if kind in found)


def _read(source: Source, most: int) -> bytes:
    pieces: list[bytes] = []
    while most > 0 and (piece := source.read(min(most, 1024 * 1024))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)
