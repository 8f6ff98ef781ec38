"""Where each of the hub's logs begins; the first one begins with the first leaf."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table, with the log there has always been."""
    start = op.create_table(
        "log_start",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_log_start"),
    )
    op.bulk_insert(start, [{"number": 1, "first": 0, "signed": False}])
