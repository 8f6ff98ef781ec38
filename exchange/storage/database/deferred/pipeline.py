"""Pipeline mode (libpq): on PostgreSQL a write travels with the next question, or with the commit.

Each way to the server and back is time in which this transaction holds what others wait for. Nobody waits for the
answer to a write, so none has a way of its own. All arrive in the order in which they were said: locks are taken in
that order, and a query sees every write before it. What a rule of the tables forbids is heard with the next answer.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Connection, Executable

from exchange.storage.database.driver import Compiled, Driver, compiled

_WORTH_A_PIPELINE = 3
"""So many statements together; beginning and ending one costs a client what two ways within a machine do."""


class PipelineDriver(Driver):
    """Speaks as `Driver` does; what answers nothing is kept until something is asked, or `finish`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._kept: list[tuple[str, Any]] = []

    def write(self, statement: Executable, row: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """Keep a statement on a row, or on several that give the same columns."""
        rows = [row] if isinstance(row, Mapping) else row
        if rows:
            words = compiled(statement, rows[0], dialect=self.dialect)
            self._kept += [(words.text, words.parameters(one)) for one in rows]

    def undo_part(self) -> None:
        """Undo the part begun last, what of it was not said yet included."""
        self._kept.clear()
        super().undo_part()

    def finish(self) -> None:
        """Say what is kept, and commit."""
        self._send("COMMIT", None)

    def _ask(self, text: str, parameters: Any) -> list[Any]:
        answer: list[Any] = self._send(text, parameters).fetchall()
        return answer

    def _tell(self, words: Compiled, rows: Sequence[Any]) -> int:
        (row,) = rows
        return int(self._send(words.text, row).rowcount)

    def _say(self, words: str) -> None:
        self._send(words, None)

    def _send(self, text: str, parameters: Any) -> Any:
        """Say what is kept and this, in one way, and return the cursor of this."""
        kept, self._kept = self._kept, []
        cursor = self._raw.cursor()
        try:
            with ExitStack() as together:
                if len(kept) + 1 >= _WORTH_A_PIPELINE:
                    together.enter_context(self._raw.pipeline())
                for said, given in kept:
                    self._raw.cursor().execute(said, given)
                cursor.execute(text, parameters)
        except self._error as error:
            self._raise(error)
        return cursor
