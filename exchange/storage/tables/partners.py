"""Partner table: enrolled partners."""

from sqlalchemy import JSON, Column, Table

from exchange.storage.tables.columns import KEY, seal_column
from exchange.storage.tables.metadata import metadata

partner = Table(
    "partner",
    metadata,
    Column("entity", KEY, primary_key=True),
    Column("document", JSON, nullable=False),
    seal_column(),
)
