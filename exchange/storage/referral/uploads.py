"""Upload quota: who has put which files that nothing names yet."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from exchange.core.upload import Unnamed, Upload
from exchange.storage.database.scope import Part
from exchange.storage.database.statements import columns_of, row_of
from exchange.storage.tables.packets import upload

_UNNAMED = select(func.coalesce(func.sum(upload.c.size), 0).label("size"), func.min(upload.c.at).label("oldest")).where(
    upload.c.who == bindparam("one")
)
_ADD = insert(upload)
_RESIZE = update(upload).where(upload.c.id == bindparam("one")).values(size=bindparam("of"))
_DROP = delete(upload).where(upload.c.id == bindparam("one"))
_NAMED = delete(upload).where(upload.c.sha256 == bindparam("one"))
_BEFORE = select(*columns_of(upload, Upload)).where(upload.c.at < bindparam("before")).order_by(upload.c.at)


class SqlUploads(Part):
    """The port `Uploads` on SQL."""

    def unnamed(self, who: str) -> Unnamed:
        """What of one caller lies here; until the transaction ends nobody else counts for the same one."""
        # A sum has no row of its own that could be held.
        self._scope.holds.hold_reference(f"upload {who}")
        row = self._scope.row(_UNNAMED, one=who) or {}
        return Unnamed(int(row["size"]), row["oldest"])

    def add(self, upload: Upload) -> None:
        """Count a file."""
        self._scope.write(_ADD, row_of(upload))

    def resize(self, upload_id: str, *, size: int) -> None:
        """Say how large a file turned out to be."""
        self._scope.write(_RESIZE, {"one": upload_id, "of": size})

    def drop(self, upload_id: str) -> None:
        """Count a file no more: it was not kept."""
        self._scope.write(_DROP, {"one": upload_id})

    def named(self, digests: Iterable[str]) -> None:
        """Count files no more, whoever put them: something names them now."""
        # In one order everywhere: two who name the same ones do not wait for each other crosswise.
        rows = [{"one": digest} for digest in sorted(set(digests))]
        if rows:
            self._scope.write(_NAMED, rows)

    def before(self, at: datetime) -> Sequence[Upload]:
        """Files that were put before the instant and still count, oldest first."""
        return self._scope.values(Upload, _BEFORE, before=at)
