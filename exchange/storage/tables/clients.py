"""Client tables: registered clients, and answers kept for idempotency keys."""

from sqlalchemy import JSON, Column, Integer, LargeBinary, Table, Text

from exchange.storage.tables.columns import KEY, Instant, seal_column
from exchange.storage.tables.metadata import metadata

client = Table(
    "client",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("document", JSON, nullable=False),
    seal_column(),
)
# The fingerprint is a keyed hash: what it is made of may be personal. A key without an answer is being worked on.
reply = Table(
    "reply",
    metadata,
    Column("client", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("until", Instant, nullable=False, index=True),
    Column("status", Integer),
    Column("headers", JSON),
    Column("body", LargeBinary),
)
