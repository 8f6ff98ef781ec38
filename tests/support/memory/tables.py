"""Everything a store in memory holds. Values are frozen, so a copy of the dicts is a snapshot."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from exchange.core.compliance.fact import Fact
from exchange.core.consent.consent import Consent
from exchange.core.consent.disclosure import Disclosure
from exchange.core.delivery.messages import InboxMessage, OutboxMessage, SharedConsent
from exchange.core.errors import Conflict, NotFound
from exchange.core.evidence.entry import LogEntry, LogStart
from exchange.core.partner.partner import Partner
from exchange.core.partner.webhook import WebhookSecret, WebhookState
from exchange.core.plan.plan import SupportPlan
from exchange.core.referral.referral import Draft, HistoryLine, Person, Referral, StoredPacket
from exchange.core.referral.sheet import HalfSheet
from exchange.core.session.attempts import Attempts
from exchange.core.session.passkey import Passkey
from exchange.core.session.session import Session
from exchange.core.staff.change import Change
from exchange.core.staff.client import RegisteredClient
from exchange.core.staff.deputy import DeputyPeriod
from exchange.core.staff.idempotency import StoredResponse
from exchange.core.staff.staff import Staff, Training
from exchange.core.upload import Upload

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A row of the outbox: `due` on the worker's list, `deposited` in the mailbox."""

    number: int
    outgoing: OutboxMessage
    due: datetime | None
    token: str | None = None
    deposited: datetime | None = None
    offered: datetime | None = None
    ended: datetime | None = None
    error: str | None = None

    @property
    def order(self) -> tuple[int, datetime, int]:
        return self.outgoing.prio, self.outgoing.created_at, self.number


@dataclass(frozen=True, slots=True)
class Asked:
    """A call under a key of its caller's, and what it was answered."""

    fingerprint: str
    until: datetime
    reply: StoredResponse | None = None


class Tables:
    """Everything there is. Values are frozen, so a copy of the dicts is a snapshot."""

    def __init__(self) -> None:
        self.persons: dict[str, Person] = {}
        self.merged: dict[str, str] = {}
        self.pseudonyms: dict[tuple[str, str], str] = {}
        self.shared: dict[tuple[str, str], SharedConsent] = {}
        self.staff: dict[str, Staff] = {}
        self.trainings: dict[str, Training] = {}
        self.deputies: dict[str, DeputyPeriod] = {}
        self.changes: dict[str, Change] = {}
        self.sessions: dict[str, Session] = {}
        self.passkeys: dict[str, Passkey] = {}
        self.attempts: dict[str, Attempts] = {}
        self.partners: dict[str, Partner] = {}
        self.webhooks: dict[str, WebhookState] = {}
        self.hook_secrets: dict[str, WebhookSecret] = {}
        self.clients: dict[str, RegisteredClient] = {}
        self.replies: dict[tuple[str, str], Asked] = {}
        self.consents: dict[str, Consent] = {}
        self.warnings: dict[str, datetime] = {}
        self.referrals: dict[str, Referral] = {}
        self.writes: dict[str, int] = {}
        self.drafts: dict[str, Draft] = {}
        self.packets: dict[str, StoredPacket] = {}
        self.history: list[HistoryLine] = []
        self.ways: dict[str, Way] = {}
        self.incoming: dict[tuple[str, str], InboxMessage] = {}
        self.ledger: dict[str, Disclosure] = {}
        self.facts: dict[str, Fact] = {}
        self.plans: dict[str, SupportPlan] = {}
        self.sheets: dict[str, HalfSheet] = {}
        self.log: list[LogEntry] = []
        self.placed = 0
        self.starts = {1: LogStart(number=1, first=0)}
        self.marks: dict[tuple[str, str], datetime] = {}
        self.steps: dict[str, datetime] = {}
        self.revoked: dict[str, datetime] = {}
        self.uploads: dict[str, Upload] = {}

    def snapshot(self) -> "Tables":
        other = Tables()
        for name, rows in vars(self).items():
            setattr(other, name, copy(rows))
        return other


class Part:
    def __init__(self, tables: Tables) -> None:
        self.t = tables


def new(rows: dict[Any, Value], key: object, value: Value) -> None:
    if key in rows:
        raise Conflict
    rows[key] = value


def there(rows: Mapping[str, object], key: str) -> None:
    if key not in rows:
        raise NotFound
