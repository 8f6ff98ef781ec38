"""Transaction scope: what the tables of one transaction share: its connection and the keys of what they hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable

from exchange.storage.database.documents import pack, unpack
from exchange.storage.database.locks import Alone
from exchange.storage.database.person_keys import PersonKeys
from exchange.storage.database.rows import Rows

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One transaction. `index_key` is the key of the hashes that are searched for, `holds` keeps others away.

    Rows that decide are read and written through `decides` alone.
    """

    connection: Connection
    keys: PersonKeys
    index_key: bytes
    holds: Alone
    decides: Rows

    def write(self, statement: Executable, row: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        """Run a statement on a row, or on several at once, and say how many rows it changed."""
        return self.connection.execute(statement, row).rowcount

    def put(self, statements: Mapping[str, Executable], row: Mapping[str, Any]) -> None:
        """Run the statement of this database's dialect on a row."""
        self.connection.execute(statements[self.connection.dialect.name], row)

    def add_once(self, statements: Mapping[str, Executable], row: Mapping[str, Any]) -> bool:
        """Run `statements.add_once` on a row; False if the key was there already."""
        return self.connection.execute(statements[self.connection.dialect.name], row).first() is not None

    def rows(self, statement: Executable, **given: object) -> Iterator[dict[str, Any]]:
        """Read rows by column name."""
        return map(dict, self.connection.execute(statement, given).mappings())

    def row(self, statement: Executable, **given: object) -> dict[str, Any] | None:
        """Read one row; None where there is none."""
        return next(self.rows(statement, **given), None)

    def held_row(self, what: str, statement: Executable, one: str) -> dict[str, Any] | None:
        """Read the row of a `referral`, `packet` or `consent`, with its person held: as it is, it stays.

        Of somebody who is held already it does so without asking for more.
        """
        if self.holds.any_held:
            row = self.row(statement, one=one)
            if row is None or self.holds.holds(row["person"]):
                return row
        self.holds.hold(what, one)
        return self.row(statement, one=one)

    def values(self, kind: Callable[..., Value], statement: Executable, **given: object) -> tuple[Value, ...]:
        """Read rows whose columns are the fields of a value."""
        return tuple(kind(**row) for row in self.rows(statement, **given))

    def value(self, kind: Callable[..., Value], statement: Executable, **given: object) -> Value | None:
        """Read one row whose columns are the fields of a value; None where there is none."""
        return next(iter(self.values(kind, statement, **given)), None)

    def seal(self, document: Any, *, person: str, place: str) -> bytes:
        """Encrypt a document under the person's key; Gone if the person was erased."""
        return self.keys.seal(pack(document), person=person, place=place)

    def read(self, sealed: bytes, *, person: str, place: str) -> Any:
        """Decrypt a document; None if the person was erased."""
        raw = self.keys.read(sealed, person=person, place=place)
        return None if raw is None else unpack(raw)


class Part:
    """One noun of a transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
