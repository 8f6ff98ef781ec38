"""What lies on somebody's list, and when the clock looks at it again, beside by when it is due."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006.0005"

OURS = ("finish-draft", "ask-consent", "send", "answer")
ITEMS = ("unreadable", "returned", "dead-letter", "question", "gap", "withdrawal-unanswered")
RECEIPT = 15 * 60 * 1_000_000


def upgrade() -> None:
    """Add the columns; what waits for somebody now is on their list from when its state began."""
    op.add_column("referral", sa.Column("listed_at", sa.BigInteger(), nullable=True))
    op.add_column("referral", sa.Column("look_at", sa.BigInteger(), nullable=True))
    op.add_column("referral", sa.Column("behind", sa.Text(), nullable=True))
    row = sa.table(
        "referral",
        *map(sa.column, ("next_at", "next_reason", "state", "state_since", "received", "listed_at", "look_at")),
    )
    at_once = row.c.next_reason.in_((*OURS, *ITEMS))
    unconfirmed = sa.and_(row.c.state == "sent", sa.not_(row.c.received))
    listed = sa.case(
        (sa.and_(at_once, row.c.state_since < row.c.next_at), row.c.state_since),
        (sa.and_(unconfirmed, row.c.state_since + RECEIPT < row.c.next_at), row.c.state_since + RECEIPT),
        else_=row.c.next_at,
    )
    op.execute(row.update().where(row.c.next_at.is_not(None)).values(listed_at=listed, look_at=row.c.next_at))
    op.create_index("ix_referral_listed_at", "referral", ["listed_at"])
    op.create_index("ix_referral_look_at", "referral", ["look_at"])
    op.drop_index("ix_referral_next_at", "referral")
