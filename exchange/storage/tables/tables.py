"""Table definitions: columns carry the names of values' fields; `sealed` is encrypted under the person's own key.

A person's id is random and says nothing; what a person could be known by is in `sealed`, and nowhere else.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

from exchange.core.vocabulary import TERMINAL, Actor, Delivery, PacketKind, Purpose, Role, Service, State, Urgency
from exchange.storage.tables.columns import KEY, NUMBER, Code, Instant

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
ONE_OPEN = "ix_referral_one_open"
BEFORE_RELEASE = frozenset({State.DRAFT, State.AWAITING_CONSENT})
OPEN = tuple(state for state in State if state not in TERMINAL and state not in BEFORE_RELEASE)
"""States of which a person has at most one per service line: released and not ended. A draft promises nothing yet."""

metadata = MetaData(naming_convention=NAMES)
key_metadata = MetaData(naming_convention=NAMES)

person_key = Table(
    "person_key",
    key_metadata,
    Column("person", Text, primary_key=True),
    # Empty once the person was erased: the row stays so that no new key is ever made for that id.
    Column("wrapped", LargeBinary),
)

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("reference_hash", Text, nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
pseudonym = Table(
    "pseudonym",
    metadata,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
shared_consent = Table(
    "shared_consent",
    metadata,
    Column("consent", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
staff = Table(
    "staff",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Code(Role), nullable=False),
    Column("passphrase_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
)
training = Table(
    "training",
    metadata,
    Column("id", Text, primary_key=True),
    Column("staff", ForeignKey("staff.id"), nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
)
partner = Table(
    "partner",
    metadata,
    Column("entity", KEY, primary_key=True),
    Column("document", JSON, nullable=False),
)
consent = Table(
    "consent",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("person", ForeignKey("person.id"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)
referral = Table(
    "referral",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False, index=True),
    Column("partner", Text, nullable=False),
    Column("service_line", Text, nullable=False),
    Column("service", Code(Service), nullable=False),
    Column("purpose", Code(Purpose), nullable=False),
    Column("urgency", Code(Urgency), nullable=False),
    Column("state", Code(State), nullable=False),
    Column("version", Integer, nullable=False),
    Column("consent", Text, index=True),
    Column("power", Text, nullable=False),
    Column("feedback_level", Integer, nullable=False),
    Column("no_show", Boolean, nullable=False),
    Column("owner", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("next_at", Instant, index=True),
    Column("next_reason", Text, nullable=False),
    Column("delivery", Code(Delivery)),
    Column("packet", Text),
    Column("handed_over", Boolean, nullable=False),
    Column("received", Boolean, nullable=False),
    Column("ever_in_service", Boolean, nullable=False),
    Column("appointment", Instant),
    Column("cancellation_from", Code(State)),
    Column("cancellation_on", Date),
    Column("reminded", Integer, nullable=False),
    Column("partner_seq", Integer, nullable=False),
    Column("partner_prev", Text),
    Column("hub_seq", Integer, nullable=False),
    Column("hub_prev", Text),
    Column("writes", Integer, nullable=False),
)
_ONE = referral.c.state.in_(OPEN)
Index("ix_referral_owner", referral.c.owner, referral.c.id)
Index(
    ONE_OPEN,
    referral.c.person,
    referral.c.partner,
    referral.c.service_line,
    unique=True,
    sqlite_where=_ONE,
    postgresql_where=_ONE,
)
draft = Table(
    "draft",
    metadata,
    Column("referral", ForeignKey("referral.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
history = Table(
    "history",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("referral", ForeignKey("referral.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("origin", Code(State), nullable=False),
    Column("target", Code(State), nullable=False),
    Column("by", Code(Actor), nullable=False),
    Column("who", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
packet = Table(
    "packet",
    metadata,
    Column("id", Text, primary_key=True),
    Column("referral", ForeignKey("referral.id"), nullable=False, index=True),
    Column("partner", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Code(PacketKind), nullable=False),
    Column("parcel", LargeBinary, nullable=False),
    Column("packet_sha256", Text, nullable=False),
    Column("jwe_sha256", Text, nullable=False),
    Column("consent", Text),
    Column("blobs", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("delivery", Code(Delivery), nullable=False),
    Column("delivery_since", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_packet_delivery_since", "delivery", "delivery_since"),
)
# The same digests as in `packet.blobs`, one a row, because a list in a column cannot be searched on both databases.
packet_blob = Table(
    "packet_blob",
    metadata,
    Column("packet", ForeignKey("packet.id"), primary_key=True),
    Column("sha256", Text, primary_key=True, index=True),
)
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
disclosure = Table(
    "disclosure",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("person", Text, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
leaf = Table(
    "leaf",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
)
# What a leaf commits to; it can go, the leaf stays. `body` is salt ‖ record, encrypted where it concerns a person.
record = Table(
    "record",
    metadata,
    Column("position", ForeignKey("leaf.position"), primary_key=True, autoincrement=False),
    Column("type", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("person", Text, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)
# One row: how many leaves there are. Whoever counts it up holds it until the commit, so there is never a gap.
log_size = Table(
    "log_size",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
)
# Which of the leaves begins which of the hub's logs; a successor is opened when a database was restored.
log_start = Table(
    "log_start",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("signed", Boolean, nullable=False),
)
once = Table(
    "once",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("until", Instant, nullable=False, index=True),
)
revocation = Table(
    "revocation",
    metadata,
    Column("jti", Text, primary_key=True),
    Column("until", Instant, nullable=False, index=True),
)
