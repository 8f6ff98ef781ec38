"""Files that were put and that nothing names, in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.upload import Unnamed, Upload
from tests.support.memory.tables import Part, new


class MemoryUploads(Part):
    def unnamed(self, who: str) -> Unnamed:
        found = [one for one in self.t.uploads.values() if one.who == who]
        return Unnamed(sum(one.size for one in found), min((one.at for one in found), default=None))

    def add(self, upload: Upload) -> None:
        new(self.t.uploads, upload.id, upload)

    def resize(self, upload_id: str, *, size: int) -> None:
        self.t.uploads[upload_id] = replace(self.t.uploads[upload_id], size=size)

    def drop(self, upload_id: str) -> None:
        self.t.uploads.pop(upload_id, None)

    def named(self, digests: Iterable[str]) -> None:
        gone = frozenset(digests)
        self.t.uploads = {key: one for key, one in self.t.uploads.items() if one.sha256 not in gone}

    def before(self, at: datetime) -> Sequence[Upload]:
        return sorted((one for one in self.t.uploads.values() if one.at < at), key=lambda one: one.at)
