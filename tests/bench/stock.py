"""A hub that has worked for years: the rows of one referral that was received, copied as often as wanted."""

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Table, func, literal, select, update

from exchange.storage.database.engine import closing_database, reading, writing
from exchange.storage.tables.schema import metadata

t = SimpleNamespace(**metadata.tables)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
_AT_ONCE = 10_000
# Each after what it refers to, with the column that names the referral's person or matter.
_ROWS: tuple[tuple[Table, str, str], ...] = (
    (t.person, "id", "person"),
    (t.pseudonym, "person", "person"),
    (t.consent, "person", "person"),
    (t.shared_consent, "person", "person"),
    (t.referral, "person", "person"),
    (t.draft, "referral", "id"),
    (t.history, "referral", "id"),
    (t.packet, "referral", "id"),
    (t.outbox, "referral", "id"),
    (t.inbox, "referral", "id"),
    (t.disclosure, "person", "person"),
)


def fill(url: str, *, copies: int) -> None:
    """Add so many copies of the newest referral. Nobody can read them: their persons have no key here."""
    with closing_database(url) as engine:
        with reading(engine) as connection:
            newest = connection.execute(select(t.referral).order_by(t.referral.c.id.desc()).limit(1)).mappings().one()
        for first in range(1, copies + 1, _AT_ONCE):
            with writing(engine) as connection:
                _add(connection, newest, range(first, min(first + _AT_ONCE, copies + 1)))
        with writing(engine) as connection:
            connection.exec_driver_sql("ANALYZE")


def _add(connection: Connection, newest: Mapping[str, Any], copies: range) -> None:
    for table, column, named in _ROWS:
        found = connection.execute(select(table).where(table.c[column] == newest[named])).mappings().all()
        for row in found:
            _copy(connection, table, dict(row), copies)
    _copy_records(connection, newest["person"], copies)


def _copy(connection: Connection, table: Table, row: dict[str, Any], copies: range) -> None:
    row.pop("number", None)
    numbers = _numbers(connection, copies)
    columns = {name: _column(connection, table, name, value, numbers.c.n) for name, value in row.items()}
    connection.execute(table.insert().from_select(list(columns), select(*columns.values()).select_from(numbers)))


def _copy_records(connection: Connection, person: str, copies: range) -> None:
    size = connection.execute(select(t.log_size.c.placed)).scalar_one()
    both = t.record.join(t.leaf, t.leaf.c.position == t.record.c.position)
    found = connection.execute(select(t.record, t.leaf.c.leaf).select_from(both).where(t.record.c.person == person))
    records = [dict(row) for row in found.mappings()]
    for place, row in enumerate(records):
        leaf, numbers = row.pop("leaf"), _numbers(connection, copies)
        at = size + place + (numbers.c.n - copies.start) * len(records)
        leaves = select(at, literal(leaf, t.leaf.c.leaf.type)).select_from(numbers)
        connection.execute(t.leaf.insert().from_select(["position", "leaf"], leaves))
        columns = {name: _column(connection, t.record, name, value, numbers.c.n) for name, value in row.items()}
        columns["position"] = at
        made = select(*columns.values()).select_from(numbers)
        connection.execute(t.record.insert().from_select(list(columns), made))
    connection.execute(update(t.log_size).values(placed=size + len(copies) * len(records)))


def _numbers(connection: Connection, copies: range) -> FromClause:
    if connection.dialect.name == "postgresql":
        return func.generate_series(copies.start, copies.stop - 1).table_valued("n").render_derived()
    first = select(literal(copies.start).label("n")).cte("numbers", recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n < copies.stop - 1))


def _column(
    connection: Connection, table: Table, name: str, value: object, n: ColumnElement[int]
) -> ColumnElement[Any]:
    """The same value, but for ids: those are made anew of the number, everywhere alike."""
    if name == "reference_hash":
        return literal(value) + func.lower(_hex(connection, n))
    match = _UUID.fullmatch(value) if isinstance(value, str) else None
    return _hex(connection, n) + literal(match[1]) if match else literal(value, table.c[name].type)


def _hex(connection: Connection, n: ColumnElement[int]) -> ColumnElement[str]:
    if connection.dialect.name == "postgresql":
        return func.lpad(func.to_hex(n), 8, "0")
    return func.printf("%08x", n)
