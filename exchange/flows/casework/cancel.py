"""Cancellation: at once while the partner has not taken the referral on, by asking once it has."""

from dataclasses import dataclass

from exchange.core.errors import FourEyes
from exchange.core.referral.referral import Referral, writers_of
from exchange.core.referral.state_machine import Transition
from exchange.core.referral.transitions import OPEN
from exchange.core.vocabulary import Actor, State
from exchange.flows.referral.send_event import send_event
from exchange.flows.referral.stop import CANCELLED, stop
from exchange.flows.referral.transition import take_transition
from exchange.flows.staff.access import assigned, second_of
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Why a referral is taken back, and whether it was a mistake from the start."""

    reason: str
    in_error: bool = False


def cancel(referral_id: str, *, wish: Wish, by: Principal, approve_by: Credentials | None, hub: Hub) -> Referral:
    """Cancel a referral, or ask the partner to if it has taken it on; the partner is notified either way.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        IllegalStep: it has ended, or the reason is not one of the list; `allowed` names what is possible.
        FourEyes: an error is corrected by two people, the second none of those who wrote or sent the referral.
        WrongPassphrase, Forbidden: the people are not proven.
    """
    at = hub.clock.now()
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        tx.only_restricts()
        referral = assigned(tx, referral_id, to=writer, at=at)
        if wish.in_error:
            second = second_of(other, tx=tx, referral=referral, first=writer, at=at)
            _raise_if_wrote(tx, referral, second.id)
            transition = Transition(to=State.ENTERED_IN_ERROR, by=Actor.CASEWORKER, at=at)
            ended = take_transition(tx, referral, transition, hub=hub, who=writer.id, known={"second_pair": True})
            return stop(tx, ended, CANCELLED, hub=hub, at=at)
        if referral.state in OPEN:
            asked = Transition(to=State.CANCELLATION_REQUESTED, by=Actor.CASEWORKER, at=at, reason=wish.reason)
            waiting = take_transition(tx, referral, asked, hub=hub, who=writer.id)
            # Told about what it holds: something newer may not have left yet. One that took it on by telephone may hold
            # nothing at all, and is notified of what waits for it.
            packet = tx.referrals.in_hand(waiting.id) or tx.referrals.packet(waiting.packet or "")
            if packet is None:
                return waiting
            members = {"reason": wish.reason}
            return send_event(tx, waiting, packet, "cancellation-requested", members=members, hub=hub, at=at)
        transition = Transition(to=State.CANCELLED, by=Actor.CASEWORKER, at=at, reason=wish.reason)
        ended = take_transition(tx, referral, transition, hub=hub, who=writer.id)
        return stop(tx, ended, CANCELLED, hub=hub, at=at)


def _raise_if_wrote(tx: Tx, referral: Referral, second: str) -> None:
    """Nobody declares what they wrote themselves a mistake of no consequence, neither first nor second."""
    draft = tx.referrals.draft(referral.id)
    # Of a person whose data is erased there is no draft any more, and only who created it is known.
    if second in ({referral.created_by} if draft is None else writers_of(referral, draft)):
        raise FourEyes(second)
