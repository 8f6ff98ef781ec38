"""Sheet repository: what somebody has begun to write, encrypted under the person's key."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from exchange.core.referral.sheet import HalfSheet
from exchange.storage.database.scope import Part
from exchange.storage.database.statements import put
from exchange.storage.tables.people import sheet

_PUT = put(sheet, key="id")
_GET = select(sheet).where(sheet.c.id == bindparam("one"))
_OF = select(sheet).where(sheet.c.owner == bindparam("owner")).order_by(sheet.c.saved_at.desc(), sheet.c.id)
_REMOVE = delete(sheet).where(sheet.c.id == bindparam("one"))
_SWEEP = delete(sheet).where(sheet.c.saved_at < bindparam("before"))


class SqlSheets(Part):
    """The port `Sheets` on SQL. The owner stands in the sealed content too: another one in the row opens nothing."""

    def put(self, sheet: HalfSheet) -> None:
        """Keep a sheet; the same id replaces what it was. NotFound if there is no such person."""
        said = {"owner": sheet.owner, "content": sheet.content}
        sealed = self._scope.seal(said, person=sheet.person, place=_place(sheet.id))
        row = {name: getattr(sheet, name) for name in ("id", "person", "owner", "writes", "saved_at")}
        self._scope.put(_PUT, row | {"sealed": sealed})

    def get(self, sheet_id: str) -> HalfSheet | None:
        """Look up by id; None where its person was erased."""
        row = self._scope.row(_GET, one=sheet_id)
        return self._sheet(row) if row else None

    def of(self, owner: str) -> Sequence[HalfSheet]:
        """Somebody's sheets, the newest first."""
        return tuple(one for row in self._scope.rows(_OF, owner=owner) if (one := self._sheet(row)))

    def remove(self, sheet_id: str) -> None:
        """Forget a sheet; nothing happens where there is none."""
        self._scope.write(_REMOVE, {"one": sheet_id})

    def sweep(self, before: datetime) -> int:
        """Forget those saved before an instant, and say how many."""
        return self._scope.changed(_SWEEP, {"before": before})

    def _sheet(self, row: Mapping[str, Any]) -> HalfSheet | None:
        said = self._scope.read(row["sealed"], person=row["person"], place=_place(row["id"]))
        if said is None or said["owner"] != row["owner"]:
            return None
        names = ("id", "person", "owner", "writes", "saved_at")
        return HalfSheet(**{name: row[name] for name in names}, content=said["content"])


def _place(sheet_id: str) -> str:
    return f"sheet:{sheet_id}"
