"""An index to find the matters of one person."""

from alembic import op

revision = "0006.0005"
down_revision = "0005"


def upgrade() -> None:
    """Make the index; code of the step before does not notice it."""
    op.create_index("ix_referral_person", "referral", ["person"])
