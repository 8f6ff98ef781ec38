"""Fact table: what held from when to when, and when it was written down; rows are added and never changed."""

from sqlalchemy import JSON, Column, Index, LargeBinary, Table, Text

from exchange.core.compliance.kind import FactKind
from exchange.storage.tables.columns import KEY, Code, Instant, seal_column
from exchange.storage.tables.metadata import metadata

fact = Table(
    "fact",
    metadata,
    # The kind stands in the name, so that the log's index finds all that were ever written of one kind.
    Column("name", KEY, primary_key=True),
    Column("kind", Code(FactKind), nullable=False),
    Column("subject", KEY, nullable=False),
    Column("topic", Text, nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_until", Instant),
    Column("recorded_at", Instant, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    # Whose it is; empty where it concerns nobody. Then what it says stands in `document`, else in `sealed`.
    Column("person", Text, nullable=False, index=True),
    Column("document", JSON),
    Column("sealed", LargeBinary),
    seal_column(),
)
Index("ix_fact_subject", fact.c.kind, fact.c.subject)
