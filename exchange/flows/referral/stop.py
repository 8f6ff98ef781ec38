"""Stop signal: stop what is on its way, in the transaction of the decision, before anybody else can act on it."""

from dataclasses import replace
from datetime import datetime

from exchange.core.delivery.status import STOPPABLE
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral, StoredPacket
from exchange.core.referral.work_item import WorkItem
from exchange.core.vocabulary import Delivery
from exchange.flows.append_entry import append_entry
from exchange.flows.referral.send_event import send_event
from exchange.flows.referral.transition import save
from exchange.flows.referral.worklist import put_on_list
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

WITHDRAWN, CANCELLED = "withdrawn", "cancelled"


def stop(tx: Tx, referral: Referral, signal: str, *, hub: Hub, at: datetime) -> Referral:
    """Take back the packet in force if it was not handed over; tell the partner if it holds that or an earlier one.

    `signal` is `withdrawn` or `cancelled`; it carries ids only (protocol section 5).
    """
    taken = take_back(tx, referral, hub=hub, at=at)
    packet = tx.referrals.in_hand(taken.id)
    return taken if packet is None else signal_stop(tx, taken, packet, signal, hub=hub, at=at)


def signal_stop(tx: Tx, referral: Referral, packet: StoredPacket, signal: str, *, hub: Hub, at: datetime) -> Referral:
    """Tell a partner to stop. Who is notified of a withdrawal owes an answer, and somebody watches that it comes."""
    notified = send_event(tx, referral, packet, signal, members={}, hub=hub, at=at)
    if signal != WITHDRAWN:
        return notified
    return put_on_list(tx, notified, WorkItem.WITHDRAWAL_UNANSWERED, hub=hub, at=at)


def take_back(tx: Tx, referral: Referral, *, hub: Hub, at: datetime) -> Referral:
    """Take back the packet in force if it was not handed over, without a word to anybody."""
    packet = tx.referrals.packet(referral.packet) if referral.packet else None
    if packet is None or packet.delivery not in STOPPABLE:
        return referral
    return withhold(tx, referral, packet, hub=hub, at=at)


def withhold(tx: Tx, referral: Referral, packet: StoredPacket, *, hub: Hub, at: datetime) -> Referral:
    """Let a packet that was not handed over never leave."""
    tx.outbox.withdraw(packet.id)
    return set_delivery(tx, referral, packet, Delivery.WITHDRAWN_BEFORE_DELIVERY, hub=hub, at=at)


def set_delivery(
    tx: Tx, referral: Referral, packet: StoredPacket, state: Delivery, *, hub: Hub, at: datetime
) -> Referral:
    """Write a step of the delivery axis, on the packet and, if it is the one in force, on its referral."""
    tx.referrals.set_delivery(packet.id, state, at=at)
    note_delivery(tx, packet, state, hub=hub, at=at)
    if referral.packet != packet.id:
        return referral
    return save(tx, replace(referral, delivery=state))


def note_delivery(tx: Tx, packet: StoredPacket, state: Delivery, *, hub: Hub, at: datetime) -> None:
    """Note a step of the delivery axis; `packet` is as it was before."""
    names = {"packet": packet.id, "referral": packet.referral, "partner": packet.partner}
    record = {**names, "from": packet.delivery.value, "to": state.value}
    append_entry(tx, EntryType.DELIVERY, record, hub=hub, at=at, person=packet.person)
