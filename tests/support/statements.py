"""What is said to a database, heard at the driver itself: SQLite's own trace, and cursors of psycopg's that tell."""

from collections.abc import Callable
from typing import Any

from psycopg import Cursor
from sqlalchemy import Engine, event


def hear(engine: Engine, tell: Callable[[str], object]) -> None:
    """Tell of every statement before it runs, on every connection that is taken from now on."""

    class Telling(Cursor[Any]):
        def execute(self, query, *arguments, **options):
            tell(str(query))
            return super().execute(query, *arguments, **options)

        def executemany(self, query, *arguments, **options):
            tell(str(query))
            return super().executemany(query, *arguments, **options)

    def attach(connection, *_: object) -> None:
        if engine.dialect.name == "sqlite":
            connection.set_trace_callback(tell)
        else:
            connection.cursor_factory = Telling

    event.listen(engine, "checkout", attach)
