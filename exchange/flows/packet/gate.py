"""Gate of a packet: the rules are asked about it once it is finished, before it is kept or announced.

They are asked about all that is behind it as well: the partner as it is now, the house with who runs it, the act of who
sends, and the service.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from exchange.core.compliance.case import ExchangeCase, PacketCase, PublishedKeys
from exchange.core.compliance.house import ActCase, HubCase, PartnerCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.running import UNKNOWN
from exchange.core.compliance.subject import Case
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral
from exchange.core.rights.line import Record
from exchange.core.session.assurance import weakest
from exchange.core.vocabulary import PacketKind
from exchange.flows.compliance.gate import through
from exchange.flows.compliance.gathering.hub import HEALING, operators
from exchange.flows.compliance.gathering.reading import published
from exchange.flows.packet.pack import Packed
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_GATES: Mapping[PacketKind, str] = {PacketKind.ANSWER: "answered", PacketKind.UPDATE: "updated"}
_RELEASED = "released"


def judged_packet(
    tx: Tx, referral: Referral, packed: Packed, *, sealed: Mapping[str, object], hub: Hub, at: datetime
) -> tuple[str, ...]:
    """Ask the rules about a finished packet, and return the ids of those that did not pass.

    `sealed` is what its leaf is about to say.

    Raises:
        RuleFailed: a rule that is armed stops it.
    """
    stored, found = packed.stored, packed.registers
    second = tx.staff.get(packed.approved_by) if packed.approved_by else None
    own_keys = published(hub.ring)
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
        own_keys=own_keys,
        channels=hub.channels,
    )
    gate = _GATES.get(stored.kind, _RELEASED)
    return through(gate, (case, *_around(tx, packed, case, hub=hub, at=at)), armed=found.armed, two=second)


def _around(tx: Tx, packed: Packed, case: PacketCase, *, hub: Hub, at: datetime) -> Collection[Case]:
    """What is behind a packet: service, partner, house, and the act of sending it."""
    referral = case.referral
    registers, partner = packed.registers.registers, packed.stored.partner
    (version,) = registers.held(FactKind.PARTNER, partner, at=at)
    by = weakest(tx.proved.values())
    known = {"client": hub.through, "assurance": by.value if by else ""}
    said = {"referral": referral.id, **{name: value for name, value in known.items() if value}}
    return (
        ExchangeCase(subject=referral.service.value, at=at, registers=registers),
        PartnerCase(subject=partner, at=at, version=version, is_current=True, registers=registers),
        _house(tx, packed, keys=case.own_keys, hub=hub, at=at),
        ActCase(
            subject=referral.id,
            at=at,
            record=Record(type=EntryType.REFERRAL_STEP, at=at, said=said),
            role=None,
            owners=frozenset(),
            stood_in_for=frozenset(),
        ),
    )


def _house(tx: Tx, packed: Packed, *, keys: PublishedKeys, hub: Hub, at: datetime) -> HubCase:
    registers = packed.registers.registers
    processors = registers.held_of_all(FactKind.PROCESSOR, at=at)
    return HubCase(
        subject=hub.origin,
        at=at,
        keys=keys,
        first_packet_at=at,
        serves_health=packed.plan.partner.kind in HEALING,
        running=UNKNOWN,
        processors=processors,
        registers=registers,
        # Without a list of who processes on its behalf nobody can tell anyway, so nobody is asked for.
        operators=operators(tx) if processors else {},
    )
