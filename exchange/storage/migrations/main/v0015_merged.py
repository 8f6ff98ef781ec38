"""Into whom a person was merged.

A program of before must not go on: it would look for the merged person under a key that is destroyed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column, empty for everybody who is there."""
    op.add_column("person", sa.Column("merged_into", sa.Text(), nullable=True))
    op.create_index("ix_person_merged_into", "person", ["merged_into"])
