"""Brings a database to the schema of this program, and says where it stands (Alembic, without an ini file)."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData

from exchange.core.away import DatabaseAway
from exchange.storage.client_tables import metadata
from exchange.storage.engine import reading, writing
from exchange.storage.tables import key_metadata

_HERE = Path(__file__).parent / "migrations"


class Standing(StrEnum):
    """Where a database stands, compared with this program."""

    CURRENT = "current"
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


def migrate(engine: Engine, *, schema: Schema = MAIN) -> None:
    """Bring a database to this program's schema, all steps in one transaction; a repeat changes nothing.

    Raises:
        DatabaseAway: the database is newer than this program, or cannot be reached.
    """
    if schema_state(engine, schema=schema) is Standing.NEWER:
        raise DatabaseAway("schema-newer")
    config = _config(schema)
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        config.attributes["tables"] = schema.tables
        command.upgrade(config, "head")


def schema_state(engine: Engine, *, schema: Schema = MAIN) -> Standing:
    """Say where a database stands. A step this program does not know makes it newer."""
    with reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        return Standing.EMPTY
    steps = [step.revision for step in ScriptDirectory.from_config(_config(schema)).walk_revisions()]
    if found not in steps:
        return Standing.NEWER
    return Standing.CURRENT if found == steps[0] else Standing.OLDER


def _config(schema: Schema) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("version_locations", str(_HERE / schema.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config
