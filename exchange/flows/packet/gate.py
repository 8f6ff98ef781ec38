"""Gate of a packet: the rules are asked about it once it is finished, before it is kept or announced."""

from collections.abc import Mapping
from datetime import datetime

from exchange.core.compliance.case import ExchangeCase, PacketCase
from exchange.core.referral.referral import Referral
from exchange.core.vocabulary import PacketKind
from exchange.flows.compliance.gate import through
from exchange.flows.packet.pack import Packed
from exchange.ports.store import Tx

_GATES: Mapping[PacketKind, str] = {PacketKind.ANSWER: "answered", PacketKind.UPDATE: "updated"}
_RELEASED = "released"


def judged_packet(
    tx: Tx, referral: Referral, packed: Packed, *, sealed: Mapping[str, object], at: datetime
) -> tuple[str, ...]:
    """Ask the rules about a finished packet, and return the ids of those that did not pass.

    `sealed` is what its leaf is about to say.

    Raises:
        RuleFailed: a rule that is armed stops it.
    """
    stored, service = packed.stored, referral.service.value
    found = packed.registers
    second = tx.staff.get(packed.approved_by) if packed.approved_by else None
    case = PacketCase(
        subject=stored.id,
        at=at,
        packet=stored,
        referral=referral,
        rows=packed.rows,
        draft=packed.plan.draft,
        consent=packed.plan.consent,
        sealed=sealed,
        handed_over_at=None,
        people={second.id: second} if second else {},
        trainings={second.id: tx.staff.trainings(second.id)} if second else {},
        registers=found.registers,
        covered=packed.verdict,
    )
    kind = ExchangeCase(subject=service, at=at, registers=found.registers)
    gate = _GATES.get(stored.kind, _RELEASED)
    return through(gate, (case, kind), armed=found.armed, two=second)
