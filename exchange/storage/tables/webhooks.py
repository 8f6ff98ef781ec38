"""Webhook table: how partners' webhooks stand."""

from sqlalchemy import JSON, Column, LargeBinary, Table

from exchange.storage.tables.columns import KEY, Instant
from exchange.storage.tables.metadata import metadata

webhook = Table(
    "hook",
    metadata,
    Column("partner", KEY, primary_key=True),
    # As in the outbox: when the worker may claim it, empty where it has nothing to do.
    Column("due_at", Instant, index=True),
    Column("document", JSON, nullable=False),
    # The secrets of `v1`, encrypted under a key of their own; empty where there are none.
    Column("sealed", LargeBinary),
)
