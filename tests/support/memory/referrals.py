"""Referrals, their drafts, packets and history, in memory."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.delivery.status import STOPPABLE
from exchange.core.errors import Duplicate, StaleVersion
from exchange.core.referral.referral import Draft, HistoryLine, Referral, StoredPacket
from exchange.core.referral.sought import EVERYTHING, Sought
from exchange.core.unavailable import Contended
from exchange.core.vocabulary import TERMINAL, Delivery, State
from tests.support.memory.tables import Part, new, there

NOT_IN_FORCE = TERMINAL | {State.DRAFT, State.AWAITING_CONSENT}


class MemoryReferrals(Part):
    def add(self, referral: Referral, draft: Draft) -> None:
        self._check(referral)
        if referral.code is not None and self.by_code(referral.code):
            raise Contended
        new(self.t.referrals, referral.id, referral)
        self.t.writes[referral.id] = 1
        self.t.drafts[referral.id] = draft

    def get(self, referral_id: str) -> Referral | None:
        return self.t.referrals.get(referral_id)

    lock = get

    def by_code(self, code: str) -> str | None:
        return next((one.id for one in self.t.referrals.values() if one.code == code), None)

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

    def of_person(self, person_id: str) -> Sequence[Referral]:
        return self._sorted(lambda one: one.person == person_id)

    def of_consent(self, consent_id: str) -> Sequence[Referral]:
        return self._sorted(lambda one: one.consent == consent_id)

    def page(
        self, *, states: Iterable[State], after: str, limit: int, owner: str = "", sought: Sought = EVERYTHING
    ) -> Sequence[Referral]:
        wanted = set(states) or set(State)
        mine = self._sorted(lambda one: one.state in wanted and one.id > after)
        return tuple(one for one in mine if owner in ("", one.owner) and _fits(one, sought))[:limit]

    def due(self, at: datetime, *, limit: int) -> Sequence[Referral]:
        return self._by(lambda one: one.look_at, at=at)[:limit]

    def listed(self, at: datetime, *, limit: int, owner: str = "") -> Sequence[Referral]:
        mine = self._by(lambda one: one.listed_at, at=at)
        return tuple(one for one in mine if owner in ("", one.owner))[:limit]

    def agenda(
        self,
        owner: str,
        *,
        reasons: Collection[str],
        after: tuple[datetime, str],
        until: datetime,
        limit: int,
        sought: Sought = EVERYTHING,
    ) -> Sequence[Referral]:
        mine = [one for one in self._by(lambda one: one.listed_at, at=until) if one.owner == owner]
        wanted = [one for one in mine if (not reasons or one.next_reason in reasons) and _fits(one, sought)]
        return tuple(one for one in wanted if (one.listed_at, one.id) > after)[:limit]

    def listed_counts(self, owner: str, *, at: datetime) -> Sequence[tuple[str, int, datetime]]:
        mine = [one for one in self._by(lambda one: one.listed_at, at=at) if one.owner == owner]
        by_reason: dict[str, list[datetime]] = {}
        for one in mine:
            by_reason.setdefault(one.next_reason, []).append(one.listed_at)
        return [(reason, len(since), min(since)) for reason, since in by_reason.items()]

    def open_count(self, owner: str) -> int:
        return sum(one.owner == owner and one.state not in TERMINAL for one in self.t.referrals.values())

    def add_packet(self, packet: StoredPacket) -> None:
        there(self.t.referrals, packet.referral)
        new(self.t.packets, packet.id, packet)

    def packet(self, packet_id: str) -> StoredPacket | None:
        return self.t.packets.get(packet_id)

    def hold_free(self, partner: str, packets: Iterable[str]) -> Mapping[str, bool]:
        return {one: True for one in packets if (packet := self.packet(one)) and packet.partner == partner}

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

    def _by(self, when: Callable[[Referral], datetime | None], *, at: datetime) -> tuple[Referral, ...]:
        there = [(moment, one.id, one) for one in self.t.referrals.values() if (moment := when(one)) and moment <= at]
        return tuple(one for _, _, one in sorted(there, key=lambda row: row[:2]))

    def _sorted(self, wanted: Callable[[Referral], bool]) -> tuple[Referral, ...]:
        return tuple(sorted(filter(wanted, self.t.referrals.values()), key=lambda one: one.id))


def _line(referral: Referral) -> tuple[str, str, str]:
    return referral.person, referral.partner, referral.service_line


def _fits(one: Referral, sought: Sought) -> bool:
    return sought.fits(partner=one.partner, code=one.code)
