"""Delivery tables: the transactional outbox, which is the partners' mailbox too, and the inbox of their events."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, literal_column

from exchange.core.vocabulary import Delivery
from exchange.storage.tables.columns import NUMBER, Code, Instant
from exchange.storage.tables.metadata import metadata

outbox = Table(
    "outbox",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("jti", Text, nullable=False, unique=True),
    Column("partner", Text, nullable=False),
    Column("prio", Integer, nullable=False),
    Column("referral", Text, nullable=False),
    Column("packet", Text, index=True),
    Column("set_jws", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Instant),
    Column("state", Code(Delivery), nullable=False),
    # When the worker may claim it; a lease moves this to its own end. Empty: not on the worker's list.
    Column("due_at", Instant),
    Column("lease_token", Text),
    # Set while it lies in the partner's mailbox.
    Column("deposited_at", Instant),
    Column("offered_at", Instant),
    Column("ended_at", Instant),
    Column("error", Text),
)
_DUE, _WAITING = outbox.c.due_at.is_not(None), outbox.c.deposited_at.is_not(None)
_ORDER = (outbox.c.prio, outbox.c.created_at, outbox.c.number)
Index("ix_outbox_due", *_ORDER, sqlite_where=_DUE, postgresql_where=_DUE)
Index("ix_outbox_mailbox", outbox.c.partner, *_ORDER, sqlite_where=_WAITING, postgresql_where=_WAITING)
# An index of some of the rows is used only where a statement says in so many words that it wants no others.
IS_DEAD = outbox.c.state == literal_column(f"'{Delivery.DEAD_LETTER}'")
Index("ix_outbox_dead", outbox.c.referral, sqlite_where=IS_DEAD, postgresql_where=IS_DEAD)
# Stop signals, which are few: whoever must not be notified twice is looked for among them.
IS_STOP = outbox.c.prio == literal_column("0")
Index("ix_outbox_stop", outbox.c.referral, sqlite_where=IS_STOP, postgresql_where=IS_STOP)
inbox = Table(
    "inbox",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("jti", Text, nullable=False),
    Column("signing_sha256", Text, nullable=False),
    Column("referral", Text, index=True),
    Column("packet", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("seq", Integer),
    Column("verdict", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("person", Text, nullable=False),
    Column("sealed", LargeBinary),
    UniqueConstraint("issuer", "jti"),
)
