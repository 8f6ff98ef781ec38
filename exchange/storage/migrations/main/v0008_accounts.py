"""Who made an account or a training, when its owner set the passphrase, and what waits for a second person.

A program of before must not go on: it makes a second person on one person's word, and any training opens anything.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns, empty for what is there: accounts stand as they are."""
    for table in ("staff", "training"):
        op.add_column(table, sa.Column("entered_by", sa.Text()))
        op.add_column(table, sa.Column("confirmed_by", sa.Text()))
    op.add_column("staff", sa.Column("passphrase_changed_at", sa.BigInteger()))
    op.create_table(
        "staff_change",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("staff", "kind", "name", "role", "topic")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("entered_by", "confirmed_by")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("first_half", "second_half")),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger()) for name in ("valid_from", "valid_until")),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_change"),
    )
