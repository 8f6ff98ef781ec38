"""Read, validation and write phase (Kung and Robinson, 1981): what an attempt says to its database, and when.

In the read phase queries are answered from one view of the database, with nobody held, and what is to be written is
kept. In its turn the whole is said again in the same order: every query must be answered as before, byte for byte, and
every write must change as many rows as was taken for granted. Rows that are missing and lists are covered like any
other answer, and so is a kind of row that nobody thought of.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable, Select

from exchange.core.errors import Conflict, Duplicate, NotFound
from exchange.storage.database.deferred.overlap import Effect, effect_of, may_see
from exchange.storage.database.driver import Compiled, Driver, Row, compiled


class Moved(Exception):
    """What an attempt had read, or taken for granted, is not so in its turn."""


class Unforeseeable(Exception):
    """What comes next depends on what an attempt writes: only in its turn can that be known."""


@dataclass(frozen=True, slots=True)
class _Query:
    """A query, and how it was answered."""

    text: str
    parameters: Any
    answer: list[Any]


@dataclass(frozen=True, slots=True)
class _Write:
    """A write that is kept; `takes_for_granted` is how many rows it must change, None where nobody asked."""

    words: Compiled
    rows: Sequence[Any]
    effects: Sequence[Effect]
    takes_for_granted: int | None = None


class OptimisticDriver(Driver):
    """Speaks as `Driver` does; up to `confirm` only queries are said. Not to be used after `Moved`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._script: list[_Query | _Write] = []
        self._parts: list[int] = []
        self._is_turn = False
        self._is_unforeseeable = False

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return any(isinstance(one, _Write) for one in self._script)

    @contextmanager
    def read_phase(self) -> Iterator[None]:
        """What is done before the turn. What it raises stands, unless anything was taken for granted before.

        Raises:
            Unforeseeable: it needs the turn.
        """
        try:
            yield
        except Exception as error:
            if self._takes_for_granted:
                raise Unforeseeable from error
            raise
        if self._is_unforeseeable:
            raise Unforeseeable

    @property
    def _takes_for_granted(self) -> bool:
        granted = (one.takes_for_granted for one in self._script if isinstance(one, _Write))
        return self._is_unforeseeable or any(one is not None for one in granted)

    def rows(self, statement: Executable, given: Mapping[str, Any]) -> list[Row]:
        """Run a query.

        Raises:
            Unforeseeable: it may see what was written here, or is itself a write that answers.
        """
        if self._is_turn:
            return super().rows(statement, given)
        if not isinstance(statement, Select) or any(may_see(statement, given, one) for one in self._effects()):
            self._give_up(statement)
        words = compiled(statement, given, dialect=self.dialect)
        parameters = words.parameters(given)
        answer = self._ask(words.text, parameters)
        self._script.append(_Query(words.text, parameters, answer))
        return [words.row(one) for one in answer]

    def write(self, statement: Executable, row: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """Keep a write for the turn."""
        if self._is_turn:
            return super().write(statement, row)
        rows = [row] if isinstance(row, Mapping) else row
        if rows:
            self._keep(statement, rows, takes_for_granted=None)
        return None

    def changed(self, statement: Executable, row: Mapping[str, Any]) -> int:
        """Keep a write, and take for granted that it changes one row."""
        if self._is_turn:
            return super().changed(statement, row)
        self._keep(statement, [row], takes_for_granted=1)
        return 1

    def begin_part(self) -> None:
        """Begin a part whose writes can be forgotten alone. What was read in it counts all the same."""
        self._parts.append(len(self._script))

    def end_part(self) -> None:
        """Let the part begun last stand with the rest."""
        self._parts.pop()

    def undo_part(self) -> None:
        """Forget what the part begun last was to write."""
        start = self._parts.pop()
        self._script[start:] = [one for one in self._script[start:] if isinstance(one, _Query)]

    def confirm(self, connection: Connection) -> None:
        """Say everything in its turn; from then on speak as `Driver` does.

        Raises:
            Moved: a query was answered otherwise than before, or a write changed more or fewer rows.
            Unforeseeable: a rule of the tables forbids a write; where it is to be said, its caller has to hear of it.
        """
        super().__init__(connection)
        self._is_turn = True
        try:
            for one in self._script:
                self._say_again(one)
        except (Conflict, Duplicate, NotFound) as error:
            raise Unforeseeable from error

    def _say_again(self, one: _Query | _Write) -> None:
        if isinstance(one, _Query):
            if self._ask(one.text, one.parameters) != one.answer:
                raise Moved
            return
        changed = self._tell(one.words, one.rows)
        if one.takes_for_granted is not None and changed != one.takes_for_granted:
            raise Moved

    def _keep(self, statement: Executable, rows: Sequence[Mapping[str, Any]], *, takes_for_granted: int | None) -> None:
        words = compiled(statement, rows[0], dialect=self.dialect)
        effects = [effect_of(statement, one) for one in rows]
        self._script.append(_Write(words, [words.parameters(one) for one in rows], effects, takes_for_granted))

    def _effects(self) -> list[Effect]:
        return [effect for one in self._script if isinstance(one, _Write) for effect in one.effects]

    def _give_up(self, statement: Executable) -> None:
        # Kept, too: whoever catches everything must not go on with half of it.
        self._is_unforeseeable = True
        raise Unforeseeable(str(statement).partition("\n")[0])
