"""Cases of packets: each when it was sealed, with its referral, draft, consent, people and registers."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from exchange.core.compliance.case import PacketCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.errors import Malformed
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.manifest import Row, read_row
from exchange.core.referral.deadlines import Kind
from exchange.core.referral.referral import Referral, StoredPacket
from exchange.core.vocabulary import Delivery
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx

_OF_PARTNER = (FactKind.CONTRACT, FactKind.UNDERTAKING)
_OF_HOUSE = (
    FactKind.POLICY,
    FactKind.CONFLICT,
    FactKind.CONTROLLER,
    FactKind.PROXY,
    FactKind.LISTENER,
    FactKind.PLAN_ENTRY,
)
OF_HOUSE = frozenset({FactKind.PROCESSOR, FactKind.SECRECY})
"""What is asked of the house whoever it is about: who processes on its behalf, and who is bound to secrecy."""
_OF_PERSON = (FactKind.CONFLICT, FactKind.INFORMED, FactKind.DISPUTE, FactKind.PLAN_ENTRY)


def packet_cases(tx: Tx, referral: Referral, known: Known) -> Iterator[PacketCase]:
    """Every packet of a referral that was sealed and is still known."""
    ours = [one for one in known.whole if one.type is EntryType.PACKET_SEALED and one.said["referral"] == referral.id]
    gone = {one.said["packet"]: one.at for one in known.whole if one.type is EntryType.PACKET_HANDED_OVER}
    pseudonyms = tx.people.pseudonyms(known.person.id) if ours else {}
    for record in ours:
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
            received_at=_received_at(known, packet),
            reminded=_was_reminded(known, packet),
            returned_at=_returned_at(known, packet),
            pseudonyms=pseudonyms,
            own_keys=known.reading.own_keys,
            channels=known.hub.channels,
            people=staff,
            trainings={one: tx.staff.trainings(one) for one in staff},
            registers=known.reading.registers((FactKind.PARTNER, referral.partner), *about_packet(referral)),
        )


def _received_at(known: Known, packet: StoredPacket) -> datetime | None:
    got = (one for one in known.delivered if one.said["packet"] == packet.id and one.said["to"] == Delivery.RECEIVED)
    return next((one.at for one in got), None)


def _returned_at(known: Known, packet: StoredPacket) -> datetime | None:
    back = (one for one in known.delivered if one.said["packet"] == packet.id and one.said["to"] == Delivery.RETURNED)
    return next((one.at for one in back), None)


def _was_reminded(known: Known, packet: StoredPacket) -> bool:
    said = {"referral": packet.referral, "deadline": Kind.UNCOLLECTED.value}
    told = (one for one in known.whole if one.type is EntryType.REMINDER and packet.created_at < one.at)
    return any(said.items() <= one.said.items() for one in told)


def about_packet(referral: Referral) -> Collection[tuple[FactKind, str]]:
    """What of the registers is about a packet, beside the partner's own versions: partner, person, service, house."""
    asked = [(kind, referral.partner) for kind in _OF_PARTNER]
    asked += [(kind, HOUSE) for kind in _OF_HOUSE]
    asked += [(kind, referral.person) for kind in _OF_PERSON]
    return (*asked, (FactKind.EXCHANGE_TYPE, referral.service.value))


def _rows(packet: StoredPacket) -> Sequence[Row] | None:
    try:
        rows = tuple(read_row(row, f"/manifest/{place}") for place, row in enumerate(packet.manifest))
    except Malformed:
        return None
    return rows or None
