"""State transition: take one business step of a referral: decide, write, note, and say what is due next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from exchange.core.evidence.entry import EntryType
from exchange.core.policy import calendar_of
from exchange.core.referral.facts import facts_of
from exchange.core.referral.feedback_level import last_step_reached
from exchange.core.referral.referral import HistoryLine, Referral
from exchange.core.referral.state_machine import Transition, decide
from exchange.core.referral.work_item import scheduled
from exchange.core.verdict import Verdict
from exchange.core.vocabulary import Actor, State
from exchange.flows.append_entry import append_entry
from exchange.flows.refusals import raise_if_refused
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

BEFORE_SENT = frozenset({State.DRAFT, State.AWAITING_CONSENT, State.RELEASED})
SILENT = frozenset({State.EXTERNAL})
"""Steps of the hub the partner is not notified of; they do not raise the version it has to know."""


def decide_transition(
    tx: Tx, referral: Referral, transition: Transition, *, hub: Hub, known: Mapping[str, Any] | None = None
) -> Verdict:
    """Decide one step without taking it."""
    consent = tx.consents.get(referral.consent) if referral.consent else None
    return decide(
        facts_of(referral, consent=consent.status if consent else None, known=known),
        transition,
        calendar=calendar_of(hub.policy),
    )


def take_transition(
    tx: Tx, referral: Referral, transition: Transition, *, hub: Hub, who: str, known: Mapping[str, Any] | None = None
) -> Referral:
    """Decide and take one step; `who` is a staff id, an entity id, or empty for the hub and the person.

    Raises:
        Refusal: the step is not legal now; `allowed` names what is.
    """
    raise_if_refused(decide_transition(tx, referral, transition, hub=hub, known=known), of=referral)
    return apply_transition(tx, referral, transition, hub=hub, who=who)


def apply_transition(tx: Tx, referral: Referral, transition: Transition, *, hub: Hub, who: str) -> Referral:
    """Write a step that was decided: the referral, its history, its leaf, and what is due next."""
    moved = scheduled(_moved(referral, transition, hub=hub), policy=hub.policy)
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
        calendar=calendar_of(hub.policy),
    )
    if not reached:
        return referral
    transition = Transition(to=State.EXTERNAL, by=Actor.HUB, at=at)
    return take_transition(tx, referral, transition, hub=hub, who="")


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
        return replace(
            moved, cancellation_from=referral.state, cancellation_on=calendar_of(hub.policy).day(transition.at)
        )
    if transition.to is State.APPOINTMENT_CANCELLED:
        return replace(moved, appointment=None)
    return replace(
        moved, appointment=transition.appointment or referral.appointment, cancellation_from=None, cancellation_on=None
    )
