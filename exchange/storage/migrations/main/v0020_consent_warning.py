"""When somebody is warned that a consent ends, so that the clock finds it.

Programs of before go on beside it: of what they keep nobody is warned until it is written again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020.0019"
down_revision = "0019"


def upgrade() -> None:
    """Add the column and its index. The windows are sealed, so the clock looks once at each that runs."""
    op.add_column("consent", sa.Column("warns_at", sa.BigInteger(), nullable=True))
    op.execute(sa.text("UPDATE consent SET warns_at = 0 WHERE ends_at IS NOT NULL"))
    op.create_index("ix_consent_warns_at", "consent", ["warns_at"])
