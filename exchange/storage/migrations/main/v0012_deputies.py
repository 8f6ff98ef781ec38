"""For whom deputies stand in, from when to when.

A program of before must not go on: to it every deputy sees every case.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table, empty: a deputy sees their own cases until two people enter whose they see to."""
    op.create_table(
        "deputy_period",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, KEY, nullable=False) for name in ("deputy", "owner")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("valid_from", "valid_until")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("entered_by", "confirmed_by")),
        *(
            sa.ForeignKeyConstraint([name], ["staff.id"], name=f"fk_deputy_period_{name}")
            for name in ("deputy", "owner")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deputy_period"),
    )
    op.create_index("ix_deputy_period_deputy", "deputy_period", ["deputy"])
