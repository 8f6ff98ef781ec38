"""The world without a disk: a store in memory, a clock that stands, chance that counts.

`MemoryStore` keeps the same promises as `SqlStore`; `tests/contracts/test_store.py` is run on both.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from exchange.core.consent.consent import Consent
from exchange.core.consent.disclosure import Disclosure
from exchange.core.delivery.messages import InboxMessage, Lease, OutboxMessage, SharedConsent, Tally
from exchange.core.delivery.status import STOPPABLE
from exchange.core.errors import Conflict, Duplicate, NotFound, StaleVersion
from exchange.core.evidence.entry import LogEntry, LogStart
from exchange.core.partner.partner import Partner
from exchange.core.partner.webhook import WebhookSecret, WebhookState
from exchange.core.referral.referral import Draft, HistoryLine, Person, Referral, StoredPacket
from exchange.core.staff.caller import KeyReused
from exchange.core.staff.client import RegisteredClient
from exchange.core.staff.idempotency import StoredResponse
from exchange.core.staff.staff import Staff, Training
from exchange.core.unavailable import DatabaseUnavailable
from exchange.core.vocabulary import TERMINAL, Delivery, State
from exchange.ports.referrals import Inbox, Outbox, Referrals
from exchange.ports.store import (
    Clients,
    Consents,
    Ledger,
    Log,
    Partners,
    People,
    Replies,
    SingleUse,
    StaffRepository,
    Tx,
)
from exchange.ports.webhooks import Webhooks

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WAIT_SECONDS = 5
SALT_BYTES = 32
OFFER_AGAIN = timedelta(seconds=60)
AT_ONCE = frozenset({Delivery.QUEUED, Delivery.RETRYING})
NOT_IN_FORCE = TERMINAL | {State.DRAFT, State.AWAITING_CONSENT}
Value = TypeVar("Value")


class FixedClock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def advance(self, **by: float) -> None:
        """Move on, `advance(minutes=5)`."""
        self.at += timedelta(**by)


class CountingEntropy:
    """Chance that counts from 1: every draw differs, and every run is the same."""

    def __init__(self) -> None:
        self._drawn = 0
        self._lock = Lock()

    def bytes(self, count: int) -> bytes:
        with self._lock:
            self._drawn += 1
            return (self._drawn % (1 << 8 * count)).to_bytes(count, "big")


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
        self.pseudonyms: dict[tuple[str, str], str] = {}
        self.shared: dict[tuple[str, str], SharedConsent] = {}
        self.staff: dict[str, Staff] = {}
        self.trainings: dict[str, Training] = {}
        self.partners: dict[str, Partner] = {}
        self.webhooks: dict[str, WebhookState] = {}
        self.hook_secrets: dict[str, WebhookSecret] = {}
        self.clients: dict[str, RegisteredClient] = {}
        self.replies: dict[tuple[str, str], Asked] = {}
        self.consents: dict[str, Consent] = {}
        self.referrals: dict[str, Referral] = {}
        self.writes: dict[str, int] = {}
        self.drafts: dict[str, Draft] = {}
        self.packets: dict[str, StoredPacket] = {}
        self.history: list[HistoryLine] = []
        self.ways: dict[str, Way] = {}
        self.incoming: dict[tuple[str, str], InboxMessage] = {}
        self.ledger: dict[str, Disclosure] = {}
        self.log: list[LogEntry] = []
        self.starts = {1: LogStart(number=1, first=0)}
        self.marks: dict[tuple[str, str], datetime] = {}
        self.revoked: dict[str, datetime] = {}

    def snapshot(self) -> "Tables":
        other = Tables()
        for name, rows in vars(self).items():
            setattr(other, name, copy(rows))
        return other


class MemoryStore:
    """The port `Store` in memory; one writer at a time."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._lock = Lock()

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise DatabaseUnavailable("busy")
        try:
            work = self._tables.snapshot()
            yield MemoryTx(work)
            self._tables = work
        finally:
            self._lock.release()

    shared = transaction

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        yield MemoryTx(self._tables.snapshot())


