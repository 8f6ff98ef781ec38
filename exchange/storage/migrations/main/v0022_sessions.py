"""Sessions of members of staff, and attempts to begin one.

Programs of before must not go on: they would deactivate somebody and leave their sessions as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add both tables, empty."""
    op.create_table(
        "session",
        sa.Column("id", KEY, nullable=False),
        sa.Column("staff", KEY, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("token_digest", "bound")),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at_mac", sa.LargeBinary(), nullable=False),
        sa.Column("fresh_at", sa.BigInteger(), nullable=False),
        sa.Column("fresh_at_mac", sa.LargeBinary(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        *(sa.Column(name, sa.Text()) for name in ("why", "ended_by")),
        sa.Column("seal", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_digest", name="uq_session_token_digest"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_session_staff"),
    )
    op.create_index("ix_session_staff", "session", ["staff"])
    op.create_index("ix_session_begun_at", "session", ["begun_at"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_last_at", "sign_in_attempt", ["last_at"])
