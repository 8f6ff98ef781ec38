"""Passkeys of members of staff; and how somebody proved that it is them, beside the instant at which they did.

Programs of before must not go on: they would deactivate somebody and leave their passkeys as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024.0023"
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table, empty. Whoever is signed in typed a passphrase."""
    op.create_table(
        "passkey",
        sa.Column("id", KEY, nullable=False),
        sa.Column("staff", KEY, nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.UniqueConstraint("credential", name="uq_passkey_credential"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_passkey_staff"),
    )
    op.create_index("ix_passkey_staff", "passkey", ["staff"])
    op.add_column("session", sa.Column("fresh_by", sa.Text(), nullable=False, server_default="passphrase"))
