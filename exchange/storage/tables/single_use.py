"""Single-use tables: what is used once (replay protection), tokens that were revoked, steps that were taken."""

from sqlalchemy import Column, Table, Text

from exchange.storage.tables.columns import Instant
from exchange.storage.tables.metadata import metadata

once = Table(
    "once",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("until", Instant, nullable=False, index=True),
)
revocation = Table(
    "revocation",
    metadata,
    Column("jti", Text, primary_key=True),
    Column("until", Instant, nullable=False, index=True),
)
vault_step = Table(
    "vault_step",
    metadata,
    Column("name", Text, primary_key=True),
    Column("taken_at", Instant, nullable=False),
)
