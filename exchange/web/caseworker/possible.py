"""Possible acts: which forms the page of a case offers, by what the state machine and the deliveries allow."""

from collections.abc import Mapping, Sequence
from typing import Any

import schemas
from exchange.core.events.event import STATES
from exchange.core.reasons import CancelReason, DeclineReason, EndReason, HoldReason, Outcome
from exchange.core.referral.facts import allowed_next
from exchange.core.referral.transitions import OPEN
from exchange.core.referral.work_item import WorkItem, items_of
from exchange.core.text.dates import Language
from exchange.core.vocabulary import GIVEN, Actor, Role, State
from exchange.flows.delivery.dead_letter import FAILED
from exchange.flows.staff.authenticate import SENDERS
from exchange.queries.referrals import View
from exchange.web.foundation.wording import words

ANSWER, UPDATE, TOLD, RESEND, SETTLE = "antworten", "nachreichen", "telefonat", "noch-einmal-senden", "erledigt"
CANCEL, RESUME, END, WITHDRAW = "zuruecknehmen", "weiterfuehren", "abschliessen", "widerrufen"
DONE = frozenset({ANSWER, UPDATE, TOLD, RESEND, SETTLE, CANCEL, RESUME, END, WITHDRAW})
_ENDS = (State.COMPLETED, State.ENDED_EARLY)


def possible(view: View, *, role: Role) -> Sequence[str]:
    """The acts that make sense now, in the order in which they are offered; what may not be is refused by its flow."""
    referral, writes = view.referral, role in SENDERS
    items = items_of(referral)
    asked = referral.state is State.CLARIFICATION_REQUESTED or WorkItem.QUESTION in items
    offered = {
        ANSWER: writes and asked,
        RESEND: writes and (referral.delivery in FAILED or WorkItem.DEAD_LETTER in items),
        UPDATE: writes and referral.handed_over and referral.state in OPEN and not asked,
        TOLD: writes and referral.handed_over and bool(_told(view)),
        SETTLE: bool(items),
        RESUME: writes and referral.cancellation_from is not None,
        END: writes and any(one in view.next_steps for one in _ENDS),
        CANCEL: writes and bool({State.CANCELLED, State.CANCELLATION_REQUESTED} & set(view.next_steps)),
        WITHDRAW: view.consent is not None and view.consent.status in GIVEN,
    }
    return tuple(name for name, offer in offered.items() if offer)


def choices(view: View, *, language: Language) -> Mapping[str, Any]:
    """What the forms let somebody choose from: codes with their words."""
    declined = dict.fromkeys((*DeclineReason, *HoldReason, *EndReason))
    lists = ("decline-reasons", "hold-reasons", "end-reasons")
    reasons = {code: said for listed in lists for code, said in words(listed, declined, language) if said != code}
    return {
        "steps": words("states", [one.value for one in _told(view)], language),
        "reasons": tuple(reasons.items()),
        "outcomes": words("outcomes", Outcome, language),
        "cancel_reasons": words("cancel-reasons", CancelReason, language),
        "end_reasons": words("end-reasons", EndReason, language),
        "day_times": words("day-times", schemas.codes()["day-times"], language),
        "ends": words("states", [one.value for one in _ENDS if one in view.next_steps], language),
    }


def _told(view: View) -> Sequence[State]:
    """The steps a partner may tell by telephone now."""
    status = view.consent.status if view.consent else None
    return [one for one in allowed_next(view.referral, consent=status, by=Actor.PARTNER) if one in STATES]
