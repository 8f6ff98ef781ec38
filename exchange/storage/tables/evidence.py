"""Evidence tables: leaves, the records they commit to, how many there are, where a log begins."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text

from exchange.storage.tables.columns import Instant
from exchange.storage.tables.metadata import metadata

leaf = Table(
    "leaf",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
)
# What a leaf commits to; it can go, the leaf stays. `body` is salt ‖ record, encrypted where it concerns a person.
record = Table(
    "record",
    metadata,
    Column("position", ForeignKey("leaf.position"), primary_key=True, autoincrement=False),
    Column("type", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("person", Text, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)
# One row: how many leaves there are. Whoever counts it up holds it until the commit, so there is never a gap.
log_size = Table(
    "log_size",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
)
# Which of the leaves begins which of the hub's logs; a successor is opened when a database was restored.
log_start = Table(
    "log_start",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("signed", Boolean, nullable=False),
)
