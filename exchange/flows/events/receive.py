"""Idempotent receiver: is a partner's event genuine, is it new, is its turn; then it has its effect, exactly once.

What is answered here says only whether the event is genuine and its verdict durable (protocol section 5). A refusal of
its content travels back as a `refused` event, over the acknowledgement's own route.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from exchange.core.delivery.messages import ACCEPTED, PARKED, InboxMessage
from exchange.core.events.event import Err, Event, read_event
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.work_item import WorkItem
from exchange.core.verdict import Refused
from exchange.flows.append_entry import append_entry
from exchange.flows.compliance.gate import noted
from exchange.flows.events.apply import apply_event, may_come_in
from exchange.flows.events.arrival import ReceivedEvent
from exchange.flows.events.gate import judge_at_arrival, signers_at
from exchange.flows.events.genuine import EventRejected, GenuineEvent, genuine
from exchange.flows.events.park import ANOTHER_REFERRAL, in_turn, note_gap, raise_if_full
from exchange.flows.events.refuse import refuse
from exchange.flows.referral.transition import save
from exchange.flows.referral.worklist import take_off_list
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import unb64url
from keys.strictjson import loads

NO_SUCH_PACKET = "no such packet"


def receive(compact: str, *, client: str, hub: Hub) -> str:
    """Take one event and return its verdict: `accepted`, `parked`, or the code with which its content was refused.

    Durable when it returns. The same event again gets the same verdict and has no second effect.

    Raises:
        EventRejected: it is not a genuine event of this client about one of its packets; nothing was stored.
        EventsAhead: too much waits for an event before it already; it has to come again, nothing was stored.
    """

    def work(tx: Tx) -> str:
        at = hub.clock.now()
        one = genuine(compact, tx.partners.get(client), client=client, hub=hub, at=at)
        return take(tx, one, hub=hub, at=at)

    return hub.store.attempt(work)


def take(tx: Tx, one: GenuineEvent, *, hub: Hub, at: datetime) -> str:
    """Let one genuine event have its verdict, alone or as one of several.

    Raises:
        EventRejected: it is about no packet of its issuer.
        EventsAhead: see `receive`.
    """
    arrival = _about(tx, one, hub=hub, at=at)
    before = tx.inbox.get(one.event.issuer, one.event.jti)
    return _first(arrival) if before is None else _again(arrival, before)


def _about(tx: Tx, one: GenuineEvent, *, hub: Hub, at: datetime) -> ReceivedEvent:
    packet = tx.referrals.packet(one.event.packet)
    referral = tx.referrals.lock(packet.referral) if packet else None
    if packet is None or referral is None or packet.partner != one.event.issuer:
        raise EventRejected(Err.INVALID_REQUEST, NO_SUCH_PACKET)
    return ReceivedEvent(
        tx=tx,
        hub=hub,
        at=at,
        event=one.event,
        compact=one.compact,
        signing_sha256=one.signing_sha256,
        referral=referral,
        packet=packet,
        came_at=at,
        signers=one.signers,
    )


def _again(arrival: ReceivedEvent, before: InboxMessage) -> str:
    """The same `jti` came before: the same event gets its verdict again, another one is a conflict."""
    if before.signing_sha256 == arrival.signing_sha256:
        return before.verdict
    record = {"issuer": before.issuer, "jti": before.jti, "what": "jti-conflict"}
    append_entry(arrival.tx, EntryType.VERIFICATION_FAILED, record, hub=arrival.hub, at=arrival.at)
    refused = Refused("conflict")
    if not _its_turn(arrival):
        refuse(arrival, refused)
        return refused.reason
    refuse(_spent(arrival), refused)
    _catch_up(arrival)
    return refused.reason


def _first(arrival: ReceivedEvent) -> str:
    event, referral = arrival.event, arrival.referral
    if event.seq is None:
        return _unthreaded(arrival)
    if event.referral != referral.id:
        return _refuse(arrival, Refused(ANOTHER_REFERRAL))
    if event.seq <= referral.partner_seq:
        return _refuse(arrival, Refused("seq-spent"))
    if not _its_turn(arrival):
        return _early(arrival)
    verdict = _turn(arrival)
    _catch_up(arrival)
    return verdict


def _early(arrival: ReceivedEvent) -> str:
    """Ask for consent at once, and keep what is within it until its turn."""
    note_gap(arrival)
    seen = replace(arrival, referral=arrival.tx.referrals.get(arrival.referral.id) or arrival.referral)
    verdict = may_come_in(seen)
    if isinstance(verdict, Refused):
        return _refuse(seen, verdict)
    raise_if_full(seen)
    _keep(seen, PARKED, content=seen.compact)
    return PARKED


def _its_turn(arrival: ReceivedEvent) -> bool:
    event, referral = arrival.event, arrival.referral
    return event.referral == referral.id and event.seq == referral.partner_seq + 1


def _spent(arrival: ReceivedEvent) -> ReceivedEvent:
    """The event's seq is spent, whatever becomes of it (protocol section 5)."""
    moved = replace(arrival.referral, partner_seq=arrival.event.seq or 0, partner_prev=arrival.signing_sha256)
    return replace(arrival, referral=save(arrival.tx, moved))


