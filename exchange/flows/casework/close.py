"""Closure: the caseworker's own last words; end what nobody reports on any more, or let a partner go on."""

from exchange.core.policy import calendar_of
from exchange.core.referral.deadlines import ladder_exhausted, state_deadline
from exchange.core.referral.referral import Referral
from exchange.core.referral.state_machine import Transition
from exchange.core.vocabulary import Actor, State
from exchange.flows.referral.stop import CANCELLED, stop, take_back
from exchange.flows.referral.transition import take_transition
from exchange.flows.refusals import wrong_state
from exchange.flows.staff.access import assigned
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub


def end(referral_id: str, *, to: State, reason: str, by: Principal, hub: Hub) -> Referral:
    """End a referral the partner no longer speaks of: `completed` or `ended-early` (domain section 6).

    From `external` what the person said is enough; elsewhere the partner must have been silent to the end of the
    ladder, or have left the question to stop unanswered: reason `partner-silent`. A silent partner is asked to stop.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        IllegalStep: the partner still has time, or the reason is not one for this step; `allowed` names what is legal.
        WrongPassphrase, Forbidden: the caseworker is not proven.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        referral = assigned(tx, referral_id, to=writer, at=at)
        missed = state_deadline(referral, policy=hub.policy)
        silent = missed is not None and ladder_exhausted(missed, at=at, calendar=calendar_of(hub.policy))
        transition = Transition(to=to, by=Actor.CASEWORKER, at=at, reason=reason)
        ended = take_transition(tx, referral, transition, hub=hub, who=writer.id, known={"ladder_exhausted": silent})
        if referral.state is State.EXTERNAL:
            # Outside, the partner goes on by itself and hears nothing.
            return take_back(tx, ended, hub=hub, at=at)
        return stop(tx, ended, CANCELLED, hub=hub, at=at)


def go_on(referral_id: str, *, by: Principal, hub: Hub) -> Referral:
    """Withdraw the question to stop: the referral goes on where it was.

    The partner learns it from the version: an answer to the question comes too late and is refused with the state.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        IllegalStep: nobody was asked to stop.
        WrongPassphrase, Forbidden: the caseworker is not proven.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        referral = assigned(tx, referral_id, to=writer, at=at)
        if referral.cancellation_from is None:
            raise wrong_state(referral, needs=[State.CANCELLATION_REQUESTED])
        transition = Transition(to=referral.cancellation_from, by=Actor.CASEWORKER, at=at)
        return take_transition(tx, referral, transition, hub=hub, who=writer.id)
