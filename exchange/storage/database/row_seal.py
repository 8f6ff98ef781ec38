"""Row seal: what stands beside a row that decides, and how a row is read with the newest leaf that names it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    LargeBinary,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from exchange.storage.database.deciding import Deciding
from exchange.storage.database.statements import named
from exchange.storage.tables.columns import KEY, SEAL, Code, Instant
from exchange.storage.tables.evidence import leaf, record, waiting_leaf

NEWEST = "newest"
_VERSION_BYTES, _DIGEST_BYTES = 8, 32
_SEAL_BYTES = _VERSION_BYTES + 2 * _DIGEST_BYTES


@dataclass(frozen=True, slots=True)
class Seal:
    """What stands beside a row."""

    version: int
    leaf: bytes
    mac: bytes

    @property
    def raw(self) -> bytes:
        """As it is kept."""
        return self.version.to_bytes(_VERSION_BYTES) + self.leaf + self.mac

    @classmethod
    def read(cls, raw: bytes | None) -> "Seal | None":
        """Read it; None where there is none."""
        if not isinstance(raw, bytes | memoryview) or len(raw) != _SEAL_BYTES:
            return None
        digest = raw[_VERSION_BYTES : _VERSION_BYTES + _DIGEST_BYTES]
        return cls(int.from_bytes(raw[:_VERSION_BYTES]), bytes(digest), bytes(raw[_VERSION_BYTES + _DIGEST_BYTES :]))


class AsItLies(TypeDecorator[Any]):
    """A column of a row that decides: what is no value of its type is handed out as it lies, for the MAC to say so."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type it is a column of."""
        return self.of.dialect_impl(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Read a value as the type does, or leave it."""
        read = self.of.dialect_impl(dialect).result_processor(dialect, coltype)
        return None if read is None else partial(_as_it_lies, read)


def _as_it_lies(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError):
        return value


def is_legible(of: Deciding, row: Mapping[str, Any]) -> bool:
    """Whether every column of a row holds a value of its type."""
    return all(row[one.name] is None or isinstance(row[one.name], _kind(one.type)) for one in of.table.c)


def _kind(type_: TypeEngine[Any]) -> type:
    if isinstance(type_, Code):
        return type_.codes
    return datetime if isinstance(type_, Instant) else type_.python_type


def _bytes(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of bytes as bytes: SQLite keeps a text in it too, and reads none that is no UTF-8."""
    return cast(column, LargeBinary) if isinstance(column.type, LargeBinary) else column


def columns_with_newest(of: Deciding) -> Select[Any]:
    """Select rows of a table, each with the newest leaf that names it."""
    columns = (type_coerce(_bytes(one), AsItLies(one.type)).label(one.name) for one in of.table.c)
    return select(*columns, newest_leaf(of.name, of.table.c[of.key]).label(NEWEST))


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what vouches for it."""
    return {name: value for name, value in row.items() if name not in {SEAL, NEWEST}}


def newest_leaf(table: str, key: ColumnElement[Any]) -> ColumnElement[Any]:
    """The newest leaf that names a row, found by the index, which is only a hint. What waits is newer than all else."""
    name = named(table, key)
    waits, has_place = _waiting(name, waiting_leaf.c.leaf), _placed(name, leaf.c.leaf)
    return func.coalesce(waits.scalar_subquery(), has_place.scalar_subquery())


def newest_record() -> Select[Any]:
    """Select the newest leaf that names the row `row`, with its record as `open_record` takes it."""
    name: ColumnElement[str] = bindparam("row", type_=KEY)
    kept = waiting_leaf.c.leaf, waiting_leaf.c.person, waiting_leaf.c.body
    waits = _waiting(name, cast(null(), BigInteger).label("position"), *kept, literal(1).label("waits"))
    kept = leaf.c.leaf, record.c.person, record.c.body
    has_place = _placed(name, record.c.position, *kept, literal(0).label("waits"))
    both = union_all(select(waits.subquery()), select(has_place.subquery())).subquery()
    return select(both).order_by(both.c.waits.desc()).limit(1)


def _waiting(name: ColumnElement[str], *columns: ColumnElement[Any]) -> Select[Any]:
    chosen = select(*columns).select_from(waiting_leaf).where(waiting_leaf.c.about == name)
    return chosen.order_by(waiting_leaf.c.number.desc()).limit(1)


def _placed(name: ColumnElement[str], *columns: ColumnElement[Any]) -> Select[Any]:
    chosen = select(*columns).select_from(record).join(leaf, leaf.c.position == record.c.position)
    return chosen.where(record.c.about == name).order_by(record.c.position.desc()).limit(1)
