"""Referral history: its steps. Why and with what outcome can say much of a person, so that part is sealed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from exchange.core.errors import NotFound
from exchange.core.referral.referral import HistoryLine
from exchange.storage.database.documents import reader
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import columns_of, row_of
from exchange.storage.tables.columns import microseconds
from exchange.storage.tables.referrals import history, referral

_ADD = insert(history)
_PLAIN = columns_of(history, HistoryLine)
_PERSONAL = frozenset(HistoryLine.__slots__) - {column.name for column in _PLAIN}
_OF = select(*_PLAIN, history.c.sealed).where(history.c.referral == bindparam("one")).order_by(history.c.number)
_PERSON = select(referral.c.person).where(referral.c.id == bindparam("one"))
_read = reader(HistoryLine)


class SqlHistory(Part):
    """The history's part of the port `Referrals` on SQL, and whose person a referral is about."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._persons: dict[str, str] = {}
        self._lines: list[dict[str, Any]] = []

    def add_history(self, line: HistoryLine) -> None:
        """Keep one step; NotFound if there is no such referral, Gone if its person was erased."""
        sealed = self._scope.seal(line, person=self._person_of(line.referral), place=_place(line.referral, line.at))
        self._lines.append(row_of(line, without=_PERSONAL) | {"sealed": sealed})

    def flush_history(self) -> None:
        """Write the steps that are not written yet, all at once."""
        lines, self._lines = self._lines, []
        if lines:
            self._scope.write(_ADD, lines)

    def history(self, referral_id: str) -> Sequence[HistoryLine]:
        """The steps in order. Of an erased person's steps it is left who went from where to where, and when."""
        self.flush_history()
        return tuple(map(self._line, self._scope.rows(_OF, one=referral_id)))

    def _line(self, row: dict[str, Any]) -> HistoryLine:
        sealed, referral = row.pop("sealed"), row["referral"]
        person, place = self._person_of(referral), _place(referral, row["at"])
        # Empty where the person's key was lost when the step was taken.
        document = self._scope.read(sealed, person=person, place=place) if sealed else None
        line: HistoryLine = _read(document) if document else HistoryLine(**row)
        return line

    def _person_of(self, referral_id: str) -> str:
        # A referral never changes its person, so one look per transaction is enough.
        if referral_id not in self._persons:
            row = self._scope.row(_PERSON, one=referral_id)
            if row is None:
                raise NotFound
            self._persons[referral_id] = row["person"]
        return self._persons[referral_id]


def _place(referral: str, at: datetime) -> str:
    return f"history:{referral}:{microseconds(at)}"
