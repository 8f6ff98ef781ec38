"""Hand-over and record of disclosures: a partner fetches what waits for it, and that is written down.

Consent is checked a third time.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.consent.answers import stands
from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Consent, clauses_for, releases_for
from exchange.core.consent.disclosure import Disclosure
from exchange.core.errors import ConsentEnded, Gone, NotCovered, NotFound, Refusal
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.packet.check import still_permitted
from exchange.core.packet.manifest import read_row
from exchange.core.partner.recipient import approved_for, is_bound_to
from exchange.core.referral.referral import Approval, Referral, StoredPacket
from exchange.core.referral.state_machine import Transition
from exchange.core.vocabulary import TERMINAL, Actor, Category, Delivery, Direction, State
from exchange.flows.append_entry import append_entry
from exchange.flows.delivery.gate import stopped_at_pick_up
from exchange.flows.packet.plan import Ground, ground_of
from exchange.flows.referral.stop import CANCELLED, WITHDRAWN, set_delivery, signal_stop
from exchange.flows.referral.transition import apply_transition, decide_transition, save
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_OVER = frozenset({Delivery.WITHDRAWN_BEFORE_DELIVERY, Delivery.RETURNED, Delivery.DEAD_LETTER, Delivery.UNREADABLE})
_NOT_YET = frozenset({Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING})
_STOPPED_ON_THE_WAY = frozenset({Delivery.WITHDRAWN_BEFORE_DELIVERY, Delivery.RETURNED})
_STOPPED = frozenset({State.CONSENT_WITHDRAWN, State.CANCELLED, State.ENTERED_IN_ERROR, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class Handed:
    """What may be sent: the packet. It is written down as handed over before the first byte leaves."""

    packet: StoredPacket


def pick_up(packet_id: str, *, client: str, hub: Hub) -> StoredPacket:
    """Hand a packet to the partner it is for, again and again until it has ended.

    The first time writes the hand-over, the person's disclosure line and both leaves, in one transaction.

    Raises:
        NotFound: there is none of this id for this partner.
        ConsentEnded: a clause it stands on has ended; the referral waits for consent again if nothing was handed over.
        Gone: it was taken back, returned, or is past its end.
        RuleFailed: a rule of the house that is armed stops it; it waits.
    """
    answer = hand_over(packet_id, client=client, hub=hub)
    if isinstance(answer, Refusal):
        raise answer
    return answer.packet


def hand_over(packet_id: str, *, client: str, hub: Hub) -> Handed | Refusal:
    """Decide and write a hand-over. What is refused is written down too, so the refusal is returned, not raised."""
    return hub.store.attempt(lambda tx: hand_out(tx, packet_id, client=client, hub=hub, at=hub.clock.now()))


def hand_out(tx: Tx, packet_id: str, *, client: str, hub: Hub, at: datetime) -> Handed | Refusal:
    """Decide and write the hand-over of one packet, alone or as one of several."""
    found = _found(tx, packet_id, client=client)
    if found is None:
        return NotFound(packet_id)
    referral, packet = found
    refusal = _refusal(tx, referral, packet, hub=hub, at=at)
    # The first byte leaves after the commit (DECISIONS 6): a crash between writes down one disclosure too many, and
    # never one too few.
    if refusal is None and packet.delivery in _NOT_YET:
        record_hand_over(tx, referral, packet, hub=hub, at=at)
    return refusal or Handed(packet)


def refusal_to_leave(tx: Tx, packet_id: str, *, client: str, hub: Hub, at: datetime) -> Refusal | None:
    """Say why an adapter may not carry a packet to its partner now, written down as at a pick-up; None where it may."""
    found = _found(tx, packet_id, client=client)
    return NotFound(packet_id) if found is None else _refusal(tx, *found, hub=hub, at=at)


def record_left(tx: Tx, packet_id: str, *, client: str, hub: Hub, at: datetime) -> None:
    """Write that an adapter handed a packet over. It has left, whatever was decided while it was on its way.

    Where it was stopped meanwhile, the partner is notified at once.
    """
    found = _found(tx, packet_id, client=client)
    if found is None or found[1].delivery not in _NOT_YET | _STOPPED_ON_THE_WAY:
        return
    stopped = found[1].delivery in _STOPPED_ON_THE_WAY
    referral, packet = record_hand_over(tx, *found, hub=hub, at=at)
    if stopped:
        signal = CANCELLED if referral.state in _STOPPED - {State.CONSENT_WITHDRAWN} else WITHDRAWN
        signal_stop(tx, referral, packet, signal, hub=hub, at=at)


def _found(tx: Tx, packet_id: str, *, client: str) -> tuple[Referral, StoredPacket] | None:
    packet = tx.referrals.packet(packet_id)
    if packet is None or packet.partner != client:
        return None
    referral = tx.referrals.lock(packet.referral)
    return None if referral is None else (referral, packet)


def may_fetch_blob(sha256: str, *, client: str, hub: Hub) -> StoredPacket:
    """Say whether the partner may fetch an attachment: only one of a packet that was handed to it and has not ended.

    Raises:
        NotFound, ConsentEnded, Gone: as for `pick_up`.
    """
    answer = hub.store.attempt(lambda tx: _with_blob(tx, sha256, client=client, hub=hub, at=hub.clock.now()))
    if isinstance(answer, Refusal):
        raise answer
    return answer


def _with_blob(tx: Tx, sha256: str, *, client: str, hub: Hub, at: datetime) -> StoredPacket | Refusal:
    packet = tx.referrals.packet_with_blob(client, sha256)
    referral = tx.referrals.lock(packet.referral) if packet else None
    if packet is None or referral is None or packet.delivery in _NOT_YET:
        return NotFound(sha256)
    return _refusal(tx, referral, packet, hub=hub, at=at) or packet


def standing(tx: Tx, referral: Referral, packet: StoredPacket, *, hub: Hub, at: datetime) -> bool:
    """Whether everything in the packet may still leave: each row of its manifest is asked again, as things are now."""
    consent = _named_consent(tx, referral, packet)
    # Why a power is used, and who approved what the person did not answer for, stands in the draft; nothing else here.
    # Where there is none any more no power is justified, and without consent no row names a clause that stands.
    draft = None if consent and not referral.power else tx.referrals.draft(referral.id)
    try:
        ground = ground_of(tx, referral, justification=draft.justification if draft else "", hub=hub, at=at)
    except NotCovered:
        return False
    if not _to_whom_it_was(ground, consent, approval=draft.approved if draft else None):
        return False
    rows, recipient = [read_row(row, "") for row in packet.manifest], ground.context.recipient
    clauses = clauses_for(consent, recipient) if consent else ()
    releases = releases_for(consent, recipient) if consent else ()
    return bool(still_permitted(rows, context=ground.context, clauses=clauses, releases=releases))


def _to_whom_it_was(ground: Ground, consent: Consent | None, *, approval: Approval | None) -> bool:
    """Whether the partner is still the recipient the person, or without consent the second person, looked at."""
    if consent is not None:
        return is_bound_to(consent, ground.partner, ground.line)
    return approval is None or approved_for(approval, ground.partner, ground.line)


def _named_consent(tx: Tx, referral: Referral, packet: StoredPacket) -> Consent | None:
    """The consent a packet was sealed on, unless the person said no since: a newer yes takes nothing from it."""
    answers = tx.consents.of(referral.person)
    recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
    named = (one for one in answers if one.id == packet.consent)
    return next((one for one in named if stands(one, answers, recipient, referral.purpose)), None)


def _clauses(packet: StoredPacket) -> set[str]:
    named: set[str] = set()
    for row in packet.manifest:
        clause = row["clause"]
        named |= set(clause) if isinstance(clause, list | tuple) else {clause} - {None}
    return named


def _refusal(tx: Tx, referral: Referral, packet: StoredPacket, *, hub: Hub, at: datetime) -> Refusal | None:
    if referral.state is State.CONSENT_WITHDRAWN:
        return ConsentEnded(packet.id)
    # What had not left when the referral ended has no purpose any more.
    late = packet.delivery in _NOT_YET and referral.state in TERMINAL
    if late or packet.delivery in _OVER or referral.state in _STOPPED:
        return Gone(packet.id)
    if standing(tx, referral, packet, hub=hub, at=at):
        return Gone(packet.id) if at >= packet.expires_at else _stopped(tx, referral, packet, at=at)
    if packet.delivery in _NOT_YET:
        back_to_consent(tx, referral, packet, hub=hub, at=at)
    return ConsentEnded(packet.id)


def _stopped(tx: Tx, referral: Referral, packet: StoredPacket, *, at: datetime) -> Refusal | None:
    """The rule that stops the first hand-over; what the partner has already it may fetch again."""
    if packet.delivery not in _NOT_YET:
        return None
    rows = [read_row(row, "") for row in packet.manifest]
    consent = _named_consent(tx, referral, packet)
    return stopped_at_pick_up(tx, referral, packet, rows=rows, consent=consent, at=at)


def back_to_consent(tx: Tx, referral: Referral, packet: StoredPacket, *, hub: Hub, at: datetime) -> Referral:
    """The consent ran out before anything was handed over: take the packet back and wait for consent again."""
    tx.outbox.withdraw(packet.id)
    referral = set_delivery(tx, referral, packet, Delivery.WITHDRAWN_BEFORE_DELIVERY, hub=hub, at=at)
    transition = Transition(to=State.AWAITING_CONSENT, by=Actor.HUB, at=at)
    # The window of one clause may end while the consent as such still stands, so the guard gets what was found.
    if not decide_transition(tx, referral, transition, hub=hub, known={"consent": None}):
        return referral
    return apply_transition(tx, referral, transition, hub=hub, who="")


def record_hand_over(
    tx: Tx, referral: Referral, packet: StoredPacket, *, hub: Hub, at: datetime
) -> tuple[Referral, StoredPacket]:
    """Write that a packet left, with the person's disclosure, and return referral and packet as they are now."""
    for state in (Delivery.SENDING, Delivery.HANDED_OVER):
        if packet.delivery is not state:
            referral = set_delivery(tx, referral, packet, state, hub=hub, at=at)
            packet = replace(packet, delivery=state)
    referral = save(tx, replace(referral, handed_over=True))
    names = {"packet": packet.id, "referral": packet.referral, "partner": packet.partner}
    record = {**names, "jwe_sha256": packet.jwe_sha256}
    append_entry(tx, EntryType.PACKET_HANDED_OVER, record, hub=hub, at=at, person=packet.person)
    disclose(tx, referral, packet, hub=hub, at=at)
    return referral, packet


def disclose(tx: Tx, referral: Referral, packet: StoredPacket, *, hub: Hub, at: datetime) -> None:
    """Write the line of the person's ledger and its leaf: who got which categories, for what, on what basis."""
    line = Disclosure(
        id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
        person=referral.person,
        referral=referral.id,
        direction=Direction.OUT,
        recipient=packet.partner,
        service_line=referral.service_line,
        categories=_categories(packet),
        purpose=referral.purpose,
        basis=referral.power or "consent",
        clauses=tuple(sorted(_clauses(packet))),
        packet=packet.id,
        at=at,
    )
    tx.ledger.add(line)
    record = {
        "line": line.id,
        "packet": packet.id,
        "recipient": line.recipient,
        "categories": [category.value for category in line.categories],
        "basis": line.basis,
    }
    append_entry(tx, EntryType.DISCLOSURE, record, hub=hub, at=at, person=referral.person)


def _categories(packet: StoredPacket) -> tuple[Category, ...]:
    named: set[str] = set()
    for row in packet.manifest:
        category = row["category"]
        named |= set(category) if isinstance(category, list | tuple) else {category}
    return tuple(Category(name) for name in sorted(named))
