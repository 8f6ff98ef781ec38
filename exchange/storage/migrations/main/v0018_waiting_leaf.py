"""Leaves are written beside their change, without a place, and get one in batches.

Programs of before may not go on: they would not see that a row's newest leaf still waits, and would give a later one
a place before it. One that runs already finds the count under another name, and fails at its first write.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017.0016"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
RARE = sa.text("type = 59")
IS_ABOUT = sa.text("about IS NOT NULL")
NAME = "waiting_leaf"


def upgrade() -> None:
    """Add the table; leaves that have their place stay as they are."""
    op.create_table(
        NAME,
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("about", KEY),
        sa.PrimaryKeyConstraint("number", name=f"pk_{NAME}"),
    )
    op.create_index("ix_waiting_leaf_person", NAME, ["person"])
    op.create_index("ix_waiting_leaf_founded", NAME, ["number"], sqlite_where=RARE, postgresql_where=RARE)
    about = ["about", "number"]
    op.create_index("ix_waiting_leaf_about", NAME, about, sqlite_where=IS_ABOUT, postgresql_where=IS_ABOUT)
    op.alter_column("log_size", "size", new_column_name="placed")
