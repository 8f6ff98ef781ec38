"""Files of attachments, in memory."""

import io

from exchange.core.errors import NotAnId
from exchange.core.packet.media import AttachmentRefused
from exchange.core.unavailable import DiskFull
from keys.encoding import b64url, sha256


class MemoryBlobs:
    """The port `Blobs` in memory."""

    def __init__(self, room: int = 1 << 30) -> None:
        self.kept, self.room = {}, room

    def put(self, name: str, source) -> None:
        content = source.read()
        if len(content) > self.room:
            raise DiskFull
        if b64url(sha256(content)) != name:
            raise AttachmentRefused("digest")
        self.kept[name] = content

    def open(self, name: str):
        return io.BytesIO(self.kept[name]) if name in self.kept else None

    def size(self, name: str):
        if name[-1] not in "AEIMQUYcgkosw048":
            raise NotAnId
        return len(self.kept[name]) if name in self.kept else None

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)

    def free(self) -> int:
        return self.room

    def has_room(self) -> bool:
        return self.room > 0

    def older(self, _before):
        return iter(())

    def forget_halves(self, _before) -> None:
        pass

    def all(self):
        return iter(sorted(self.kept))