class MemoryTx:
    def __init__(self, tables: Tables) -> None:
        self.people: People = MemoryPeople(tables)
        self.staff: StaffRepository = MemoryStaff(tables)
        self.partners: Partners = MemoryPartners(tables)
        self.webhooks: Webhooks = MemoryWebhooks(tables)
        self.clients: Clients = MemoryClients(tables)
        self.replies: Replies = MemoryReplies(tables)
        self.consents: Consents = MemoryConsents(tables)
        self.referrals: Referrals = MemoryReferrals(tables)
        self.outbox: Outbox = MemoryOutbox(tables)
        self.inbox: Inbox = MemoryInbox(tables)
        self.ledger: Ledger = MemoryLedger(tables)
        self.log: Log = MemoryLog(tables)
        self.single_use: SingleUse = MemoryOnce(tables)


class Part:
    def __init__(self, tables: Tables) -> None:
        self.t = tables


class MemoryPeople(Part):
    def add(self, person: Person) -> None:
        new(self.t.persons, person.id, person)

    def get(self, person_id: str) -> Person | None:
        return self.t.persons.get(person_id)

    def find(self, reference: str) -> Person | None:
        named = [person for person in self.t.persons.values() if person.reference == reference]
        return max(named, key=lambda person: (person.since, person.id), default=None)

    def pseudonym(self, person_id: str, recipient: str, *, fresh: str) -> str:
        there(self.t.persons, person_id)
        return self.t.pseudonyms.setdefault((person_id, recipient), fresh)

    def shared(self, consent_id: str, recipient: str) -> SharedConsent | None:
        return self.t.shared.get((consent_id, recipient))

    def share(self, shared: SharedConsent, *, person: str) -> None:  # noqa: ARG002 no keys here
        new(self.t.shared, (shared.consent, shared.recipient), shared)


class MemoryStaff(Part):
    def add(self, staff: Staff) -> None:
        self.t.staff[staff.id] = staff

    def get(self, staff_id: str) -> Staff | None:
        return self.t.staff.get(staff_id)

    def all(self) -> Sequence[Staff]:
        return tuple(sorted(self.t.staff.values(), key=lambda staff: staff.id))

    def add_training(self, training: Training) -> None:
        there(self.t.staff, training.staff)
        new(self.t.trainings, training.id, training)

    def trainings(self, staff_id: str) -> Sequence[Training]:
        mine = (training for training in self.t.trainings.values() if training.staff == staff_id)
        return tuple(sorted(mine, key=lambda training: (training.valid_from, training.id)))


class MemoryPartners(Part):
    def put(self, partner: Partner) -> None:
        self.t.partners[partner.entity] = partner

    def get(self, entity: str) -> Partner | None:
        return self.t.partners.get(entity)

    def page(self, *, after: str, limit: int) -> Sequence[Partner]:
        return tuple(self.t.partners[entity] for entity in sorted(self.t.partners) if entity > after)[:limit]


class MemoryWebhooks(Part):
    def get(self, partner: str) -> WebhookState | None:
        return self.t.webhooks.get(partner)

    lock = get

    def put(self, state: WebhookState) -> None:
        self.t.webhooks[state.partner] = state

    def due(self, at: datetime) -> bool:
        return bool(self.claim(at, limit=1))

    def claim(self, at: datetime, *, limit: int) -> Sequence[WebhookState]:
        due = [(one.due_at, one.partner, one) for one in self.t.webhooks.values() if one.due_at and one.due_at <= at]
        return tuple(one for *_, one in sorted(due, key=lambda row: row[:2]))[:limit]

    def page(self, *, after: str, limit: int) -> Sequence[WebhookState]:
        return tuple(self.t.webhooks[entity] for entity in sorted(self.t.webhooks) if entity > after)[:limit]

    def secret(self, partner: str) -> WebhookSecret | None:
        return self.t.hook_secrets.get(partner)

    def put_secret(self, partner: str, secret: WebhookSecret) -> None:
        there(self.t.webhooks, partner)
        self.t.hook_secrets[partner] = secret


