"""Person tables: persons, their pseudonyms, and the keys of crypto-shredding in a database of their own.

A person's id is random and says nothing; what a person could be known by is in `sealed`, and nowhere else.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from exchange.storage.tables.columns import Instant, seal_column
from exchange.storage.tables.metadata import key_metadata, metadata

person_key = Table(
    "person_key",
    key_metadata,
    Column("person", Text, primary_key=True),
    # Empty once the person was erased: the row stays so that no new key is ever made for that id.
    Column("wrapped", LargeBinary),
)
person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("reference_hash", Text, nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    # Whoever this person turned out to be: their reference still leads there, sealed under that one's key.
    Column("merged_into", Text, index=True),
    seal_column(),
)
pseudonym = Table(
    "pseudonym",
    metadata,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
plan = Table(
    "plan",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False, index=True),
    Column("owner", Text, nullable=False),
    # When the first thing on its agenda is somebody's to look at; NULL where it is closed.
    Column("look_at", Instant),
    Column("sealed", LargeBinary, nullable=False),
    seal_column(),
)
Index("ix_plan_look_at", plan.c.look_at)
Index("ix_plan_owner", plan.c.owner, plan.c.look_at)
sheet = Table(
    "sheet",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False, index=True),
    Column("owner", Text, nullable=False),
    Column("writes", Integer, nullable=False),
    Column("saved_at", Instant, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)
Index("ix_sheet_owner", sheet.c.owner, sheet.c.saved_at)
