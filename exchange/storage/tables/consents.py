"""Consent tables: consents, what recipients know them by, and the ledger of disclosures."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text

from exchange.storage.tables.columns import NUMBER, Instant, seal_column
from exchange.storage.tables.metadata import metadata

consent = Table(
    "consent",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("person", ForeignKey("person.id"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    # When the clock looks whether all clauses of a given one have ended; empty where nothing can end.
    Column("ends_at", Instant, index=True),
    # When somebody is next warned that clauses end; empty where nothing is to be said.
    Column("warns_at", Instant, index=True),
    seal_column(),
)
shared_consent = Table(
    "shared_consent",
    metadata,
    Column("consent", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
disclosure = Table(
    "disclosure",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("person", Text, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
