"""Half-filled sheets under their persons' keys, and an index for what one member of staff has to see to.

Programs of before must not go on: merging two persons, they would leave the sheets of one behind.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the table, empty, and the index."""
    op.create_table(
        "sheet",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "person", "owner")),
        sa.Column("writes", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sheet"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_sheet_person"),
    )
    op.create_index("ix_sheet_person", "sheet", ["person"])
    op.create_index("ix_sheet_owner", "sheet", ["owner", "saved_at"])
    op.create_index("ix_sheet_saved_at", "sheet", ["saved_at"])
    op.create_index("ix_referral_agenda", "referral", ["owner", "listed_at", "id"])
