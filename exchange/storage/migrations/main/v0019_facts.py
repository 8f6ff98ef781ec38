"""Facts with two times: what held from when to when, and when it was written down.

Programs of before must not go on: they know neither these rows nor the leaves that tell of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table, empty."""
    op.create_table(
        "fact",
        sa.Column("name", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", KEY, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger()),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("entered_by", "approved_by", "person")),
        sa.Column("document", sa.JSON()),
        *(sa.Column(name, sa.LargeBinary()) for name in ("sealed", "seal")),
        sa.PrimaryKeyConstraint("name", name="pk_fact"),
    )
    op.create_index("ix_fact_person", "fact", ["person"])
    op.create_index("ix_fact_subject", "fact", ["kind", "subject"])
