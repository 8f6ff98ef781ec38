"""What ended as a dead letter is counted at every look at the figures, however much has gone well."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

DEAD = sa.text("state = 'dead-letter'")


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_outbox_dead", "outbox", ["number"], sqlite_where=DEAD, postgresql_where=DEAD)
