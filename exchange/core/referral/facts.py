"""Facts of the guards: what the state machine has to know of a referral, and where it may go from there."""

from collections.abc import Mapping
from typing import Any

from exchange.core.referral.referral import Referral
from exchange.core.referral.state_machine import Facts, legal_next
from exchange.core.vocabulary import Actor, ConsentStatus, State


def facts_of(referral: Referral, *, consent: ConsentStatus | None, known: Mapping[str, Any] | None = None) -> Facts:
    """Say what the guards need to know. What only the caller knows comes in `known`, by the names of `Facts`."""
    kept: dict[str, Any] = {
        "state": referral.state,
        "version": referral.version,
        "consent": consent,
        "basis_consent": not referral.power,
        "handed_over": referral.handed_over,
        "received": referral.received,
        "ever_in_service": referral.ever_in_service,
        "feedback_level": referral.feedback_level,
        "no_show": referral.no_show,
        "appointment": referral.appointment,
        "cancellation_from": referral.cancellation_from,
        "cancellation_on": referral.cancellation_on,
        "chosen": True,
    }
    return Facts(**(kept | dict(known or {})))


def allowed_next(referral: Referral, *, consent: ConsentStatus | None, by: Actor) -> tuple[State, ...]:
    """The legal next steps of an actor, for pages, API and refusals."""
    return legal_next(facts_of(referral, consent=consent), by=by)
