"""Status sentence: how a referral stands: delivery, state and consent in one honest sentence (or three).

The words name no person, no partner, no service and no diagnosis, so they may stand in lists, subjects and letters.
"""

from dataclasses import dataclass
from datetime import date

from exchange.core.delivery.status import STOPPABLE
from exchange.core.referral.deadlines import KIND_OF, OURS, Kind
from exchange.core.referral.feedback_level import FIRST_WITHOUT_END
from exchange.core.text.dates import Language, since, when
from exchange.core.text.wording import (
    AHEAD,
    CHECK,
    CONSENT,
    GIVEN_BUT,
    GIVEN_TO_ANOTHER,
    LATE,
    LATE_US,
    LATER,
    MATTER,
    NO_FEEDBACK,
    PAST,
    REMIND,
    REMIND_US,
    SENT,
    STOPPED,
    UNCOLLECTED,
    WITHOUT,
    Words,
)
from exchange.core.vocabulary import GIVEN, TERMINAL, ConsentStatus, Delivery, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The days the sentence may name, as calendar days in Europe/Berlin.

    `moved` is when the parcel came to its present delivery state, `waiting` since when it lies there uncollected once
    its receipt is missed, `reminder` when the next reminder goes out (`deadlines.reminder_day`). What is None is not
    spoken of.
    """

    today: date
    moved: date | None = None
    waiting: date | None = None
    appointment: date | None = None
    reminder: date | None = None


def sentence(
    state: State,
    *,
    delivery: Delivery | None,
    consent: ConsentStatus | None,
    dates: Dates,
    feedback_level: int,
    language: Language,
    is_bound: bool = True,
) -> str:
    """Say how a referral stands and what happens next.

    `delivery` is None before anything was queued, `consent` None where none was asked for yet or a statutory power
    stands in; `is_bound` is False where it was given to another recipient than the partner is today.
    """
    ended = consent is not None and consent not in GIVEN
    stopping = ended and delivery in STOPPABLE
    parts = (
        _delivery(state, Delivery.WITHDRAWN_BEFORE_DELIVERY if stopping else delivery, dates),
        _matter(state, consent, dates, feedback_level),
        _of_consent(state, consent, is_bound=is_bound),
        CONSENT.get(consent) if consent is not None and state not in TERMINAL else None,
        WITHOUT if ended and state not in TERMINAL else None,
        _next(state, delivery, dates) if not ended or state in _BEFORE else None,
    )
    spoken = " ".join(part[language] for part in parts if part)
    return _tidy(_fill(spoken, dates, language))


_BEFORE = frozenset({State.DRAFT, State.AWAITING_CONSENT})
_AT_HOME = _BEFORE | {State.RELEASED}


def _delivery(state: State, delivery: Delivery | None, dates: Dates) -> Words | None:
    if state in _AT_HOME:
        return None
    if state is State.SENT and delivery is Delivery.SENDING and dates.waiting is not None:
        return UNCOLLECTED
    if state is State.SENT:
        return SENT[delivery or Delivery.QUEUED]
    if state not in TERMINAL:
        return LATER.get(delivery) if delivery else None
    return STOPPED if delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY else None


def _matter(state: State, consent: ConsentStatus | None, dates: Dates, feedback_level: int) -> Words | None:
    if state is State.AWAITING_CONSENT and consent is not None:
        return None
    if state is State.EXTERNAL and feedback_level < FIRST_WITHOUT_END:
        return NO_FEEDBACK
    if state is State.SCHEDULED and dates.appointment is not None:
        return PAST if dates.appointment < dates.today else AHEAD
    return MATTER.get(state)


def _of_consent(state: State, consent: ConsentStatus | None, *, is_bound: bool) -> Words | None:
    if state is not State.AWAITING_CONSENT or consent not in GIVEN:
        return None
    return GIVEN_BUT if is_bound else GIVEN_TO_ANOTHER


def _next(state: State, delivery: Delivery | None, dates: Dates) -> Words | None:
    kind = KIND_OF.get(state)
    arrived = state is not State.SENT or delivery in {Delivery.HANDED_OVER, Delivery.RECEIVED}
    # A partner is not reminded of what has not come to it.
    if kind is None or dates.reminder is None or not arrived:
        return None
    if dates.reminder < dates.today:
        return LATE_US if kind in OURS else LATE
    if kind is Kind.CHECK_EXTERNAL:
        return CHECK
    return REMIND_US if kind in OURS else REMIND


def _fill(words: str, dates: Dates, language: Language) -> str:
    filled = {
        "waiting": since(dates.waiting, today=dates.today, language=language),
        "moved": when(dates.moved, today=dates.today, language=language),
        "appointment": when(dates.appointment, today=dates.today, language=language),
        "reminder": when(dates.reminder, today=dates.today, language=language),
        "overdue": since(dates.reminder, today=dates.today, language=language),
    }
    begun = {name.capitalize(): text[:1].upper() + text[1:] for name, text in filled.items()}
    return words.format_map(filled | begun)


def _tidy(words: str) -> str:
    # A day that is not known leaves its place empty: "Delivered ." and " zugestellt." are put right here.
    joined = " ".join(words.split()).replace(" .", ".")
    return joined[:1].upper() + joined[1:]
