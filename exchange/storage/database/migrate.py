"""Schema migration: brings a database to the schema of this program, and says where it stands (Alembic, no ini file).

A step is named by its number, a point, and the number of the oldest program that can go on working after it: with
`0004.0003` programs of step 3 still run, and processes are exchanged one by one. Such a step only adds: tables,
indexes, columns that may be empty. What takes something away comes later, when no program needs it any more.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, column, inspect, select, table

from exchange.core.unavailable import DatabaseUnavailable
from exchange.storage.database.engine import reading, writing
from exchange.storage.tables.schema import key_metadata, metadata

_HERE = Path(__file__).parents[1] / "migrations"
_STEP = re.compile(r'^revision(?:, \w+)* = "([0-9.]+)"', re.MULTILINE)
_VERSION = table("alembic_version", column("version_num"))
WITH_MACS = "0016"
"""The first step with MACs beside rows that decide."""


class SchemaState(StrEnum):
    """Where a database stands, compared with this program: `ahead` is newer, but made so that this one still works."""

    CURRENT = "current"
    AHEAD = "ahead"
    OLDER = "older"
    NEWER = "newer"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Schema:
    """One line of migrations: the folder of its steps, and the tables they end in."""

    folder: str
    tables: MetaData


MAIN = Schema("main", metadata)
PERSON_KEYS = Schema("person_keys", key_metadata)


def migrate(engine: Engine, *, schema: Schema = MAIN, adopt: Callable[[Connection], None] | None = None) -> None:
    """Bring a database to this program's schema, all steps in one transaction; a repeat changes nothing.

    `adopt` writes the MACs of rows of before there were any, in that same transaction and never again.

    Raises:
        DatabaseUnavailable: the database is newer than this program can use, or cannot be reached.
    """
    standing = schema_state(engine, schema=schema)
    if standing is SchemaState.NEWER:
        raise DatabaseUnavailable("schema-newer")
    if standing is SchemaState.AHEAD:
        return
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            # A step may take longer on a large table than a statement of a call ever should.
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        before = _found(connection)
        _upgrade(connection, schema)
        if adopt is not None and before is not None and before.partition(".")[0] < WITH_MACS:
            adopt(connection)


def schema_state(engine: Engine, *, schema: Schema = MAIN) -> SchemaState:
    """Say where a database stands. A step this program does not know makes it newer, or ahead."""
    with reading(engine) as connection:
        found = _found(connection)
    if found is None:
        return SchemaState.EMPTY
    steps = steps_of(schema)
    if found not in steps:
        oldest = found.partition(".")[2]
        return SchemaState.AHEAD if oldest and oldest <= steps[0].partition(".")[0] else SchemaState.NEWER
    return SchemaState.CURRENT if found == steps[0] else SchemaState.OLDER


def steps_of(schema: Schema) -> tuple[str, ...]:
    """The names of a schema's steps, the newest first, as their files say them; none is loaded for that."""
    files = sorted((_HERE / schema.folder).glob("v*.py"), reverse=True)
    return tuple(name for file in files for name in _STEP.findall(file.read_text(encoding="utf-8")))


def _found(connection: Connection) -> str | None:
    """The step a database stands at, as Alembic notes it."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalars(select(_VERSION.c.version_num)).one_or_none()


def _upgrade(connection: Connection, schema: Schema) -> None:
    # Alembic and its steps take 10 MB, and a hub that runs takes none.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("version_locations", str(_HERE / schema.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"], config.attributes["tables"] = connection, schema.tables
    command.upgrade(config, "head")