class MemoryClients(Part):
    def put(self, client: RegisteredClient) -> None:
        self.t.clients[client.id] = client

    def get(self, client_id: str) -> RegisteredClient | None:
        return self.t.clients.get(client_id)

    def all(self) -> Sequence[RegisteredClient]:
        return tuple(self.t.clients[name] for name in sorted(self.t.clients))


class MemoryReplies(Part):
    def begin(self, client: str, key: str, *, fingerprint: str, until: datetime) -> bool:
        if (client, key) in self.t.replies:
            return False
        self.t.replies[client, key] = Asked(fingerprint, until)
        return True

    def kept(self, client: str, key: str, *, fingerprint: str) -> StoredResponse | None:
        asked = self.t.replies.get((client, key))
        if asked is not None and asked.fingerprint != fingerprint:
            raise KeyReused
        return asked.reply if asked else None

    def keep(self, client: str, key: str, reply: StoredResponse) -> None:
        self.t.replies[client, key] = replace(self.t.replies[client, key], reply=reply)

    def forget(self, before: datetime) -> None:
        self.t.replies = {key: asked for key, asked in self.t.replies.items() if asked.until >= before}


class MemoryConsents(Part):
    def put(self, consent: Consent) -> None:
        there(self.t.persons, consent.person)
        self.t.consents[consent.id] = consent

    def get(self, consent_id: str) -> Consent | None:
        return self.t.consents.get(consent_id)

    def of(self, person_id: str) -> Sequence[Consent]:
        return tuple(consent for consent in self.t.consents.values() if consent.person == person_id)


