"""No statement of the store looks through a table that grows, however much is stored."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import Select, UpdateBase
from sqlalchemy.dialects import sqlite

from exchange import storage
from exchange.storage.database.engine import reading
from exchange.storage.tables.referrals import referral
from exchange.storage.tables.schema import key_metadata, metadata
from tests.support.places import SqlPlace

Statement = Select | UpdateBase
SMALL = {"client", "hook", "log_size", "log_start", "partner", "staff", "staff_change", "vault_step"}
"""Tables of which a hub has few rows."""
OF_SOME_ROWS = {
    "ix_outbox_due",
    "ix_outbox_mailbox",
    "ix_outbox_dead",
    "ix_outbox_stop",
    "ix_record_founded",
    "ix_waiting_leaf_founded",
}
"""Indexes that hold only what is still to be done, or what hardly ever happens."""
WHOLE = {
    "ledger._COUNT",
    "people._COLLIDING",
    "people._TWICE",
    "adopt._TOLD",
    "evidence.log._BACKLOG",
    "evidence.sequence._NUMBERS",
    "evidence.sequence._TAKE",
}
"""What means every row: `geleit verify-log` counts all lines, `doctor` looks for references that fall together.

`geleit migrate` asks once whether a log tells of rows already. Of what waits for its place there are a few seconds'
worth; who gives places takes the first of it.
"""
PARTS = {"_COLUMNS", "_ONE", "_OF_PARTNER", "_OF_STATE", "_PERSON", "_RECORDS", "_WAITING"}
"""What others are made of and nobody executes."""
_SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
_TABLES = {*metadata.tables, *key_metadata.tables}
_LIST = re.compile(r"\(?__\[POSTCOMPILE_\w+\]\)?")


def statements() -> Iterator[tuple[str, Statement]]:
    """Every statement that is kept under a name."""
    for module in pkgutil.walk_packages(storage.__path__, "exchange.storage."):
        if "migrations" in module.name:
            continue  # a step runs once, and Alembic's own file only within one
        for name, value in vars(importlib.import_module(module.name)).items():
            for statement in _in(value):
                if name not in PARTS:
                    yield f"{module.name.removeprefix('exchange.storage.')}.{name}", statement


def _in(value: object) -> list[Statement]:
    if isinstance(value, tuple):
        return [one for one in value if isinstance(one, Statement)]
    if isinstance(value, dict) and isinstance(value, Mapping):
        return [one for key, one in value.items() if key != "postgresql" and isinstance(one, Statement)]
    return [value] if isinstance(value, Statement) else []


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    place = SqlPlace.sqlite(tmp_path_factory.mktemp("plans"))
    yield {"database.person_keys": place.engine(place.keys), "main": place.engine(place.main)}
    place.close()


def scanned(databases, name: str, statement: Statement) -> set[str]:
    """The growing tables this one looks through from end to end."""
    engine = databases.get(name.rpartition(".")[0], databases["main"])
    words = _LIST.sub("(?, ?)", str(statement.compile(dialect=sqlite.dialect())))
    with reading(engine) as connection:
        driver = connection.connection.dbapi_connection
        plan = driver.execute(f"EXPLAIN QUERY PLAN {words}", [None] * words.count("?")).fetchall()
    # What a part of the statement has found is no table.
    found = [match for *_, line in plan if (match := _SCAN.match(line)) and match[1] in _TABLES]
    return {match[1] for match in found if match[1] not in SMALL and match[2] not in OF_SOME_ROWS}


@pytest.mark.parametrize(("name", "statement"), [pytest.param(*one, id=one[0]) for one in statements()])
def test_a_statement_finds_its_rows_by_an_index(databases, name, statement):
    assert scanned(databases, name, statement) == set() or name in WHOLE


def test_whoever_looks_through_all_matters_is_noticed(databases):
    assert scanned(databases, "", referral.select().where(referral.c.purpose == "x")) == {"referral"}
