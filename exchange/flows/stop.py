"""Stop what is on its way: in the transaction of the decision, before anybody else can act on it."""

from dataclasses import replace
from datetime import datetime

from exchange.core.delivery import STOPPABLE
from exchange.core.log import LeafType
from exchange.core.matter import Referral, StoredPacket
from exchange.core.vocabulary import Delivery
from exchange.flows.evidence import note
from exchange.flows.step import keep
from exchange.flows.tell import tell
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def stop(tx: Tx, referral: Referral, signal: str, *, hub: Hub, at: datetime) -> Referral:
    """Take back the packet in force if it was not handed over; tell the partner if it holds that or an earlier one.

    `signal` is `withdrawn` or `cancelled`; it carries ids only (protocol section 5).
    """
    packet = tx.referrals.packet(referral.packet) if referral.packet else None
    if packet is None:
        return referral
    if packet.delivery in STOPPABLE:
        tx.outbox.withdraw(packet.id)
        referral = set_delivery(tx, referral, packet, Delivery.WITHDRAWN_BEFORE_DELIVERY, hub=hub, at=at)
        packet = _earlier(tx, referral)
    if packet is None or not referral.handed_over:
        return referral
    return tell(tx, referral, packet, signal, members={}, hub=hub, at=at)


def _earlier(tx: Tx, referral: Referral) -> StoredPacket | None:
    """The packet the partner spoke of last: an answer that had not left yet answers a question about an earlier one."""
    spoken = [one.packet for one in tx.inbox.of(referral.id) if one.packet != referral.packet]
    return tx.referrals.packet(spoken[-1]) if spoken else None


def set_delivery(
    tx: Tx, referral: Referral, packet: StoredPacket, state: Delivery, *, hub: Hub, at: datetime
) -> Referral:
    """Write a step of the delivery axis, on the packet and, if it is the one in force, on its matter."""
    tx.referrals.set_delivery(packet.id, state, at=at)
    record = {"packet": packet.id, "from": packet.delivery.value, "to": state.value}
    note(tx, LeafType.DELIVERY, record, hub=hub, at=at)
    if referral.packet != packet.id:
        return referral
    return keep(tx, replace(referral, delivery=state))