class MemoryReferrals(Part):
    def add(self, referral: Referral, draft: Draft) -> None:
        self._check(referral)
        new(self.t.referrals, referral.id, referral)
        self.t.writes[referral.id] = 1
        self.t.drafts[referral.id] = draft

    def get(self, referral_id: str) -> Referral | None:
        return self.t.referrals.get(referral_id)

    lock = get

    def save(self, referral: Referral, *, seen: int) -> None:
        if self.t.writes.get(referral.id) != seen:
            raise StaleVersion
        self._check(referral)
        self.t.referrals[referral.id] = referral
        self.t.writes[referral.id] += 1

    def writes(self, referral_id: str) -> int:
        return self.t.writes.get(referral_id, 0)

    def draft(self, referral_id: str) -> Draft | None:
        return self.t.drafts.get(referral_id)

    def put_draft(self, referral_id: str, draft: Draft) -> None:
        there(self.t.referrals, referral_id)
        self.t.drafts[referral_id] = draft

    def open_duplicate(self, person_id: str, partner: str, service_line: str) -> str | None:
        wanted = (person_id, partner, service_line)
        return next((one.id for one in self._in_force() if _line(one) == wanted), None)

    def waiting_for_consent(self, person_id: str) -> Sequence[Referral]:
        return self._sorted(lambda one: one.person == person_id and one.state is State.AWAITING_CONSENT)

    def of_consent(self, consent_id: str) -> Sequence[Referral]:
        return self._sorted(lambda one: one.consent == consent_id)

    def page(self, *, states: Iterable[State], after: str, limit: int, owner: str = "") -> Sequence[Referral]:
        wanted = set(states) or set(State)
        mine = self._sorted(lambda one: one.state in wanted and one.id > after)
        return tuple(one for one in mine if owner in ("", one.owner))[:limit]

    def due(self, at: datetime, *, limit: int) -> Sequence[Referral]:
        due = [(one.next_at, one.id, one) for one in self.t.referrals.values() if one.next_at and one.next_at <= at]
        return tuple(one for _, _, one in sorted(due, key=lambda row: row[:2]))[:limit]

    def add_packet(self, packet: StoredPacket) -> None:
        there(self.t.referrals, packet.referral)
        new(self.t.packets, packet.id, packet)

    def packet(self, packet_id: str) -> StoredPacket | None:
        return self.t.packets.get(packet_id)

    def in_hand(self, referral_id: str) -> StoredPacket | None:
        states = {Delivery.HANDED_OVER, Delivery.RECEIVED, Delivery.UNREADABLE}
        mine = [one for one in self.t.packets.values() if one.referral == referral_id and one.delivery in states]
        return max(mine, key=lambda packet: packet.id, default=None)

    def last_packets(self) -> Sequence[StoredPacket]:
        held = {Delivery.HANDED_OVER, Delivery.RECEIVED}
        mine = sorted((one.id, one) for one in self.t.packets.values() if one.delivery in held)
        return tuple(one for _, one in sorted({one.partner: (id_, one) for id_, one in mine}.values()))

    def in_packets(self, blobs: Iterable[str]) -> frozenset[str]:
        named = {one for packet in self.t.packets.values() for one in packet.blobs}
        return frozenset(named.intersection(blobs))

    def packet_with_blob(self, partner: str, sha256: str) -> StoredPacket | None:
        named = [one for one in self.t.packets.values() if one.partner == partner and sha256 in one.blobs]
        return max(named, key=lambda packet: (packet.created_at, packet.id), default=None)

    def set_delivery(self, packet_id: str, state: Delivery, *, at: datetime) -> None:
        if packet := self.t.packets.get(packet_id):
            self.t.packets[packet_id] = replace(packet, delivery=state, delivery_since=at)

    def uncollected(self, before: datetime, *, after: str = "", limit: int) -> Sequence[StoredPacket]:
        late = (one for one in self.t.packets.values() if one.delivery in STOPPABLE and one.delivery_since < before)
        return tuple(sorted((one for one in late if one.id > after), key=lambda packet: packet.id))[:limit]

    def add_history(self, line: HistoryLine) -> None:
        there(self.t.referrals, line.referral)
        self.t.history.append(line)

    def history(self, referral_id: str) -> Sequence[HistoryLine]:
        return tuple(line for line in self.t.history if line.referral == referral_id)

    def _check(self, referral: Referral) -> None:
        there(self.t.persons, referral.person)
        others = (one for one in self._in_force() if one.id != referral.id)
        if referral.state not in NOT_IN_FORCE and any(_line(one) == _line(referral) for one in others):
            raise Duplicate

    def _in_force(self) -> Iterator[Referral]:
        return (one for one in self.t.referrals.values() if one.state not in NOT_IN_FORCE)

    def _sorted(self, wanted: Callable[[Referral], bool]) -> tuple[Referral, ...]:
        return tuple(sorted(filter(wanted, self.t.referrals.values()), key=lambda one: one.id))


