"""Dead letter queue: what could not be delivered is on somebody's list, and goes once more when they say so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.consent.clause import Recipient
from exchange.core.delivery.messages import OutboxMessage
from exchange.core.delivery.status import STOPPABLE, deliver_step
from exchange.core.errors import IllegalStep
from exchange.core.referral.referral import Draft, Referral, StoredPacket
from exchange.core.referral.transitions import ASK, OPEN
from exchange.core.referral.work_item import WorkItem, scheduled
from exchange.core.vocabulary import TERMINAL, Actor, Delivery, PacketKind, State
from exchange.flows.delivery.fetch import back_to_consent, standing
from exchange.flows.referral.stop import set_delivery
from exchange.flows.referral.transition import save
from exchange.flows.referral.worklist import put_on_list, take_off_list
from exchange.flows.refusals import raise_if_refused
from exchange.flows.sending.answer import last_question
from exchange.flows.sending.approving.check import leaving_out
from exchange.flows.sending.drafting.matter import fitting_consent
from exchange.flows.sending.drafting.renew import under_a_new_id
from exchange.flows.sending.release import queue
from exchange.flows.sending.supersede import Hands, Successor, supersede
from exchange.flows.staff.access import assigned_draft, second_of
from exchange.flows.staff.authenticate import (
    SENDERS,
    Credentials,
    Principal,
    authenticate,
    authenticate_second,
    authorize,
)
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

FAILED = frozenset({Delivery.DEAD_LETTER, Delivery.UNREADABLE, Delivery.RETURNED})
"""A packet that ended so did not reach its reader."""


def give_up(tx: Tx, outgoing: OutboxMessage, *, hub: Hub, at: datetime) -> None:
    """Note that one thing could not be delivered, and put its referral on the caseworker's list.

    Where a withdrawal is unanswered, it stays the data-protection officer's, who is notified now.
    """
    referral = tx.referrals.lock(outgoing.referral)
    packet = tx.referrals.packet(outgoing.packet) if outgoing.packet else None
    if referral is None:
        return
    if packet is not None and packet.delivery in STOPPABLE:
        referral = set_delivery(tx, referral, packet, Delivery.DEAD_LETTER, hub=hub, at=at)
    if referral.next_reason == WorkItem.WITHDRAWAL_UNANSWERED:
        save(tx, replace(referral, next_at=at, listed_at=at, look_at=at))
        return
    put_on_list(tx, referral, WorkItem.DEAD_LETTER, hub=hub, at=at)


def send_again(
    referral_id: str,
    *,
    by: Principal,
    hub: Hub,
    approve_by: Credentials | None = None,
    leave_out: Sequence[str] | None = None,
) -> Referral:
    """Send once more what could not be delivered, now that its reason is gone.

    What still may be delivered as it is goes again as it is. A packet nobody could read or collected, or whose time
    is over, is sealed anew, to the key the partner has now and on the consent that stands now, and supersedes it.
    What two people approved goes once more without asking; where no record says what they saw, a second one looks.
    `leave_out` names what stays here from now on, because the consent of today covers it no more.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        IllegalStep: nothing of it has failed.
        NotCovered, StaysBehind, SchemaInvalid, PartnerSuspended, KeyUnusable, AttachmentRefused: it cannot go.
        NotTrained, FourEyes: as at the release.
        WrongPassphrase, Forbidden: the people are not proven.
    """
    at = hub.clock.now()
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.shared() as tx:
        sender = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = assigned_draft(tx, referral_id, to=sender, at=at)
        second = second_of(other, tx=tx, referral=referral, first=sender, at=at) if other else None
        again = tx.outbox.requeue(referral.id, at=at)
        referral = _as_it_is(tx, referral, again, hub=hub, at=at)
        ended = _ended(tx, referral, hub=hub, at=at)
        if ended is not None:
            return back_to_consent(tx, referral, ended, hub=hub, at=at)
        if referral.state in ASK | OPEN and referral.delivery in FAILED:
            content = leaving_out(draft, leave_out)
            return _anew(tx, referral, content, hands=Hands(sender=sender, second=second), hub=hub, at=at)
        if not again:
            raise IllegalStep("nothing-failed").saying(where=referral.code or referral.id)
        return referral


def _ended(tx: Tx, referral: Referral, *, hub: Hub, at: datetime) -> StoredPacket | None:
    """The packet that never arrived, where its consent has ended meanwhile and no other yes took its place."""
    packet = tx.referrals.packet(referral.packet) if referral.packet else None
    if packet is None or referral.handed_over or referral.state is not State.SENT or referral.delivery not in FAILED:
        return None
    recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
    newest = fitting_consent(tx, referral.person, recipient, referral.purpose, at=at)
    replaced = newest is not None and newest.id != packet.consent
    return None if replaced or standing(tx, referral, packet, hub=hub, at=at) else packet


def _as_it_is(tx: Tx, referral: Referral, again: Sequence[OutboxMessage], *, hub: Hub, at: datetime) -> Referral:
    """Let the delivery axis follow what goes again. A packet of a referral that has ended has no purpose any more."""
    for packet in filter(None, (tx.referrals.packet(one.packet) for one in again if one.packet)):
        if referral.state in TERMINAL:
            tx.outbox.withdraw(packet.id)
        else:
            raise_if_refused(deliver_step(packet.delivery, to=Delivery.QUEUED, by=Actor.CASEWORKER))
            referral = set_delivery(tx, referral, packet, Delivery.QUEUED, hub=hub, at=at)
    referral = take_off_list(tx, referral, WorkItem.DEAD_LETTER, hub=hub)
    if again and referral.state is State.CONSENT_WITHDRAWN:
        # The stop signal is on its way again; somebody watches once more that it is answered.
        return put_on_list(tx, referral, WorkItem.WITHDRAWAL_UNANSWERED, hub=hub, at=at)
    return referral


def _anew(tx: Tx, referral: Referral, draft: Draft, *, hands: Hands, hub: Hub, at: datetime) -> Referral:
    before = tx.referrals.packet(referral.packet) if referral.packet else None
    content = under_a_new_id(tx, referral, draft, hub=hub, at=at)
    successor = Successor(draft=content, kind=_kind(before), in_reply_to=_in_reply_to(tx, referral, before))
    packed = supersede(tx, referral, successor, hands=hands, hub=hub, at=at)
    raised = replace(referral, version=referral.version + 1)
    if raised.state is State.SENT:
        # Nobody had it: the time to open it begins now.
        raised = replace(raised, state_since=at)
    return queue(tx, save(tx, scheduled(raised, policy=hub.policy)), packed, hub=hub, at=at)


def _kind(before: StoredPacket | None) -> PacketKind:
    return before.kind if before else PacketKind.REQUEST


def _in_reply_to(tx: Tx, referral: Referral, before: StoredPacket | None) -> str | None:
    return last_question(tx, referral) if _kind(before) is PacketKind.ANSWER else None
