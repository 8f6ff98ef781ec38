"""Which steps of a migration that need the vault were taken.

Programs of before may not go on: they keep a person under whatever spelling of the reference was typed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table; empty, it says that `geleit migrate` has to open the vault."""
    op.create_table(
        "vault_step",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_vault_step"),
    )
