"""Transactional outbox: an event is signed and put into outbox or mailbox in the transaction of what it tells."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from exchange.core.delivery.messages import OutboxMessage
from exchange.core.events.event import STOP_SIGNALS, Event, event_claims
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.packet.packet import LIFETIME
from exchange.core.referral.referral import Referral, StoredPacket
from exchange.core.vocabulary import Delivery
from exchange.flows.append_entry import append_entry
from exchange.flows.referral.transition import save
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import digest
from keys.jwk import Purpose
from keys.objects import EVENT
from keys.sign import sign

STOP_DAYS = timedelta(days=90)
"""Stop signals go on for so long past the end of what they stop (protocol section 5)."""
PRIO_STOP, PRIO_EVENT, PRIO_PACKET = 0, 1, 2
AVAILABLE = "packet-available"


def send_event(
    tx: Tx,
    referral: Referral,
    packet: StoredPacket,
    name: str,
    *,
    members: Mapping[str, Any],
    hub: Hub,
    at: datetime,
) -> Referral:
    """Queue one hub event about a packet and return the referral with its thread moved on.

    Thread members are there once `received` is stored: before that the partner cannot know them.
    """
    event = _event(referral, packet, name, members=members, hub=hub, at=at)
    compact = sign(event_claims(event), kind=EVENT, key=hub.ring.current(Purpose.ACK, at))
    _send(tx, _outgoing(event, compact, packet, referral=referral), person=referral.person, hub=hub, at=at)
    if not referral.received:
        return referral
    # Counted in the transaction that sends: an event that is undone leaves no gap in its thread.
    return save(tx, replace(referral, hub_seq=referral.hub_seq + 1, hub_prev=signing_digest(compact)))


def fetches(tx: Tx, partner: str, *, hub: Hub) -> bool:
    """Whether a partner fetches what lies in its mailbox, so that nothing has to be carried to it."""
    known = tx.partners.get(partner)
    return known is not None and known.adapter in hub.pulled


def note_stop_signal(tx: Tx, outgoing: OutboxMessage, to: Delivery, *, person: str, hub: Hub, at: datetime) -> None:
    """Note what became of a stop signal, so that it can be told how soon its partner could have it."""
    names = {"signal": outgoing.jti, "referral": outgoing.referral, "partner": outgoing.partner}
    before = Delivery.RETRYING if outgoing.attempts > 1 else Delivery.QUEUED
    record = {**names, "from": before.value, "to": to.value}
    append_entry(tx, EntryType.DELIVERY, record, hub=hub, at=at, person=person)


def _send(tx: Tx, outgoing: OutboxMessage, *, person: str, hub: Hub, at: datetime) -> None:
    """Leave it to the worker, or put it into the mailbox now: what was just decided needs no second look."""
    if not fetches(tx, outgoing.partner, hub=hub):
        tx.outbox.add(outgoing)
        return
    tx.outbox.add_deposited(replace(outgoing, state=Delivery.SENDING, attempts=1), at=at)
    if outgoing.prio == PRIO_STOP:
        note_stop_signal(tx, outgoing, Delivery.SENDING, person=person, hub=hub, at=at)


def signing_digest(compact: str) -> str:
    """The digest by which two signed objects are the same, whatever their signatures (protocol section 5)."""
    return digest(compact.rpartition(".")[0])


def _event(
    referral: Referral, packet: StoredPacket, name: str, *, members: Mapping[str, Any], hub: Hub, at: datetime
) -> Event:
    event = Event(
        name=name,
        issuer=hub.origin,
        audience=packet.partner,
        issued_at=at,
        jti=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
        time_of_event=at,
        packet=packet.id,
        jwe_sha256=packet.jwe_sha256,
        members=members,
    )
    if not referral.received:
        return event
    return replace(
        event,
        referral=referral.id,
        packet_sha256=packet.packet_sha256,
        version=referral.version,
        seq=referral.hub_seq + 1,
        prev_sha256=referral.hub_prev,
    )


def _outgoing(event: Event, compact: str, packet: StoredPacket, *, referral: Referral) -> OutboxMessage:
    stop, announces = event.name in STOP_SIGNALS, event.name == AVAILABLE
    ends = packet.expires_at if announces else max(packet.expires_at, event.issued_at + LIFETIME)
    return OutboxMessage(
        jti=event.jti,
        partner=packet.partner,
        prio=PRIO_STOP if stop else PRIO_PACKET if announces else PRIO_EVENT,
        referral=referral.id,
        packet=packet.id if announces else None,
        set_jws=compact,
        created_at=event.issued_at,
        # A service may run for months after its packet's end; what is said then waits as long as a packet would.
        expires_at=ends + STOP_DAYS if stop else ends,
    )
