"""Support plans, under their persons' keys.

Programs of before must not go on: they know neither these rows nor the leaves that tell of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020.0019"


def upgrade() -> None:
    """Add the table, empty."""
    op.create_table(
        "plan",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "person", "owner")),
        sa.Column("look_at", sa.BigInteger()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_plan_person"),
    )
    op.create_index("ix_plan_person", "plan", ["person"])
    op.create_index("ix_plan_look_at", "plan", ["look_at"])
    op.create_index("ix_plan_owner", "plan", ["owner", "look_at"])
