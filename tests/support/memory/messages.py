"""Outbox and inbox, in memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from exchange.core.delivery.messages import InboxMessage, Lease, OutboxMessage, Queue, Tally
from exchange.core.delivery.status import STOPPABLE
from exchange.core.vocabulary import Delivery
from tests.support.memory.tables import Part, Way, new

OFFER_AGAIN = timedelta(seconds=60)
AT_ONCE = frozenset({Delivery.QUEUED, Delivery.RETRYING})


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
        return self.offer_these(partner, [one.jti for one in self.ripe(partner, at=at, limit=limit)], at=at)

    def ripe(self, partner: str, *, at: datetime, limit: int) -> Sequence[OutboxMessage]:
        return tuple(way.outgoing for way in self._ripe(partner, at=at))[:limit]

    def offer_these(self, partner: str, jtis: Iterable[str], *, at: datetime) -> Sequence[OutboxMessage]:
        wanted = set(jtis)
        chosen = [way for way in self._ripe(partner, at=at) if way.outgoing.jti in wanted]
        for way in chosen:
            self._put(way, offered=at)
        return tuple(way.outgoing for way in chosen)

    def put_back(self, jtis: Iterable[str]) -> None:
        for jti in jtis:
            self._put(self.t.ways[jti], offered=None)

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

    def stops(self, referral_id: str) -> Sequence[OutboxMessage]:
        mine = self._ordered(lambda way: way.outgoing.referral == referral_id and way.outgoing.prio == 0)
        return tuple(way.outgoing for way in mine)

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

    def queues(self) -> Sequence[Queue]:
        found = []
        for partner in sorted({way.outgoing.partner for way in self.t.ways.values()}):
            ways = [way for way in self.t.ways.values() if way.outgoing.partner == partner]
            open_ = [way for way in ways if way.due is not None or way.deposited is not None]
            dead = [way for way in ways if way.outgoing.state is Delivery.DEAD_LETTER]
            sending = sum(way.due is not None for way in open_)
            queue = Queue(
                partner=partner,
                sending=sending,
                lying=len(open_) - sending,
                dead=len(dead),
                oldest=min((way.outgoing.created_at for way in open_), default=None),
            )
            found += [queue] if open_ or dead else []
        return found

    def _ripe(self, partner: str, *, at: datetime) -> Sequence[Way]:
        due = [way for way in self._mailbox(partner) if way.offered is None or way.offered <= at - OFFER_AGAIN]
        return [way for way in due if way.outgoing.expires_at > at]

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

    def ahead(self, referral_id: str, issuer: str, *, after: int) -> Sequence[InboxMessage]:
        mine = [one for one in self.of(referral_id) if one.issuer == issuer and (one.seq or 0) > after]
        return tuple(sorted(mine, key=lambda one: one.seq or 0))

    def unpark(self, issuer: str, jti: str, *, verdict: str, content: str) -> None:
        one = self.get(issuer, jti)
        if one and one.verdict == "parked":
            self.t.incoming[issuer, jti] = replace(one, verdict=verdict, content=content)

    def of(self, referral_id: str) -> Sequence[InboxMessage]:
        return tuple(one for one in self.t.incoming.values() if one.referral == referral_id)


def _due(outgoing: OutboxMessage, state: Delivery, *, next_try: datetime | None) -> datetime | None:
    if next_try is not None:
        return next_try
    return outgoing.created_at if state in AT_ONCE else None