class MemoryOutbox(Part):
    def add(self, outgoing: OutboxMessage) -> None:
        due = _due(outgoing, outgoing.state, next_try=outgoing.next_try)
        new(self.t.ways, outgoing.jti, Way(number=len(self.t.ways), outgoing=outgoing, due=due))

    def add_deposited(self, outgoing: OutboxMessage, *, at: datetime) -> None:
        new(self.t.ways, outgoing.jti, Way(number=len(self.t.ways), outgoing=outgoing, due=None, deposited=at))

    def lease(self, *, at: datetime, until: datetime, limit: int, token: str) -> Sequence[Lease]:
        due = self._ordered(lambda way: way.due is not None and way.due <= at)[:limit]
        for way in due:
            taken = replace(way.outgoing, state=Delivery.SENDING, attempts=way.outgoing.attempts + 1)
            self._put(way, outgoing=taken, due=until, token=token)
        return tuple(Lease(outgoing=self.t.ways[way.outgoing.jti].outgoing, token=token, until=until) for way in due)

    def due(self, at: datetime) -> bool:
        return bool(self._ordered(lambda way: way.due is not None and way.due <= at))

    def settle(self, lease: Lease, state: Delivery, *, next_try: datetime | None) -> bool:
        way = self.t.ways.get(lease.outgoing.jti)
        if way is None or way.token != lease.token:
            return False
        settled = replace(way.outgoing, state=state, next_try=next_try)
        self._put(way, outgoing=settled, due=_due(settled, state, next_try=next_try), token=None)
        return True

    def withdraw(self, packet_id: str) -> None:
        for way in self._ordered(lambda way: way.outgoing.packet == packet_id):
            if way.outgoing.state in STOPPABLE or way.deposited:
                self._end(way, Delivery.WITHDRAWN_BEFORE_DELIVERY, ended=way.ended)

    def deposit(self, jti: str, *, at: datetime) -> None:
        way = self.t.ways.get(jti)
        if way and way.outgoing.state in STOPPABLE:
            self._put(way, deposited=at)

    def offer(self, partner: str, *, at: datetime, limit: int) -> Sequence[OutboxMessage]:
        ripe = [way for way in self._mailbox(partner) if way.offered is None or way.offered <= at - OFFER_AGAIN]
        chosen = [way for way in ripe if way.outgoing.expires_at > at][:limit]
        for way in chosen:
            self._put(way, offered=at)
        return tuple(way.outgoing for way in chosen)

    def taken(self, partner: str, jtis: Iterable[str], *, at: datetime) -> Sequence[OutboxMessage]:
        wanted = set(jtis)
        taken = [way for way in self._mailbox(partner) if way.outgoing.jti in wanted]
        for way in taken:
            self._end(way, Delivery.HANDED_OVER, ended=at)
        return tuple(way.outgoing for way in taken)

    def refused(self, partner: str, errors: Mapping[str, str], *, at: datetime) -> Sequence[OutboxMessage]:
        waiting = [way for way in self._mailbox(partner) if way.outgoing.jti in errors]
        for way in waiting:
            self._end(way, Delivery.DEAD_LETTER, ended=at, error=errors[way.outgoing.jti])
        return tuple(way.outgoing for way in waiting)

    def requeue(self, referral_id: str, *, at: datetime) -> Sequence[OutboxMessage]:
        mine = self._ordered(lambda way: way.outgoing.referral == referral_id and way.outgoing.expires_at > at)
        dead = [way for way in mine if way.outgoing.state is Delivery.DEAD_LETTER]
        for way in dead:
            again = replace(way.outgoing, state=Delivery.QUEUED, attempts=0, next_try=None)
            self._put(way, outgoing=again, due=at, offered=None, ended=None, error=None)
        return tuple(self.t.ways[way.outgoing.jti].outgoing for way in dead)

    def work_items(self, *, limit: int) -> Sequence[tuple[str, str, str]]:
        failed = [(way.ended, way.number, way) for way in self.t.ways.values() if way.error and way.ended]
        ordered = (way for *_, way in sorted(failed, key=lambda row: row[:2]))
        return tuple((way.outgoing.partner, way.outgoing.jti, way.error or "") for way in ordered)[:limit]

    def waiting(self, partner: str, *, at: datetime) -> int:
        return sum(way.outgoing.expires_at > at for way in self._mailbox(partner))

    def lying(self, partner: str, jtis: Iterable[str]) -> Sequence[OutboxMessage]:
        wanted = set(jtis)
        return tuple(way.outgoing for way in self._mailbox(partner) if way.outgoing.jti in wanted)

    def expired(self, at: datetime, *, limit: int) -> Sequence[OutboxMessage]:
        over = self._ordered(lambda way: way.deposited is not None and way.outgoing.expires_at <= at)
        return tuple(way.outgoing for way in over)[:limit]

    def tally(self) -> Tally:
        open_ = [way for way in self.t.ways.values() if way.due is not None or way.deposited is not None]
        dead = [way for way in self.t.ways.values() if way.outgoing.state is Delivery.DEAD_LETTER]
        return Tally(
            states=Counter(way.outgoing.state for way in (*open_, *dead)),
            oldest=min((way.outgoing.created_at for way in open_), default=None),
            leased=sum(way.token is not None for way in open_),
        )

    def _mailbox(self, partner: str) -> Sequence[Way]:
        return self._ordered(lambda way: way.outgoing.partner == partner and way.deposited is not None)

    def _ordered(self, wanted: Callable[[Way], bool]) -> Sequence[Way]:
        return sorted(filter(wanted, self.t.ways.values()), key=lambda way: way.order)

    def _end(self, way: Way, state: Delivery, **changes: Any) -> None:
        ended = replace(way.outgoing, state=state)
        self._put(way, outgoing=ended, due=None, token=None, deposited=None, **changes)

    def _put(self, way: Way, **changes: Any) -> None:
        self.t.ways[way.outgoing.jti] = replace(way, **changes)


