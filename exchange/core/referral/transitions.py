"""Transition table (domain section 6): who may move a referral where, under which guards; there is no other.

The table is data. What each guard asks is in `state_machine`; the table only names it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from exchange.core.vocabulary import TERMINAL, Actor, State

PRE = frozenset(
    {
        State.DRAFT,
        State.AWAITING_CONSENT,
        State.RELEASED,
        State.SENT,
        State.UNDER_REVIEW,
        State.CLARIFICATION_REQUESTED,
    }
)
"""Before the partner has taken it on."""
ASK = frozenset({State.SENT, State.UNDER_REVIEW, State.CLARIFICATION_REQUESTED})
"""The partner has it and has not decided."""
OPEN = frozenset(
    {
        State.ACCEPTED,
        State.WAITLISTED,
        State.SCHEDULED,
        State.NO_SHOW,
        State.APPOINTMENT_CANCELLED,
        State.IN_SERVICE,
        State.ON_HOLD,
        State.EXTERNAL,
    }
)
"""The partner has taken it on and it has not ended."""


class Guard(StrEnum):
    """What a step asks beyond the right state and the right actor."""

    CHOSEN = "chosen"
    CONSENT_ANSWERED = "consent-answered"
    PERMITTED = "permitted"
    SCHEMA_VALID = "schema-valid"
    ATTACHMENTS_CLEAN = "attachments-clean"
    NO_DUPLICATE = "no-duplicate"
    TRAINED = "trained"
    FOUR_EYES_WHERE_LISTED = "four-eyes-where-listed"
    FOUR_EYES = "four-eyes"
    NOTHING_HANDED_OVER = "nothing-handed-over"
    A_GUARD_FAILS = "a-guard-fails"
    SEALED_AND_QUEUED = "sealed-and-queued"
    CONSENT_ENDED = "consent-ended"
    RECEIVED = "received"
    NEVER_RECEIVED = "never-received"
    WITHIN_CONSENT = "within-consent"
    REASON = "reason"
    OUTCOME = "outcome"
    NO_DATA = "no-data"
    LADDER_EXHAUSTED = "ladder-exhausted"
    LAST_AGREED_STEP = "last-agreed-step"
    WEEKS = "weeks"
    APPOINTMENT = "appointment"
    NOT_BEFORE_APPOINTMENT = "not-before-appointment"
    CAME_FROM = "came-from"
    FIVE_WORKING_DAYS = "five-working-days"
    NEVER_IN_SERVICE = "never-in-service"
    BASIS_CONSENT = "basis-consent"


RELEASE = (
    Guard.PERMITTED,
    Guard.SCHEMA_VALID,
    Guard.ATTACHMENTS_CLEAN,
    Guard.NO_DUPLICATE,
    Guard.TRAINED,
    Guard.FOUR_EYES_WHERE_LISTED,
)
"""What a release asks; the hub takes a release back when one of these fails before sending."""


@dataclass(frozen=True, slots=True)
class TransitionRule:
    """One row of the table: every origin may go to every target by every actor, under all the guards."""

    origins: frozenset[State]
    targets: frozenset[State]
    actors: frozenset[Actor]
    guards: tuple[Guard, ...]


def _rule(origins: str, to: str, by: str, *guards: Guard) -> TransitionRule:
    return TransitionRule(_states(origins), _states(to), frozenset(_ACTORS[letter] for letter in by), guards)


def _states(words: str) -> frozenset[State]:
    named = [_SETS.get(word) or frozenset({State(word)}) for word in words.split()]
    return frozenset[State]().union(*named)


_ACTORS = {
    "C": Actor.CASEWORKER,
    "H": Actor.HUB,
    "P": Actor.PARTNER,
    "K": Actor.PERSON,
    "D": Actor.DPO,
}
_SETS = {
    "PRE": PRE,
    "ASK": ASK,
    "OPEN": OPEN,
    "WORKING": OPEN - {State.EXTERNAL},
    "ALIVE": frozenset(State) - TERMINAL,
}

# Rows of the specification are split by target or by actor where a guard holds for some of them only.
# `S` takes no step alone: where the specification writes C + S, the caseworker steps and the second is a guard.
# A reason, an outcome and an appointment are asked wherever the target state carries one (section 6, first table).
RULES: tuple[TransitionRule, ...] = (
    _rule("draft", "awaiting-consent", "C", Guard.CHOSEN),
    _rule("awaiting-consent", "draft", "CK", Guard.CONSENT_ANSWERED),
    _rule("draft awaiting-consent", "released", "C", *RELEASE),
    _rule("released", "draft", "C", Guard.NOTHING_HANDED_OVER),
    _rule("released", "draft", "H", Guard.NOTHING_HANDED_OVER, Guard.A_GUARD_FAILS),
    _rule("released", "sent", "H", Guard.PERMITTED, Guard.SEALED_AND_QUEUED),
    _rule("released sent", "awaiting-consent", "H", Guard.CONSENT_ENDED, Guard.NOTHING_HANDED_OVER),
    _rule("sent", "under-review", "P", Guard.RECEIVED),
    _rule("sent under-review", "clarification-requested", "P", Guard.WITHIN_CONSENT),
    _rule("clarification-requested", "under-review", "CP", Guard.WITHIN_CONSENT),
    _rule("ASK", "accepted waitlisted", "P"),
    _rule("ASK", "declined", "P", Guard.REASON),
    _rule("ASK waitlisted", "redirected", "P", Guard.REASON, Guard.NO_DATA),
    _rule("ASK", "expired", "H", Guard.LADDER_EXHAUSTED),
    _rule("PRE", "cancelled", "C"),
    _rule("waitlisted", "waitlisted", "P", Guard.WEEKS),
    _rule("waitlisted", "accepted", "P"),
    _rule("accepted", "waitlisted in-service", "P"),
    _rule("accepted waitlisted", "scheduled", "P", Guard.APPOINTMENT),
    _rule("accepted waitlisted", "external", "P"),
    _rule("ASK WORKING", "external", "H", Guard.LAST_AGREED_STEP),
    _rule("scheduled", "scheduled", "P", Guard.APPOINTMENT),
    _rule("scheduled", "appointment-cancelled", "P"),
    _rule("scheduled", "no-show in-service", "P", Guard.NOT_BEFORE_APPOINTMENT),
    _rule("no-show appointment-cancelled", "scheduled", "P", Guard.APPOINTMENT),
    _rule("no-show appointment-cancelled", "waitlisted in-service", "P"),
    _rule("no-show appointment-cancelled", "completed", "P", Guard.OUTCOME),
    _rule("in-service", "in-service no-show", "P"),
    _rule("in-service", "scheduled", "P", Guard.APPOINTMENT),
    _rule("in-service", "on-hold", "P", Guard.REASON),
    _rule("on-hold", "on-hold in-service", "P", Guard.REASON),
    _rule("on-hold", "scheduled", "P", Guard.REASON, Guard.APPOINTMENT),
    _rule("scheduled in-service on-hold", "completed", "P", Guard.OUTCOME),
    _rule("external", "completed", "C"),
    _rule("external", "completed", "P", Guard.OUTCOME),
    _rule("external", "ended-early", "CP", Guard.REASON),
    _rule("WORKING", "ended-early", "P", Guard.REASON),
    _rule("WORKING", "ended-early", "C", Guard.REASON, Guard.LADDER_EXHAUSTED),
    _rule("OPEN", "cancellation-requested", "CK", Guard.REASON),
    _rule("cancellation-requested", "OPEN", "CP", Guard.CAME_FROM),
    _rule("cancellation-requested", "cancelled", "P"),
    _rule("cancellation-requested", "cancelled", "H", Guard.FIVE_WORKING_DAYS, Guard.NEVER_IN_SERVICE),
    _rule("cancellation-requested", "completed", "P", Guard.OUTCOME),
    _rule("cancellation-requested", "completed", "C", Guard.REASON),
    _rule("cancellation-requested", "ended-early", "CP", Guard.REASON),
    _rule("ALIVE", "consent-withdrawn", "KCD", Guard.BASIS_CONSENT),
    _rule("draft awaiting-consent released sent", "entered-in-error", "C", Guard.FOUR_EYES, Guard.NEVER_RECEIVED),
)


def spread(rules: Iterable[TransitionRule]) -> Mapping[tuple[State, State, Actor], tuple[Guard, ...]]:
    """Write rules out as one entry per origin, target and actor. No entry may come from two rules.

    Raises:
        ValueError: two rules speak of the same step, so it would be unclear which guards hold.
    """
    table: dict[tuple[State, State, Actor], tuple[Guard, ...]] = {}
    for rule in rules:
        keys = {(origin, to, by) for origin in rule.origins for to in rule.targets for by in rule.actors}
        if not keys.isdisjoint(table):
            raise ValueError(min(keys & table.keys()))
        table |= dict.fromkeys(keys, rule.guards)
    return MappingProxyType(table)


STEPS = spread(RULES)
"""Every step there is, with its guards. What is not here is refused."""


def legal(state: State, *, by: Actor) -> tuple[State, ...]:
    """Say where an actor may move a referral from a state, guards aside, in the order of `State`."""
    return tuple(to for to in State if (state, to, by) in STEPS)
