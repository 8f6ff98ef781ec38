"""Staff tables: members of staff, and what they were trained in."""

from sqlalchemy import Boolean, Column, ForeignKey, Table, Text

from exchange.core.vocabulary import Role
from exchange.storage.tables.columns import KEY, Code, Instant
from exchange.storage.tables.metadata import metadata

staff = Table(
    "staff",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Code(Role), nullable=False),
    Column("passphrase_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
)
training = Table(
    "training",
    metadata,
    Column("id", Text, primary_key=True),
    Column("staff", ForeignKey("staff.id"), nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
)
