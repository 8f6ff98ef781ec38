"""Content sniffing of a stream: its first bytes are looked at, and are still there for whoever reads it."""

from typing import Protocol

from exchange.core.packet.media import HEAD, check_head


class Source(Protocol):
    """What can be read once, from where it stands."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; all that are left where it is negative."""


def read_ahead(source: Source, *, media_type: str) -> "Rejoined":
    """Look at the first bytes of a file and return all of it, to be read once.

    Raises:
        AttachmentRefused: they are not those of the media type (`content`).
    """
    head = b""
    while len(head) < HEAD and (more := source.read(HEAD - len(head))):
        head += more
    check_head(head, media_type=media_type)
    return Rejoined(head, source)


class Rejoined:
    """Bytes that were read already, and what comes after them."""

    def __init__(self, head: bytes, rest: Source) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes: those read ahead first."""
        if not self._head:
            return self._rest.read(size)
        if size < 0:
            taken, self._head = self._head + self._rest.read(), b""
            return taken
        taken, self._head = self._head[:size], self._head[size:]
        return taken
