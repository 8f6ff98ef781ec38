"""Evidence tables: leaves that wait, leaves that have their place, the records they commit to, where a log begins."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from exchange.core.evidence.entry import EntryType
from exchange.storage.tables.columns import KEY, NUMBER, Instant
from exchange.storage.tables.metadata import metadata

RARE = EntryType.STAFF_FOUNDED
"""A kind of which there are few, and which is looked for among all there are: its index holds nothing else."""

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
    # The row whose write it tells of. Only a hint where to look: what holds is in `body`.
    Column("about", KEY),
)
_ARE_RARE = text(f"type = {int(RARE)}")
Index("ix_record_founded", record.c.position, sqlite_where=_ARE_RARE, postgresql_where=_ARE_RARE)
IS_ABOUT = record.c.about.is_not(None)
Index("ix_record_about", record.c.about, record.c.position, sqlite_where=IS_ABOUT, postgresql_where=IS_ABOUT)
# What is written with its change and has no place yet: leaf and record in one row, numbered as it is written.
waiting_leaf = Table(
    "waiting_leaf",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("leaf", LargeBinary, nullable=False),
    Column("type", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("person", Text, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("about", KEY),
)
Index("ix_waiting_leaf_founded", waiting_leaf.c.number, sqlite_where=_ARE_RARE, postgresql_where=_ARE_RARE)
WAITS_ABOUT = waiting_leaf.c.about.is_not(None)
Index(
    "ix_waiting_leaf_about",
    waiting_leaf.c.about,
    waiting_leaf.c.number,
    sqlite_where=WAITS_ABOUT,
    postgresql_where=WAITS_ABOUT,
)
# One row: how many leaves have their place. Who gives places holds it until the commit, so there is never a gap.
log_size = Table(
    "log_size",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("placed", BigInteger, nullable=False),
)
# Which of the leaves begins which of the hub's logs; a successor is opened when a database was restored.
log_start = Table(
    "log_start",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("signed", Boolean, nullable=False),
)
