"""A code people can say for every matter.

A program of before must not go on: its matters would have none, and nobody could name them.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013.0012"

ALPHABET = "234679CDFHJKMNPQRTVWX"


def upgrade() -> None:
    """Add the column, give each matter that is there a code, and let no two have the same."""
    op.add_column("referral", sa.Column("code", sa.Text(), nullable=True))
    row = sa.table("referral", sa.column("id"), sa.column("code"))
    given: set[str] = set()
    connection = op.get_bind()
    for (one,) in connection.execute(sa.select(row.c.id)).all():
        connection.execute(row.update().where(row.c.id == one).values(code=_free(given)))
    op.create_index("ix_referral_code", "referral", ["code"], unique=True)


def _free(given: set[str]) -> str:
    while True:
        text = "".join(secrets.choice(ALPHABET) for _ in range(6))
        code = f"{text[:3]}-{text[3:]}"
        if code not in given:
            given.add(code)
            return code
