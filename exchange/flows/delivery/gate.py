"""Gate of a pick-up: the rules are asked about a packet once more, at the instant it would leave."""

from collections.abc import Sequence
from datetime import datetime

from exchange.core.compliance.case import PacketCase
from exchange.core.compliance.gate import RuleFailed
from exchange.core.compliance.kind import FactKind
from exchange.core.consent.consent import Consent
from exchange.core.packet.manifest import Row
from exchange.core.referral.referral import Referral, StoredPacket
from exchange.flows.compliance.gate import registers_now, through
from exchange.ports.store import Tx

_AGREED = (FactKind.CONTRACT, FactKind.UNDERTAKING)


def stopped_at_pick_up(
    tx: Tx, referral: Referral, packet: StoredPacket, *, rows: Sequence[Row], consent: Consent | None, at: datetime
) -> RuleFailed | None:
    """The rule that is armed and stops a hand-over now; None where none does."""
    asked = {(kind, packet.partner) for kind in _AGREED}
    found = registers_now(tx, asked, at=at, partner=tx.partners.get(packet.partner))
    case = PacketCase(
        subject=packet.id,
        at=at,
        packet=packet,
        referral=referral,
        rows=rows,
        draft=None,
        consent=consent,
        sealed={},
        handed_over_at=at,
        people={},
        trainings={},
        registers=found.registers,
    )
    try:
        through("picked-up", (case,), armed=found.armed)
    except RuleFailed as stopped:
        return stopped
    return None
