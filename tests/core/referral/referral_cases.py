"""Facts and moves that are granted, for tests to spoil one thing at a time."""

from datetime import UTC, date, datetime, timedelta

from exchange.core.calendar import Calendar, Land
from exchange.core.reasons import EndReason, Outcome
from exchange.core.referral.state_machine import Facts, Transition, decide, reasons_for
from exchange.core.referral.transitions import ASK, OPEN
from exchange.core.vocabulary import Actor, Category, ConsentStatus, State

CALENDAR = Calendar(Land.BERLIN)
NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
C, H, P, K, D, S = Actor.CASEWORKER, Actor.HUB, Actor.PARTNER, Actor.PERSON, Actor.DPO, Actor.SECOND
PARTNER_SILENT = str(EndReason.PARTNER_SILENT)


def facts(state, **changes: object):
    """Facts under which the guards of nearly every step hold."""
    known = {
        "version": 3,
        "consent": ConsentStatus.GIVEN,
        "basis_consent": True,
        "handed_over": False,
        "received": True,
        "ever_in_service": False,
        "feedback_level": 0 if state in ASK else 3 if state in {State.IN_SERVICE, State.ON_HOLD} else 1,
        "no_show": False,
        "appointment": NOON,
        "cancellation_on": date(2026, 6, 1),
        "chosen": True,
        "rows_permitted": True,
        "schema_valid": True,
        "attachments_clean": True,
        "duplicate_open": False,
        "trained": True,
        "second_pair": True,
        "sealed_and_queued": True,
        "ladder_exhausted": True,
        "askable": frozenset({Category.PERSON_CONTACT}),
    }
    return Facts(state=state, **known | changes)


def move(state, to, by, **changes: object):
    """A step that brings all its target asks for."""
    reasons = reasons_for(state, to=to, by=by)
    brought = {
        "reason": PARTNER_SILENT if PARTNER_SILENT in reasons else min(reasons, default=""),
        "outcome": Outcome.GOT_HELP if to is State.COMPLETED else "",
        "weeks": 4 if to is State.WAITLISTED else None,
        "appointment": NOON + timedelta(days=3) if to is State.SCHEDULED else None,
        "seen_version": 3,
        "at": NOON,
    }
    return Transition(to=to, by=by, **brought | changes)


FITTING = {
    (State.AWAITING_CONSENT, State.DRAFT): {"consent": ConsentStatus.REFUSED},
    (State.RELEASED, State.DRAFT): {"trained": False},
    (State.RELEASED, State.AWAITING_CONSENT): {"consent": ConsentStatus.EXPIRED},
    (State.SENT, State.AWAITING_CONSENT): {"consent": ConsentStatus.EXPIRED},
}


def good(state, to, by):
    """Facts and a move that are granted for this step of the table."""
    changes = dict(FITTING.get((state, to), {}))
    if to is State.ENTERED_IN_ERROR:
        changes["received"] = False
    if state is State.CANCELLATION_REQUESTED and to in OPEN:
        changes["cancellation_from"] = to
    return facts(state, **changes), move(state, to, by)


def reason(known, wish):
    verdict = decide(known, wish, calendar=CALENDAR)
    return "" if verdict else verdict.reason
