"""Conflict analysis: whether a query may see a row that a write before it adds, changes or takes away.

What both say of a column decides: a query for one id sees nothing of a write to another. Where that is not plain, it
may.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    Column,
    Delete,
    Executable,
    Insert,
    Select,
    Table,
    Update,
)
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import iterate

Given = Mapping[str, Any]
_COMPARED: Mapping[Any, Callable[[Any, Any], bool]] = {
    operators.eq: operator.eq,
    operators.gt: operator.gt,
    operators.ge: operator.ge,
    operators.lt: operator.lt,
    operators.le: operator.le,
    operators.in_op: lambda value, listed: value in listed,
    operators.not_in_op: lambda value, listed: value not in listed,
}
_NAMED_BY = frozenset({operators.eq, operators.in_op})
_SET = re.compile(r"(\w+)=")


@dataclass(frozen=True, slots=True)
class _Condition:
    """What a statement asks of one column of every row that it is about."""

    column: str
    is_so: Any
    bind: BindParameter[Any]

    def asked(self, given: Given) -> Any:
        """The value, or the list of values, that the column is held against."""
        return given.get(self.bind.key, self.bind.effective_value)

    def named(self, given: Given) -> Sequence[Any]:
        """The values of the column that rows are named by."""
        asked = self.asked(given)
        return tuple(asked) if self.is_so is operators.in_op else (asked,)

    def excludes(self, values: Sequence[Any], given: Given) -> bool:
        """Whether a column that holds one of these values meets it in no case. Nothing compares to NULL."""
        asked = self.asked(given)
        return all(value is None or asked is None or not _COMPARED[self.is_so](value, asked) for value in values)


@dataclass(frozen=True, slots=True)
class _Shape:
    """The tables a statement names, the one its conditions are about, these, and the columns that it sets itself."""

    tables: frozenset[str]
    about: str
    conditions: tuple[_Condition, ...]
    sets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Effect:
    """The rows a write is about: of which table, and what is known of them before it and after it, by column."""

    table: str
    before: Mapping[str, Sequence[Any]] | None
    after: Mapping[str, Sequence[Any]] | None


_SHAPES: WeakKeyDictionary[Executable, _Shape] = WeakKeyDictionary()


def effect_of(statement: Executable, row: Given) -> Effect:
    """The rows that a write of this row is about. TypeError for what is no write."""
    if isinstance(statement, Insert):
        return _added_by(statement, row)
    if not isinstance(statement, Update | Delete):
        raise TypeError(type(statement))
    shape = _shape(statement)
    named = {one.column: one.named(row) for one in shape.conditions if one.is_so in _NAMED_BY}
    if isinstance(statement, Delete):
        return Effect(table=shape.about, before=named, after=None)
    # A column that the row names is set to what the row says; what the statement sets by itself is not known.
    after = {name: (row[name],) if name in row else values for name, values in named.items() if name not in shape.sets}
    return Effect(table=shape.about, before=named, after=after)


def _added_by(statement: Insert, row: Given) -> Effect:
    added = {name: (value,) for name, value in row.items()}
    if type(statement) is Insert:
        return Effect(table=statement.table.name, before=None, after=added)
    # One that may find the row there already (`ON CONFLICT`): of that one nothing but its key is known.
    key = {name: values for name, values in added.items() if statement.table.c[name].primary_key}
    return Effect(table=statement.table.name, before=key, after=key)


def may_see(query: Select[Any], given: Given, effect: Effect) -> bool:
    """Whether the answer to a query may differ by a write."""
    shape = _shape(query)
    if effect.table not in shape.tables:
        return False
    if effect.table != shape.about:
        return True
    rows = [one for one in (effect.before, effect.after) if one is not None]
    return not all(_is_left_out(row, shape.conditions, given) for row in rows)


def _is_left_out(row: Mapping[str, Sequence[Any]], conditions: Sequence[_Condition], given: Given) -> bool:
    return any(one.column in row and one.excludes(row[one.column], given) for one in conditions)


def _shape(statement: Executable) -> _Shape:
    found = _SHAPES.get(statement)
    if found is None:
        found = _SHAPES[statement] = _made(statement)
    return found


def _made(statement: Any) -> _Shape:
    tables = frozenset(one.name for one in iterate(statement) if isinstance(one, Table))
    if isinstance(statement, Update | Delete):
        sets = frozenset(_SET.findall(str(statement).partition(" WHERE ")[0]))
        return _Shape(tables=tables, about=_name(statement.table), conditions=_conditions(statement), sets=sets)
    froms = [_name(one) for one in statement.get_final_froms()]
    # Of one that is named again, in a query of the query or in a join, rows may come in by that way too.
    about = froms[0] if len(froms) == 1 and len(_mentions(froms[0], str(statement))) == 1 else ""
    return _Shape(tables=tables, about=about, conditions=_conditions(statement) if about else ())


def _name(table: object) -> str:
    return table.name if isinstance(table, Table) else ""


def _mentions(table: str, words: str) -> Sequence[str]:
    return re.findall(rf"(?:FROM|JOIN|,)\s+{table}\b(?!\.)", words) if table else []


def _conditions(statement: Any) -> tuple[_Condition, ...]:
    """Those that every row has to meet, as far as each holds one column against one value or list."""
    where = statement.whereclause
    every = where.clauses if isinstance(where, BooleanClauseList) and where.operator is operators.and_ else [where]
    return tuple(
        _Condition(column=one.left.name, is_so=one.operator, bind=one.right)
        for one in every
        if isinstance(one, BinaryExpression)
        and isinstance(one.left, Column)
        and isinstance(one.right, BindParameter)
        and one.operator in _COMPARED
    )
