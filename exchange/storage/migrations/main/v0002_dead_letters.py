"""An index to find what could not be delivered of one matter."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

DEAD = sa.text("state = 'dead-letter'")


def upgrade() -> None:
    """Make the index; code of the step before does not notice it."""
    op.create_index("ix_outbox_dead", "outbox", ["referral"], sqlite_where=DEAD, postgresql_where=DEAD)
