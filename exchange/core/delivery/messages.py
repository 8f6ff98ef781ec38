"""Outbox and inbox messages: what goes out to a partner and what comes in from it, as the hub keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from exchange.core.vocabulary import Delivery

ACCEPTED, PARKED = "accepted", "parked"
"""Verdicts on an event that came in: it had its effect, or waits for the one before it. Others are a refusal's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedConsent:
    """What a recipient knows of a consent: a random id, and a salt and receipt of its own (protocol section 2).

    `recipient` is one service line of one partner (`Recipient.key`): a receipt names the clauses of that line only.
    """

    consent: str
    recipient: str
    shared_id: str
    salt: bytes
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """One thing on its way to a partner: a parcel's notice or an event, as a signed SET.

    `prio` 0 goes first, then the oldest. `packet` is set where the SET announces a packet; `expires_at` ends the
    attempts (for stop signals 90 days after the packet's end).
    """

    jti: str
    partner: str
    prio: int
    referral: str
    packet: str | None
    set_jws: str
    created_at: datetime
    expires_at: datetime
    attempts: int = 0
    next_try: datetime | None = None
    state: Delivery = Delivery.QUEUED


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work on one outgoing thing until `until`; `token` guards the settling."""

    outgoing: OutboxMessage
    token: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much is on its way: rows that are not done with by state, when the oldest was queued, how many are leased."""

    states: Mapping[Delivery, int]
    oldest: datetime | None
    leased: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What is on its way to one partner: on the worker's list, in its mailbox, given up; when the oldest was queued.

    What was given up, the dead letters, is never the oldest.
    """

    partner: str
    sending: int = 0
    lying: int = 0
    dead: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """An event as it came in: what makes it the same (`signing_sha256`), and what was said of it.

    `verdict` is `accepted`, `parked` or the refusal's code. `content` is the SET itself for accepted and parked
    events and empty for refused ones (protocol section 5); it is personal and encrypted at rest.
    """

    issuer: str
    jti: str
    signing_sha256: str
    referral: str | None
    packet: str
    name: str
    seq: int | None
    verdict: str
    content: str
    received_at: datetime
