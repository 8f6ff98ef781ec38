"""SQL dialects: statements that both databases can say, each in its own words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Column, ColumnElement, Executable, Table, Text, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

_INSERT: Mapping[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class _Bytewise(GenericFunction[str]):
    """A text compared byte by byte, as `KEY` columns are. SQLite compares no other way."""

    type = Text()
    inherit_cache = True


@compiles(_Bytewise)
def _as_it_is(element: _Bytewise, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(_Bytewise, "postgresql")
def _collated(element: _Bytewise, compiler: Any, **options: Any) -> str:
    return f'{compiler.process(element.clauses, **options)} COLLATE "C"'


class _AsWritten(GenericFunction[str]):
    """A document as the text it is kept as. SQLite keeps no other form."""

    type = Text()
    inherit_cache = True


@compiles(_AsWritten)
def _text_as_it_is(element: _AsWritten, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(_AsWritten, "postgresql")
def _text_of(element: _AsWritten, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS TEXT)"


def as_written(document: ColumnElement[Any]) -> ColumnElement[str]:
    """A document's text, not read."""
    return _AsWritten(document)


def named(table: str, key: ColumnElement[Any]) -> ColumnElement[str]:
    """A row's name, made of its key by the database."""
    return _Bytewise(literal(f"{table}:").concat(key))


def columns_of(table: Table, kind: type) -> list[Column[Any]]:
    """List the columns of a table that are fields of a value, in the value's order."""
    return [table.c[field.name] for field in fields(kind) if field.name in table.c]


def row_of(value: Any, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Spread a frozen, slotted value into a row by the names of its fields."""
    return {name: getattr(value, name) for name in value.__slots__ if name not in without}


def add_once(table: Table, *, returning: Column[Any]) -> Mapping[str, Executable]:
    """An insert that does nothing where the key is there already; of concurrent callers one gets a row returned.

    The number of rows an insert changed is not something every driver tells.
    """
    return {dialect: insert(table).on_conflict_do_nothing().returning(returning) for dialect, insert in _INSERT.items()}


def put(table: Table, *, key: str) -> Mapping[str, Executable]:
    """An insert that replaces the row where the key is there already."""
    kept = {key} | {column.name for column in table.primary_key}
    return put_some(table, key=key, columns=[column.name for column in table.c if column.name not in kept])


def put_some(table: Table, *, key: str, columns: Iterable[str]) -> Mapping[str, Executable]:
    """An insert that replaces these columns of the row where the key is there already, and leaves the others."""
    return {dialect: _put(insert(table), key, tuple(columns)) for dialect, insert in _INSERT.items()}


def _put(statement: Any, key: str, columns: Iterable[str]) -> Executable:
    given = {name: statement.excluded[name] for name in columns}
    replacing: Executable = statement.on_conflict_do_update(index_elements=[key], set_=given)
    return replacing
