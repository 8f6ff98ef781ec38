"""When a consent ends, so that the clock finds it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the column and its index. Programs of before may not go on: to them a later no stops nothing.

    The windows are sealed, so of what is there already the clock looks at each once and writes the true end.
    """
    op.add_column("consent", sa.Column("ends_at", sa.BigInteger(), nullable=True))
    op.execute(sa.text("UPDATE consent SET ends_at = 0"))
    op.create_index("ix_consent_ends_at", "consent", ["ends_at"])
