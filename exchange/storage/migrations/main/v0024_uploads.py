"""Files that were put and that nothing names yet are counted in the database, for all processes and across restarts.

Files of before do not count; what of them nothing names is swept away within a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024.0023"
down_revision = "0023"

NAME = "upload"


def upgrade() -> None:
    """Add the table, empty."""
    op.create_table(
        NAME,
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "sha256", "who")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("size", "at")),
        sa.PrimaryKeyConstraint("id", name=f"pk_{NAME}"),
    )
    for name in ("sha256", "who", "at"):
        op.create_index(f"ix_{NAME}_{name}", NAME, [name])
