"""An index of who was founded anew, which the doctor shows for good. Programs of step 12 go on."""

import sqlalchemy as sa
from alembic import op

revision = "0013.0012"
down_revision = "0012"


def upgrade() -> None:
    """Add the index: it holds nothing but leaves of kind 59, of which there are few or none."""
    rare = sa.text("type = 59")
    op.create_index("ix_record_founded", "record", ["position"], sqlite_where=rare, postgresql_where=rare)
