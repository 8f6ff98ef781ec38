"""Take one business step of a referral: decide, write, note, and say what is due next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from exchange.core.calendar import Calendar, Land
from exchange.core.consent.consent import Consent
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.deadlines import ALLOWANCES, Allowance, Kind, Span, due
from exchange.core.referral.feedback_level import last_step_reached
from exchange.core.referral.referral import HistoryLine, Referral
from exchange.core.referral.state_machine import Facts, Transition, decide, legal_next
from exchange.core.verdict import Verdict
from exchange.core.vocabulary import Actor, State
from exchange.flows.append_entry import append_entry
from exchange.flows.refusals import raise_if_refused
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

BEFORE_SENT = frozenset({State.DRAFT, State.AWAITING_CONSENT, State.RELEASED})
SILENT = frozenset({State.EXTERNAL})
"""Steps of the hub the partner is not notified of; they do not raise the version it has to know."""


def calendar_of(hub: Hub) -> Calendar:
    """The working days that count for this hub."""
    return Calendar(Land(hub.policy.land))


def facts_of(referral: Referral, *, consent: Consent | None, known: Mapping[str, Any] | None = None) -> Facts:
    """Say what the guards need to know. What only the caller knows comes in `known`, by the names of `Facts`."""
    kept: dict[str, Any] = {
        "state": referral.state,
        "version": referral.version,
        "consent": consent.status if consent else None,
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


def decide_transition(
    tx: Tx, referral: Referral, transition: Transition, *, hub: Hub, known: Mapping[str, Any] | None = None
) -> Verdict:
    """Decide one step without taking it."""
    consent = tx.consents.get(referral.consent) if referral.consent else None
    return decide(facts_of(referral, consent=consent, known=known), transition, calendar=calendar_of(hub))


def take_transition(
    tx: Tx, referral: Referral, transition: Transition, *, hub: Hub, who: str, known: Mapping[str, Any] | None = None
) -> Referral:
    """Decide and take one step; `who` is a staff id, an entity id, or empty for the hub and the person.

    Raises:
        Refusal: the step is not legal now; `allowed` names what is.
    """
    raise_if_refused(decide_transition(tx, referral, transition, hub=hub, known=known))
    return apply_transition(tx, referral, transition, hub=hub, who=who)


def apply_transition(tx: Tx, referral: Referral, transition: Transition, *, hub: Hub, who: str) -> Referral:
    """Write a step that was decided: the referral, its history, its leaf, and what is due next."""
    moved = schedule(_moved(referral, transition, hub=hub), hub=hub)
    tx.referrals.save(moved, seen=tx.referrals.writes(referral.id))
    line = HistoryLine(
        referral=referral.id,
        at=transition.at,
        origin=referral.state,
        target=transition.to,
        by=transition.by,
        who=who,
        version=moved.version,
        reason=transition.reason,
        outcome=transition.outcome,
        weeks=transition.weeks,
        appointment=transition.appointment,
        channel=transition.channel,
        said_by=transition.said_by,
        said_at=transition.said_at,
        words=transition.words,
    )
    tx.referrals.add_history(line)
    record = {
        "referral": referral.id,
        "from": referral.state.value,
        "to": transition.to.value,
        "by": transition.by.value,
        "who": who,
        "version": moved.version,
        "channel": transition.channel or None,
    }
    append_entry(tx, EntryType.REFERRAL_STEP, record, hub=hub, at=transition.at, person=referral.person)
    return moved


def save(tx: Tx, referral: Referral) -> Referral:
    """Write what changed of a referral besides its state."""
    tx.referrals.save(referral, seen=tx.referrals.writes(referral.id))
    return referral


def move_to_external(tx: Tx, referral: Referral, *, hub: Hub, at: datetime) -> Referral:
    """Move to `external` once the partner has reported all that was agreed (domain section 5, feedback level)."""
    reached = last_step_reached(
        referral.feedback_level,
        state=referral.state,
        received=referral.received,
        appointment=referral.appointment,
        no_show=referral.no_show,
        at=at,
        calendar=calendar_of(hub),
    )
    if not reached:
        return referral
    transition = Transition(to=State.EXTERNAL, by=Actor.HUB, at=at)
    return take_transition(tx, referral, transition, hub=hub, who="")


def allowed_next(referral: Referral, *, consent: Consent | None, by: Actor) -> tuple[State, ...]:
    """The legal next steps of an actor, for pages, API and refusals."""
    return legal_next(facts_of(referral, consent=consent), by=by)


def schedule(referral: Referral, *, hub: Hub) -> Referral:
    """Set what is due next, and by when; nothing in a terminal state."""
    deadline = due(
        referral.state,
        since=referral.state_since,
        appointment=referral.appointment,
        calendar=calendar_of(hub),
        urgency=referral.urgency,
        overrides=overrides_of(hub, referral.service.value),
    )
    if deadline is None:
        return replace(referral, next_at=None, next_reason="", reminded=0)
    return replace(referral, next_at=deadline.at, next_reason=deadline.kind.value, reminded=0)


def overrides_of(hub: Hub, service: str) -> Mapping[Kind, Allowance]:
    """A service line's own deadlines from the policy: the same unit, another amount, for every urgency."""
    chosen = hub.policy.deadlines.get(service, {})
    usual = {kind: ALLOWANCES[kind] for kind in map(Kind, chosen)}
    return {kind: Allowance(Span(chosen[kind.value], usual[kind].normal.unit)) for kind in usual}


def _moved(referral: Referral, transition: Transition, *, hub: Hub) -> Referral:
    announced = transition.by is not Actor.PARTNER and referral.state not in BEFORE_SENT and transition.to not in SILENT
    moved = replace(
        referral,
        state=transition.to,
        state_since=transition.at,
        version=referral.version + announced,
        ever_in_service=referral.ever_in_service or transition.to is State.IN_SERVICE,
    )
    if transition.to is State.CANCELLATION_REQUESTED:
        return replace(moved, cancellation_from=referral.state, cancellation_on=calendar_of(hub).day(transition.at))
    if transition.to is State.APPOINTMENT_CANCELLED:
        return replace(moved, appointment=None)
    return replace(
        moved, appointment=transition.appointment or referral.appointment, cancellation_from=None, cancellation_on=None
    )
