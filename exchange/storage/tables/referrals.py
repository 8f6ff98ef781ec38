"""Referral tables: referrals, their drafts and their history."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text

from exchange.core.vocabulary import TERMINAL, Actor, Delivery, Purpose, Service, State, Urgency
from exchange.storage.tables.columns import NUMBER, Code, Dated, Instant
from exchange.storage.tables.metadata import metadata

ONE_OPEN = "ix_referral_one_open"
ONE_CODE = "ix_referral_code"
BEFORE_RELEASE = frozenset({State.DRAFT, State.AWAITING_CONSENT})
OPEN = tuple(state for state in State if state not in TERMINAL and state not in BEFORE_RELEASE)
"""States of which a person has at most one per service line: released and not ended. A draft promises nothing yet."""

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
    Column("next_at", Instant),
    Column("next_reason", Text, nullable=False),
    Column("listed_at", Instant, index=True),
    Column("look_at", Instant, index=True),
    Column("behind", Dated),
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
    Column("code", Text, index=True, unique=True),
    Column("writes", Integer, nullable=False),
)
_ONE = referral.c.state.in_(OPEN)
Index("ix_referral_owner", referral.c.owner, referral.c.id)
Index("ix_referral_agenda", referral.c.owner, referral.c.listed_at, referral.c.id)
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
