"""A MAC beside every row that decides, and an index of the leaves that tell of writes of rows.

Programs of before may not go on: they would write rows without a MAC, which nobody believes any more. Opening the
vault, `geleit migrate` writes the MACs of what is there in the same transaction (`storage/adopt.py`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

DECIDING = ("client", "consent", "deputy_period", "partner", "person", "staff", "staff_change", "training")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IS_ABOUT = sa.text("about IS NOT NULL")


def upgrade() -> None:
    """Add the columns, empty for what is there."""
    for table in DECIDING:
        op.add_column(table, sa.Column("seal", sa.LargeBinary()))
    op.add_column("record", sa.Column("about", KEY))
    op.create_index(
        "ix_record_about", "record", ["about", "position"], sqlite_where=IS_ABOUT, postgresql_where=IS_ABOUT
    )
