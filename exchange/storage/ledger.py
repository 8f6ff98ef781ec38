"""Record of disclosures: the person's ledger, who got what, when and why, readable under the person's key alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from exchange.core.consent.disclosure import Disclosure
from exchange.storage.database.documents import reader
from exchange.storage.database.scope import Part
from exchange.storage.tables.consents import disclosure

_ADD = insert(disclosure)
_OF = (
    select(disclosure.c.id, disclosure.c.person, disclosure.c.sealed)
    .where(disclosure.c.person == bindparam("one"))
    .order_by(disclosure.c.at, disclosure.c.number)
)
_COUNT = select(func.count().label("many")).select_from(disclosure)
_read = reader(Disclosure)


class SqlLedger(Part):
    """The port `Ledger` on SQL."""

    def add(self, line: Disclosure) -> None:
        """Keep one line; Conflict if the id is taken."""
        sealed = self._scope.seal(line, person=line.person, place=f"disclosure:{line.id}")
        self._scope.write(_ADD, {"id": line.id, "person": line.person, "at": line.at, "sealed": sealed})

    def of(self, person_id: str) -> Sequence[Disclosure]:
        """A person's lines, oldest first; none if the person was erased."""
        found = map(self._line, self._scope.rows(_OF, one=person_id))
        return tuple(line for line in found if line)

    def count(self) -> int:
        """How many lines there are in all, those of erased persons too."""
        return self._scope.number(_COUNT)

    def _line(self, row: dict[str, Any]) -> Disclosure | None:
        document = self._scope.read(row["sealed"], person=row["person"], place=f"disclosure:{row['id']}")
        line: Disclosure | None = None if document is None else _read(document)
        return line
