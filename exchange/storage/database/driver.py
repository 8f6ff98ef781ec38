"""Compiled statements: each named statement is compiled once per dialect and then spoken to the driver as fixed text.

Tables and statements stay SQLAlchemy Core. Its own execution asks events, contexts and results anew each time: 56 µs
for a SELECT of one row, of which the database takes five. What is asked here is the same, and comes back the same.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, ColumnElement, Connection, Delete, Dialect, Executable, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler

from exchange.storage.database.driver_errors import hush, ours

Row = dict[str, Any]
_Convert = Callable[[Any], Any]
# What one statement was compiled to, by what the text depends on: the dialect, the columns a row gives, and how long
# its lists are. A statement made for one use takes its text along when it goes.
_Kept = dict[tuple[object, ...], "Compiled"]
_KEPT: WeakKeyDictionary[Executable, _Kept] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Place:
    """One parameter of a text: what is given under a name (or one element of that list), or a value of its own."""

    name: str
    element: int | None
    write: _Convert | None
    value: Any = None

    def of(self, given: Mapping[str, Any]) -> Any:
        """What stands here, as the driver takes it."""
        if not self.name:
            return self.value
        value = given[self.name] if self.element is None else given[self.name][self.element]
        return value if self.write is None else self.write(value)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in the words of a dialect: its text, its parameters in order, and how a row of its answer is read.

    `plain` are the parameters' names where each is given as the driver takes it. `labels` are their names where the
    driver wants them by name; empty where it wants them by position.
    """

    text: str
    places: tuple[_Place, ...]
    plain: tuple[str, ...]
    labels: tuple[str, ...]
    names: tuple[str, ...]
    reads: tuple[tuple[str, _Convert], ...]

    def parameters(self, given: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them; KeyError where one was not given."""
        values = [given[name] for name in self.plain] or [place.of(given) for place in self.places]
        return dict(zip(self.labels, values, strict=True)) if self.labels else values

    def row(self, raw: Sequence[Any]) -> Row:
        """A row of the answer by the names of its columns."""
        row = dict(zip(self.names, raw, strict=True))
        for name, read in self.reads:
            row[name] = read(row[name])
        return row


class Driver:
    """Speaks statements on the connection of one transaction. An error of the driver is raised as ours."""

    def __init__(self, connection: Connection) -> None:
        self.dialect = connection.dialect
        self._connection = connection
        self._raw: Any = connection.connection.dbapi_connection
        self._error: Any = connection.dialect.loaded_dbapi.Error

    def rows(self, statement: Executable, given: Mapping[str, Any]) -> list[Row]:
        """Run a statement that answers with rows."""
        words = compiled(statement, given, dialect=self.dialect)
        return [words.row(one) for one in self._ask(words.text, words.parameters(given))]

    def write(self, statement: Executable, row: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """Run a statement on a row, or on several that give the same columns."""
        rows = [row] if isinstance(row, Mapping) else row
        if rows:
            words = compiled(statement, rows[0], dialect=self.dialect)
            self._tell(words, [words.parameters(one) for one in rows])

    def changed(self, statement: Executable, row: Mapping[str, Any]) -> int:
        """Run a statement on a row, and say how many rows it changed."""
        words = compiled(statement, row, dialect=self.dialect)
        return self._tell(words, [words.parameters(row)])

    def finish(self) -> None:
        """Say what is still to be said before the commit."""

    def begin_part(self) -> None:
        """Begin a part of the transaction that can be undone alone."""
        self._say("SAVEPOINT part")

    def end_part(self) -> None:
        """Let the part begun last stand with the rest."""
        self._say("RELEASE SAVEPOINT part")

    def undo_part(self) -> None:
        """Undo the part begun last; locks taken in it are given back."""
        self._say("ROLLBACK TO SAVEPOINT part")
        self.end_part()

    def _ask(self, text: str, parameters: Any) -> list[Any]:
        """The rows of an answer, as the driver gives them."""
        try:
            answer: list[Any] = self._raw.execute(text, parameters).fetchall()
        except self._error as error:
            self._raise(error)
        return answer

    def _tell(self, words: Compiled, rows: Sequence[Any]) -> int:
        """Run a statement with parameters as the driver takes them, and count what it changed."""
        try:
            cursor = self._raw.cursor()
            cursor.executemany(words.text, rows) if len(rows) > 1 else cursor.execute(words.text, rows[0])
            if words.names:
                # SQLite is done with a statement only when its answer was read.
                cursor.fetchall()
        except self._error as error:
            self._raise(error)
        return int(cursor.rowcount)

    def _say(self, words: str) -> None:
        try:
            self._raw.execute(words)
        except self._error as error:
            self._raise(error)

    def _raise(self, error: Any) -> NoReturn:
        if self.dialect.is_disconnect(error, self._raw, None):
            self._connection.invalidate(error)
        hush(error)
        meant = ours(error)
        if meant is None:
            raise error
        raise meant from error


def mark(somebody: object) -> Callable[[], None]:
    """What takes all that somebody remembers back to what it is now, for when a part of the transaction is undone."""
    held = vars(somebody) if hasattr(somebody, "__dict__") else {}
    kept = {name: copy(value) for name, value in held.items() if isinstance(value, list | dict | set | Enum)}

    def back() -> None:
        for name, value in kept.items():
            setattr(somebody, name, value)

    return back


def compiled(statement: Executable, given: Mapping[str, Any], *, dialect: Dialect) -> Compiled:
    """The words of a statement for what is given; made once."""
    kept = _KEPT.get(statement)
    if kept is None:
        kept = _KEPT.setdefault(statement, {})
    # A row names the columns that it writes; of a query only the lists change the text.
    writes = tuple(given) if isinstance(statement, Insert | Update) else ()
    lists = tuple([len(value) for value in given.values() if type(value) is list])
    key = (dialect.name, writes, lists)
    found = kept.get(key)
    if found is None:
        found = kept[key] = _compile(statement, given, dialect=dialect, writes=list(writes))
    return found


def _compile(statement: Executable, given: Mapping[str, Any], *, dialect: Dialect, writes: list[str]) -> Compiled:
    if not isinstance(statement, Select | Insert | Update | Delete):
        raise TypeError(type(statement))
    answers = {str(name): column for name, column in statement.exported_columns.items()}
    said = statement.inline() if isinstance(statement, Insert) and not answers else statement
    compiler = said.compile(dialect=dialect, column_keys=writes or None)
    if compiler.insert_prefetch or compiler.update_prefetch:
        raise TypeError("a column whose value Python makes")
    state = compiler.construct_expanded_state(dict(given))
    labels = tuple(state.positiontup or state.parameters)
    elements = _elements(state.parameter_expansion)
    places = tuple(_place(label, elements.get(label), compiler, dialect) for label in labels)
    return Compiled(
        text=state.statement,
        places=places,
        plain=tuple(one.name for one in places) if all(map(_is_plain, places)) else (),
        labels=() if compiler.positional else labels,
        names=tuple(answers),
        reads=_reads(answers, dialect),
    )


def _elements(expansion: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, int]]:
    """Of which list, and which of its elements, each label of an expanded list is."""
    return {label: (name, at) for name, labels in expansion.items() for at, label in enumerate(labels)}


def _reads(answers: Mapping[str, ColumnElement[Any]], dialect: Dialect) -> tuple[tuple[str, _Convert], ...]:
    """What is done with the columns of an answer that are not read as the driver gives them."""
    reads = ((name, one.type.dialect_impl(dialect).result_processor(dialect, None)) for name, one in answers.items())
    return tuple((name, read) for name, read in reads if read is not None)


def _is_plain(place: _Place) -> bool:
    return bool(place.name) and place.element is None and place.write is None


def _place(label: str, element: tuple[str, int] | None, compiler: SQLCompiler, dialect: Dialect) -> _Place:
    name, at = element or (label, None)
    bind: BindParameter[Any] = compiler.binds[name]
    write = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return _Place(name=name, element=at, write=write)
    value: Any = bind.effective_value
    value = value if at is None else value[at]
    return _Place(name="", element=None, write=None, value=value if write is None else write(value))
