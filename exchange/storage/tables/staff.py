"""Staff tables: members of staff, their trainings, deputies, sessions, passkeys, and what waits for a second person."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text

from exchange.core.session.assurance import Assurance
from exchange.core.session.session import EndOfSession
from exchange.core.staff.change import ChangeKind
from exchange.core.vocabulary import Role
from exchange.storage.tables.columns import KEY, Code, Instant, seal_column
from exchange.storage.tables.metadata import metadata

staff = Table(
    "staff",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Code(Role), nullable=False),
    Column("passphrase_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    Column("entered_by", Text),
    Column("confirmed_by", Text),
    Column("passphrase_changed_at", Instant),
    seal_column(),
)
training = Table(
    "training",
    metadata,
    Column("id", Text, primary_key=True),
    Column("staff", ForeignKey("staff.id"), nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("entered_by", Text),
    Column("confirmed_by", Text),
    seal_column(),
)
deputy_period = Table(
    "deputy_period",
    metadata,
    Column("id", Text, primary_key=True),
    Column("deputy", ForeignKey("staff.id"), nullable=False, index=True),
    Column("owner", ForeignKey("staff.id"), nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    seal_column(),
)
staff_change = Table(
    "staff_change",
    metadata,
    Column("id", Text, primary_key=True),
    Column("staff", Text, nullable=False),
    Column("kind", Code(ChangeKind), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Code(Role), nullable=False),
    Column("topic", Text, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("first_half", Text, nullable=False),
    Column("second_half", Text, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("valid_from", Instant),
    Column("valid_until", Instant),
    Column("tries", Integer, nullable=False),
    seal_column(),
)
session = Table(
    "session",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("staff", ForeignKey("staff.id"), nullable=False, index=True),
    Column("token_digest", Text, nullable=False, unique=True),
    Column("bound", Text, nullable=False),
    Column("begun_at", Instant, nullable=False, index=True),
    Column("seen_at", Instant, nullable=False),
    Column("seen_at_mac", LargeBinary, nullable=False),
    Column("fresh_at", Instant, nullable=False),
    Column("fresh_at_mac", LargeBinary, nullable=False),
    Column("fresh_by", Code(Assurance), nullable=False, server_default=Assurance.PASSPHRASE.value),
    Column("ended_at", Instant),
    Column("why", Code(EndOfSession)),
    Column("ended_by", Text),
    seal_column(),
)
passkey = Table(
    "passkey",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("staff", ForeignKey("staff.id"), nullable=False, index=True),
    Column("credential", Text, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    seal_column(),
)
sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Instant, nullable=False, index=True),
)
