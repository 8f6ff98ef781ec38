"""Transaction scope: what the tables of one transaction share: its connection and the keys of what they hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Executable

from exchange.core.evidence.row import RowUnreadable
from exchange.core.unavailable import PersonKeyLost
from exchange.storage.database.documents import pack, unpack
from exchange.storage.database.driver import Driver
from exchange.storage.database.locks import Alone
from exchange.storage.database.person_keys import PersonKeys
from exchange.storage.database.rows import Rows
from keys.errors import CannotOpen

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One transaction.

    `driver` speaks on its connection, `index_key` is the key of the hashes that are searched for, `holds` keeps others
    away, `deposited` is what it put into mailboxes (jti): its partners are notified once that is there to be seen.

    Rows that decide are read and written through `decides` alone.
    """

    driver: Driver
    keys: PersonKeys
    index_key: bytes
    holds: Alone
    decides: Rows
    deposited: list[str] = field(default_factory=list)

    def write(self, statement: Executable, row: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """Run a statement on a row, or on several at once."""
        self.driver.write(statement, row)

    def changed(self, statement: Executable, row: Mapping[str, Any]) -> int:
        """Run a statement on a row, and say how many rows it changed. An attempt takes it for one until its turn."""
        return self.driver.changed(statement, row)

    def put(self, statements: Mapping[str, Executable], row: Mapping[str, Any]) -> None:
        """Run the statement of this database's dialect on a row."""
        self.driver.write(statements[self.driver.dialect.name], row)

    def add_once(self, statements: Mapping[str, Executable], row: Mapping[str, Any]) -> bool:
        """Run `statements.add_once` on a row; False if the key was there already."""
        return bool(self.changed(statements[self.driver.dialect.name], row))

    def rows(self, statement: Executable, **given: object) -> list[dict[str, Any]]:
        """Read rows by column name."""
        return self.driver.rows(statement, given)

    def number(self, statement: Executable, **given: object) -> int:
        """Read the one number that a statement answers with."""
        (row,) = self.driver.rows(statement, given)
        (value,) = row.values()
        return int(value)

    def row(self, statement: Executable, **given: object) -> dict[str, Any] | None:
        """Read one row; None where there is none."""
        return next(iter(self.rows(statement, **given)), None)

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
        """Encrypt a value, or a document, under the person's key; Gone if the person was erased.

        Raises:
            PersonKeyLost: their key is not the one that was made; where this transaction only takes away, what was to
                be kept is empty.
        """
        try:
            return self.keys.seal(pack(document), person=person, place=place)
        except PersonKeyLost:
            if not self.decides.is_lenient:
                raise
            return b""

    def read(self, sealed: bytes, *, person: str, place: str) -> Any:
        """Decrypt a document; None if the person was erased.

        Raises:
            RowUnreadable: it is not what was sealed for this place.
            PersonKeyLost: their key is not the one that was made.
        """
        try:
            raw = self.keys.read(sealed, person=person, place=place)
            return None if raw is None else unpack(raw)
        except (CannotOpen, TypeError) as error:
            raise RowUnreadable(place) from error

    def read_or(self, otherwise: Any, sealed: bytes, *, person: str, place: str) -> Any:
        """The same; but where this transaction only takes away, what cannot be read is `otherwise`."""
        try:
            return self.read(sealed, person=person, place=place)
        except (RowUnreadable, PersonKeyLost):
            if not self.decides.is_lenient:
                raise
            return otherwise


class Part:
    """One noun of a transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