def _unthreaded(arrival: ReceivedEvent) -> str:
    """An event about a packet that was not opened has no place in the thread."""
    if arrival.event.jwe_sha256 != arrival.packet.jwe_sha256:
        return _refuse(arrival, Refused("digest-mismatch"))
    return _effect(arrival)


def _turn(arrival: ReceivedEvent) -> str:
    event, packet, before = arrival.event, arrival.packet, arrival.referral.partner_prev
    arrival = _spent(arrival)
    if event.prev_sha256 != before:
        return _refuse(arrival, Refused("thread-broken"))
    if (event.packet_sha256, event.jwe_sha256) != (packet.packet_sha256, packet.jwe_sha256):
        return _refuse(arrival, Refused("digest-mismatch"))
    return _effect(arrival)


def _effect(arrival: ReceivedEvent) -> str:
    tx, event, referral = arrival.tx, arrival.event, arrival.referral
    verdict = apply_event(arrival)
    if isinstance(verdict, Refused):
        return _refuse(replace(arrival, referral=tx.referrals.get(referral.id) or referral), verdict)
    findings = judge_at_arrival(arrival, verdict)
    _keep(arrival, ACCEPTED, content=arrival.compact)
    record = {"event": event.name, "jti": event.jti, "signing_sha256": arrival.signing_sha256, **noted(findings)}
    append_entry(tx, EntryType.ACKNOWLEDGEMENT, record, hub=arrival.hub, at=arrival.at, person=referral.person)
    return ACCEPTED


def _refuse(arrival: ReceivedEvent, refused: Refused) -> str:
    """Keep of a refused event what identifies it, and nothing of its content; tell the partner why."""
    _keep(arrival, refused.reason, content="")
    refuse(arrival, refused)
    return refused.reason


def _catch_up(arrival: ReceivedEvent) -> None:
    """Let what came early have its turn, as far as the sequence now reaches."""
    tx, about = arrival.tx, arrival.referral.id
    reached = tx.referrals.lock(about)
    if reached is None:
        return
    ahead = tx.inbox.ahead(about, arrival.event.issuer, after=reached.partner_seq)
    for first, *others in in_turn(ahead, after=reached.partner_seq):
        _take_turn(arrival, first)
        for twin in others:
            # Two came early under one number; the first of them has spent it.
            if twin.verdict == PARKED:
                _refuse(_parked(arrival, twin), Refused("seq-spent"))
    closed = tx.referrals.lock(about)
    if closed is not None and closed.partner_seq >= max((one.seq or 0 for one in ahead), default=0):
        take_off_list(tx, closed, WorkItem.GAP, hub=arrival.hub)


def _take_turn(arrival: ReceivedEvent, waiting: InboxMessage) -> None:
    if waiting.verdict == PARKED:
        _turn(_parked(arrival, waiting))
        return
    # It was refused when it came; of it only the number is left to be spent.
    referral = arrival.tx.referrals.lock(arrival.referral.id)
    if referral is not None:
        spent = replace(referral, partner_seq=waiting.seq or 0, partner_prev=waiting.signing_sha256)
        save(arrival.tx, spent)


def _parked(arrival: ReceivedEvent, waiting: InboxMessage) -> ReceivedEvent:
    tx = arrival.tx
    return replace(
        arrival,
        event=_read_kept(waiting.content),
        compact=waiting.content,
        signing_sha256=waiting.signing_sha256,
        referral=tx.referrals.lock(arrival.referral.id) or arrival.referral,
        packet=tx.referrals.packet(waiting.packet) or arrival.packet,
        came_at=waiting.received_at,
        signers=signers_at(tx, waiting.issuer, at=waiting.received_at),
    )


def _read_kept(compact: str) -> Event:
    """Read an event that was verified when it was parked."""
    claims: dict[str, Any] = loads(unb64url(compact.split(".")[1]))
    return read_event(claims)


def _keep(arrival: ReceivedEvent, verdict: str, *, content: str) -> None:
    tx, event, referral = arrival.tx, arrival.event, arrival.referral
    if tx.inbox.get(event.issuer, event.jti) is not None:
        tx.inbox.unpark(event.issuer, event.jti, verdict=verdict, content=content)
        return
    incoming = InboxMessage(
        issuer=event.issuer,
        jti=event.jti,
        signing_sha256=arrival.signing_sha256,
        # The referral of the packet, whatever the event says: nothing is filed under another one.
        referral=referral.id,
        packet=event.packet,
        name=event.name,
        seq=event.seq,
        verdict=verdict,
        content=content,
        received_at=arrival.at,
    )
    tx.inbox.add(incoming, person=referral.person)
