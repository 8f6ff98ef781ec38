"""Gathering cases: what there is of every packet, event, consent, referral, person and type of exchange, to review."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from exchange.core.compliance.case import (
    Case,
    ConsentCase,
    EventCase,
    ExchangeCase,
    PacketCase,
    PersonCase,
    ReferralCase,
    Registers,
)
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.consent.answers import declared_at
from exchange.core.delivery.messages import ACCEPTED
from exchange.core.errors import Malformed
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import made_at
from exchange.core.packet.manifest import Row, read_row
from exchange.core.referral.referral import Person, Referral, StoredPacket
from exchange.core.rights.ledger import ledger
from exchange.core.rights.line import Around, CaseFacts, Line, LineKind, Record
from exchange.ports.store import Tx

_PAGE = 200
_SUBJECTS = (FactKind.PARTNER, FactKind.CONTRACT, FactKind.UNDERTAKING)
_DECLARED = frozenset({EntryType.CONSENT_RECORDED, EntryType.CONSENT_WITHDRAWN, EntryType.CONSENT_EXPIRED})
_TOLD = frozenset({LineKind.TOLD, LineKind.ANSWERED_WITHDRAWAL})


def persons(tx: Tx) -> Iterator[Person]:
    """Everybody who is known and was not erased, in order of id."""
    after = ""
    while page := tx.people.page(after=after, limit=_PAGE):
        yield from page
        after = page[-1].id


def cases_of(tx: Tx, person: Person, *, known_at: datetime) -> Iterator[Case]:
    """Every case of a person, each at its own instant; types of exchange are not a person's."""
    records = [_record(entry.type, entry.at, entry.record) for _, entry in tx.log.of_person(person.id)]
    referrals = tx.referrals.of_person(person.id)
    whole = [one for one in records if one.said]
    lines = ledger(whole, around=_around(tx, person, referrals), shows=lambda _: True)
    if records:
        newest = max(one.at for one in records)
        disclosures = tx.ledger.of(person.id)
        yield PersonCase(subject=person.id, at=newest, records=records, lines=lines, disclosures=disclosures)
    for consent in tx.consents.of(person.id):
        yield ConsentCase(subject=consent.id, at=made_at(consent.id), consent=consent)
    declared = frozenset(one.at for one in records if one.type in _DECLARED)
    for referral in referrals:
        yield from _of_referral(tx, referral, lines, declared=declared)
        yield from _of_packets(tx, referral, whole, known_at=known_at)


def exchanges(tx: Tx, first: dict[str, datetime], *, known_at: datetime) -> Iterator[Case]:
    """The types of exchange that were used, each when its first packet was sealed."""
    for service, at in sorted(first.items()):
        histories = {(FactKind.EXCHANGE_TYPE, service): tx.facts.history(FactKind.EXCHANGE_TYPE, service)}
        registers = Registers(known_at=known_at, histories=histories)
        yield ExchangeCase(subject=service, at=at, registers=registers)


def _of_referral(tx: Tx, referral: Referral, lines: Sequence[Line], *, declared: frozenset[datetime]) -> Iterator[Case]:
    heard = [one.name for one in tx.inbox.of(referral.id) if one.verdict == ACCEPTED]
    history = tx.referrals.history(referral.id)
    since = max((one.at for one in history), default=referral.created_at)
    yield ReferralCase(
        subject=referral.id, at=since, referral=referral, history=history, events=heard, declared=declared
    )
    for line in lines:
        if line.kind in _TOLD and line.referral == referral.id:
            consent = tx.consents.get(line.basis.consent) if line.basis.consent else None
            yield EventCase(subject=referral.id, at=line.at, referral=referral, line=line, consent=consent)


def _of_packets(tx: Tx, referral: Referral, records: Sequence[Record], *, known_at: datetime) -> Iterator[Case]:
    sealed = [one for one in records if one.type is EntryType.PACKET_SEALED and one.said["referral"] == referral.id]
    gone = {one.said["packet"]: one.at for one in records if one.type is EntryType.PACKET_HANDED_OVER}
    for record in sealed:
        packet = tx.referrals.packet(record.said["packet"])
        if packet is None:
            continue
        draft = tx.referrals.draft(referral.id)
        people = {referral.approved_by, referral.created_by, *(draft.writers if draft else ())} - {""}
        staff = {one: found for one in people if (found := tx.staff.get(one))}
        yield PacketCase(
            subject=packet.id,
            at=packet.created_at,
            packet=packet,
            referral=referral,
            rows=_rows(packet),
            draft=draft,
            consent=tx.consents.get(packet.consent) if packet.consent else None,
            sealed=record.said,
            handed_over_at=gone.get(packet.id),
            people=staff,
            trainings={one: tx.staff.trainings(one) for one in staff},
            registers=_registers(tx, referral, known_at=known_at),
        )


def _registers(tx: Tx, referral: Referral, *, known_at: datetime) -> Registers:
    asked = [(kind, referral.partner) for kind in _SUBJECTS]
    asked += [(FactKind.POLICY, HOUSE), (FactKind.CONFLICT, HOUSE), (FactKind.CONFLICT, referral.person)]
    return Registers(known_at=known_at, histories={one: tx.facts.history(*one) for one in asked})


def _rows(packet: StoredPacket) -> Sequence[Row] | None:
    try:
        rows = tuple(read_row(row, f"/manifest/{place}") for place, row in enumerate(packet.manifest))
    except Malformed:
        return None
    return rows or None


def _around(tx: Tx, person: Person, referrals: Sequence[Referral]) -> Around:
    return Around(
        cases={
            one.id: CaseFacts(
                partner=one.partner, purpose=one.purpose.value, consent=one.consent or "", power=one.power
            )
            for one in referrals
        },
        events={message.jti: one.id for one in referrals for message in tx.inbox.of(one.id)},
        declared={one.id: declared_at(one) for one in tx.consents.of(person.id)},
    )


def _record(kind: EntryType, at: datetime, raw: bytes) -> Record:
    return Record(type=kind, at=at, said=json.loads(raw))
