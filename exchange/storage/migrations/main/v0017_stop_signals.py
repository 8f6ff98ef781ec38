"""An index of the stop signals of a matter, so that nobody is notified of a withdrawal twice."""

import sqlalchemy as sa
from alembic import op

revision = "0017.0016"
down_revision = "0016"

IS_STOP = sa.text("prio = 0")


def upgrade() -> None:
    """Make the index. Programs of before go on beside it: they only do not look."""
    op.create_index("ix_outbox_stop", "outbox", ["referral"], sqlite_where=IS_STOP, postgresql_where=IS_STOP)
