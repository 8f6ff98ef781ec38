"""Cases of packets: each when it was sealed, with its referral, draft, consent, people and registers."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from exchange.core.compliance.case import Case, PacketCase, Registers
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.errors import Malformed
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.manifest import Row, read_row
from exchange.core.referral.referral import Referral, StoredPacket
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx

_OF_PARTNER = (FactKind.PARTNER, FactKind.CONTRACT, FactKind.UNDERTAKING)


def packet_cases(tx: Tx, referral: Referral, known: Known) -> Iterator[Case]:
    """Every packet of a referral that was sealed and is still known."""
    ours = [one for one in known.whole if one.type is EntryType.PACKET_SEALED and one.said["referral"] == referral.id]
    gone = {one.said["packet"]: one.at for one in known.whole if one.type is EntryType.PACKET_HANDED_OVER}
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
            people=staff,
            trainings={one: tx.staff.trainings(one) for one in staff},
            registers=_registers(tx, referral, known_at=known.known_at),
        )


def _registers(tx: Tx, referral: Referral, *, known_at: datetime) -> Registers:
    asked = [(kind, referral.partner) for kind in _OF_PARTNER]
    asked += [(FactKind.POLICY, HOUSE), (FactKind.CONFLICT, HOUSE), (FactKind.CONFLICT, referral.person)]
    asked += [(FactKind.EXCHANGE_TYPE, referral.service.value), (FactKind.DISPUTE, referral.person)]
    return Registers(known_at=known_at, histories={one: tx.facts.history(*one) for one in asked})


def _rows(packet: StoredPacket) -> Sequence[Row] | None:
    try:
        rows = tuple(read_row(row, f"/manifest/{place}") for place, row in enumerate(packet.manifest))
    except Malformed:
        return None
    return rows or None
