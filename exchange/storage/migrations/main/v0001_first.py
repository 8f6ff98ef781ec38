"""The first tables."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text(
    "state IN ('released', 'sent', 'under-review', 'clarification-requested', 'accepted', 'waitlisted', 'scheduled', "
    "'no-show', 'appointment-cancelled', 'in-service', 'on-hold', 'external', 'cancellation-requested')"
)
DUE, WAITING = sa.text("due_at IS NOT NULL"), sa.text("deposited_at IS NOT NULL")
ORDER = ["prio", "created_at", "number"]


def upgrade() -> None:
    """Make the tables."""
    people()
    staff_and_partners()
    referrals()
    packets()
    outbox()
    inbox_and_ledger()
    log()
    once()


def people() -> None:
    """Persons and what is known of them under another name."""
    op.create_table("person", *texts("id", "reference_hash"), *instants("since"), sealed(), key("person", "id"))
    index("person", "reference_hash")
    op.create_table(
        "pseudonym",
        *texts("person", "recipient"),
        sealed(),
        key("pseudonym", "person", "recipient"),
        parent("pseudonym", "person", "person.id"),
    )
    op.create_table(
        "shared_consent",
        *texts("consent", "recipient", "person"),
        sealed(),
        key("shared_consent", "consent", "recipient"),
    )
    op.create_table(
        "consent",
        number(),
        *texts("id", "person"),
        sealed(),
        key("consent", "number"),
        unique("consent", "id"),
        parent("consent", "person", "person.id"),
    )
    index("consent", "person")


def staff_and_partners() -> None:
    """Staff, trainings, partners."""
    op.create_table(
        "staff",
        sa.Column("id", KEY, nullable=False),
        *texts("name", "role", "passphrase_hash"),
        *flags("active"),
        *instants("since"),
        key("staff", "id"),
    )
    op.create_table(
        "training",
        *texts("id", "staff", "topic"),
        *instants("valid_from", "valid_until"),
        key("training", "id"),
        parent("training", "staff", "staff.id"),
    )
    index("training", "staff")
    op.create_table(
        "partner",
        sa.Column("entity", KEY, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        key("partner", "entity"),
    )


def referrals() -> None:
    """Matters, drafts and history."""
    op.create_table(
        "referral",
        *texts("id", "person", "partner", "service_line", "service", "purpose", "urgency", "state", "power", "owner"),
        *texts("created_by", "approved_by", "next_reason"),
        *optional(sa.Text(), "consent", "delivery", "packet", "cancellation_from", "partner_prev", "hub_prev"),
        *instants("created_at", "state_since"),
        *optional(sa.BigInteger(), "next_at", "appointment"),
        *optional(sa.Date(), "cancellation_on"),
        *integers("version", "feedback_level", "reminded", "partner_seq", "hub_seq", "writes"),
        *flags("no_show", "handed_over", "received", "ever_in_service"),
        key("referral", "id"),
        parent("referral", "person", "person.id"),
    )
    index("referral", "consent")
    index("referral", "next_at")
    op.create_index(
        "ix_referral_one_open",
        "referral",
        ["person", "partner", "service_line"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "draft", *texts("referral"), sealed(), key("draft", "referral"), parent("draft", "referral", "referral.id")
    )
    op.create_table(
        "history",
        number(),
        *texts("referral", "origin", "target", "by", "who"),
        *instants("at"),
        *integers("version"),
        sealed(),
        key("history", "number"),
        parent("history", "referral", "referral.id"),
    )
    index("history", "referral")


def packets() -> None:
    """Sealed packets and the blobs they name."""
    op.create_table(
        "packet",
        *texts("id", "referral", "partner", "person", "kind", "packet_sha256", "jwe_sha256", "delivery"),
        *optional(sa.Text(), "consent"),
        *integers("version"),
        *instants("created_at", "expires_at", "delivery_since"),
        sa.Column("blobs", sa.JSON(), nullable=False),
        sa.Column("parcel", sa.LargeBinary(), nullable=False),
        sealed(),
        key("packet", "id"),
        parent("packet", "referral", "referral.id"),
    )
    index("packet", "referral")
    op.create_index("ix_packet_delivery_since", "packet", ["delivery", "delivery_since"])
    op.create_table(
        "packet_blob",
        *texts("packet", "sha256"),
        key("packet_blob", "packet", "sha256"),
        parent("packet_blob", "packet", "packet.id"),
    )
    index("packet_blob", "sha256")


def outbox() -> None:
    """What is on its way out."""
    op.create_table(
        "outbox",
        number(),
        *texts("jti", "partner", "referral", "set_jws", "state"),
        *optional(sa.Text(), "packet", "lease_token", "error"),
        *integers("prio", "attempts"),
        *instants("created_at", "expires_at"),
        *optional(sa.BigInteger(), "next_try", "due_at", "deposited_at", "offered_at", "ended_at"),
        key("outbox", "number"),
        unique("outbox", "jti"),
    )
    index("outbox", "packet")
    op.create_index("ix_outbox_due", "outbox", ORDER, sqlite_where=DUE, postgresql_where=DUE)
    op.create_index("ix_outbox_mailbox", "outbox", ["partner", *ORDER], sqlite_where=WAITING, postgresql_where=WAITING)


def inbox_and_ledger() -> None:
    """What came in, and what was disclosed."""
    op.create_table(
        "inbox",
        number(),
        *texts("issuer", "jti", "signing_sha256", "packet", "name", "verdict", "person"),
        *optional(sa.Text(), "referral"),
        *optional(sa.Integer(), "seq"),
        *instants("received_at"),
        *optional(sa.LargeBinary(), "sealed"),
        key("inbox", "number"),
        unique("inbox", "issuer", "jti"),
    )
    index("inbox", "referral")
    op.create_table(
        "disclosure",
        number(),
        *texts("id", "person"),
        *instants("at"),
        sealed(),
        key("disclosure", "number"),
        unique("disclosure", "id"),
    )
    index("disclosure", "person")


def log() -> None:
    """The evidence log, which starts empty."""
    op.create_table(
        "leaf",
        sa.Column("position", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        key("leaf", "position"),
    )
    op.create_table(
        "record",
        sa.Column("position", sa.BigInteger(), nullable=False, autoincrement=False),
        *integers("type"),
        *instants("at"),
        *texts("person"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        key("record", "position"),
        parent("record", "position", "leaf.position"),
    )
    index("record", "person")
    size = op.create_table(
        "log_size",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        key("log_size", "id"),
    )
    op.bulk_insert(size, [{"id": 1, "size": 0}])


def once() -> None:
    """Single-use marks and revoked tokens."""
    op.create_table("once", *texts("kind", "mark"), *instants("until"), key("once", "kind", "mark"))
    index("once", "until")
    op.create_table("revocation", *texts("jti"), *instants("until"), key("revocation", "jti"))
    index("revocation", "until")


def texts(*names: str) -> Iterator[sa.Column[str]]:
    """Columns of text or of a code."""
    return (sa.Column(name, sa.Text(), nullable=False) for name in names)


def integers(*names: str) -> Iterator[sa.Column[int]]:
    """Columns of small whole numbers."""
    return (sa.Column(name, sa.Integer(), nullable=False) for name in names)


def instants(*names: str) -> Iterator[sa.Column[int]]:
    """Columns of microseconds since 1970."""
    return (sa.Column(name, sa.BigInteger(), nullable=False) for name in names)


def flags(*names: str) -> Iterator[sa.Column[bool]]:
    """Columns of yes and no."""
    return (sa.Column(name, sa.Boolean(), nullable=False) for name in names)


def optional(kind: sa.types.TypeEngine[Any], *names: str) -> Iterator[sa.Column[Any]]:
    """Columns that may be empty."""
    return (sa.Column(name, kind, nullable=True) for name in names)


def sealed() -> sa.Column[bytes]:
    """What is encrypted under a person's key."""
    return sa.Column("sealed", sa.LargeBinary(), nullable=False)


def number() -> sa.Column[int]:
    """A number the database counts up."""
    return sa.Column("number", NUMBER, nullable=False)


def key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    """A primary key."""
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def unique(table: str, *names: str) -> sa.UniqueConstraint:
    """What there is once."""
    return sa.UniqueConstraint(*names, name=f"uq_{table}_{'_'.join(names)}")


def parent(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    """What must be there first."""
    return sa.ForeignKeyConstraint([name], [target], name=f"fk_{table}_{name}")


def index(table: str, name: str) -> None:
    """Make what is searched for quick to find."""
    op.create_index(f"ix_{table}_{name}", table, [name])