class MemoryInbox(Part):
    def get(self, issuer: str, jti: str) -> InboxMessage | None:
        return self.t.incoming.get((issuer, jti))

    def add(self, incoming: InboxMessage, *, person: str) -> None:  # noqa: ARG002 no keys here
        new(self.t.incoming, (incoming.issuer, incoming.jti), incoming)

    def parked(self, referral_id: str, issuer: str) -> Sequence[InboxMessage]:
        mine = [one for one in self.of(referral_id) if one.issuer == issuer and one.verdict == "parked"]
        return tuple(sorted(mine, key=lambda one: one.seq or 0))

    def unpark(self, issuer: str, jti: str, *, verdict: str, content: str) -> None:
        one = self.get(issuer, jti)
        if one and one.verdict == "parked":
            self.t.incoming[issuer, jti] = replace(one, verdict=verdict, content=content)

    def of(self, referral_id: str) -> Sequence[InboxMessage]:
        return tuple(one for one in self.t.incoming.values() if one.referral == referral_id)


class MemoryLedger(Part):
    def add(self, line: Disclosure) -> None:
        new(self.t.ledger, line.id, line)

    def of(self, person_id: str) -> Sequence[Disclosure]:
        mine = (line for line in self.t.ledger.values() if line.person == person_id)
        return tuple(sorted(mine, key=lambda line: line.at))

    def count(self) -> int:
        return len(self.t.ledger)


class MemoryLog(Part):
    def append(self, entry: LogEntry) -> int:
        if len(entry.salt) != SALT_BYTES:
            raise ValueError("salt")
        self.t.log.append(entry)
        return len(self.t.log) - 1

    def later(self, entry: LogEntry) -> None:
        self.append(entry)

    def size(self) -> int:
        return len(self.t.log)

    def leaves(self, *, start: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return [(index, entry.leaf) for index, entry in self.entries(start=start, limit=limit)]

    def entries(self, *, start: int, limit: int) -> Sequence[tuple[int, LogEntry]]:
        return tuple(enumerate(self.t.log[start : start + limit], start))

    def starts(self) -> Sequence[LogStart]:
        return tuple(start for _, start in sorted(self.t.starts.items()))

    def begin(self, start: LogStart) -> None:
        new(self.t.starts, start.number, start)

    def signed(self, log: int) -> None:
        self.t.starts[log] = replace(self.t.starts[log], signed=True)


class MemoryOnce(Part):
    def spend(self, kind: str, mark: str, *, until: datetime) -> bool:
        if (kind, mark) in self.t.marks:
            return False
        self.t.marks[kind, mark] = until
        return True

    def revoke(self, jti: str, *, until: datetime) -> None:
        self.t.revoked.setdefault(jti, until)

    def revoked(self, jti: str) -> bool:
        return jti in self.t.revoked

    def forget(self, before: datetime) -> None:
        self.t.marks = {mark: until for mark, until in self.t.marks.items() if until >= before}
        self.t.revoked = {jti: until for jti, until in self.t.revoked.items() if until >= before}


def new(rows: dict[Any, Value], key: object, value: Value) -> None:
    if key in rows:
        raise Conflict
    rows[key] = value


def there(rows: Mapping[str, object], key: str) -> None:
    if key not in rows:
        raise NotFound


def _line(referral: Referral) -> tuple[str, str, str]:
    return referral.person, referral.partner, referral.service_line


def _due(outgoing: OutboxMessage, state: Delivery, *, next_try: datetime | None) -> datetime | None:
    if next_try is not None:
        return next_try
    return outgoing.created_at if state in AT_ONCE else None
