"""What is said to a database, heard at the driver itself: SQLite's own trace, and cursors of psycopg's that tell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, Cursor
from psycopg.pq import PipelineStatus
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


def hear_ways(engine: Engine, tell: Callable[[], object]) -> None:
    """Tell of every way to PostgreSQL and back, that of a statement alone and that of a pipeline."""

    class Telling(Cursor[Any]):
        def execute(self, query, *arguments, **options):
            if self.connection.info.pipeline_status is PipelineStatus.OFF:
                tell()
            return super().execute(query, *arguments, **options)

    def attach(connection: Connection[Any], *_: object) -> None:
        @contextmanager
        def pipeline() -> Iterator[Any]:
            tell()
            with type(connection).pipeline(connection) as together:
                yield together

        connection.cursor_factory = Telling
        connection.pipeline = pipeline

    event.listen(engine, "checkout", attach)
