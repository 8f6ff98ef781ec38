"""Deadlines and escalation: what is due by when, and who is reminded (domain section 7).

A deadline in days ends with its last day (§§ 187(1), 188(1) BGB), so its instant is the midnight after it, in
Europe/Berlin. Where the specification is silent, this module decides: a draft and a missing consent are looked at
after 14 days, a release is sent by the next working day, a partner tells within 5 working days how an appointment
went and within 10 what follows a missed one, a paused service has the heartbeat of a running one, and the ladder has
one rung every 2 working days, the first on the first working day after the deadline.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from exchange.core.calendar import Calendar
from exchange.core.policy import Policy, calendar_of
from exchange.core.referral.referral import Referral
from exchange.core.vocabulary import Service, State, Urgency


class Unit(StrEnum):
    """How a span is counted."""

    MINUTES = "minutes"
    DAYS = "days"
    WORKING_DAYS = "working-days"


class Kind(StrEnum):
    """What has to happen by a deadline."""

    RECEIPT_API = "receipt-api"
    RECEIPT_MAIL = "receipt-mail"
    FINISH_DRAFT = "finish-draft"
    ASK_CONSENT = "ask-consent"
    SEND = "send"
    OPEN = "open"
    DECIDE = "decide"
    ANSWER = "answer"
    FIRST_APPOINTMENT = "first-appointment"
    RECONFIRM = "reconfirm"
    AFTER_APPOINTMENT = "after-appointment"
    NEXT_APPOINTMENT = "next-appointment"
    HEARTBEAT = "heartbeat"
    CHECK_EXTERNAL = "check-external"
    CONFIRM_CANCELLATION = "confirm-cancellation"
    FINAL_FEEDBACK = "final-feedback"
    UNCOLLECTED = "uncollected"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long something may take: normally, by urgency where that differs, and until it is escalated at once."""

    normal: Span
    priority: Span | None = None
    urgent: Span | None = None
    escalate: Span | None = None

    def span(self, urgency: Urgency) -> Span:
        """The span for an urgency."""
        if urgency is Urgency.URGENT:
            return self.urgent or self.normal
        if urgency is Urgency.PRIORITY:
            return self.priority or self.normal
        return self.normal


@dataclass(frozen=True, slots=True)
class Deadline:
    """What has to happen before which instant (UTC). At `escalate_at` the second rung is due, where it is fixed."""

    kind: Kind
    at: datetime
    escalate_at: datetime | None = None


class Rung(StrEnum):
    """Who is reminded, from the first to the last."""

    PARTNER = "partner"
    PARTNER_DEPUTY = "partner-deputy"
    CASEWORKER = "caseworker"
    TEAM_LEAD = "team-lead"


class Collection(StrEnum):
    """How it stands with a parcel nobody has collected."""

    WAITING = "waiting"
    REMIND = "remind"
    RETURN = "return"


def _days(amount: int) -> Span:
    return Span(amount, Unit.DAYS)


def _working(amount: int) -> Span:
    return Span(amount, Unit.WORKING_DAYS)


ALLOWANCES: Mapping[Kind, Allowance] = MappingProxyType(
    {
        Kind.RECEIPT_API: Allowance(Span(15, Unit.MINUTES)),
        Kind.RECEIPT_MAIL: Allowance(_working(1)),
        Kind.FINISH_DRAFT: Allowance(_days(14)),
        Kind.ASK_CONSENT: Allowance(_days(14)),
        Kind.SEND: Allowance(_working(1)),
        Kind.OPEN: Allowance(_working(3), urgent=_working(1)),
        Kind.DECIDE: Allowance(_working(10), priority=_working(5), urgent=_working(2)),
        Kind.ANSWER: Allowance(_working(5), escalate=_working(10)),
        Kind.FIRST_APPOINTMENT: Allowance(_working(20)),
        Kind.RECONFIRM: Allowance(_days(30)),
        Kind.AFTER_APPOINTMENT: Allowance(_working(5)),
        Kind.NEXT_APPOINTMENT: Allowance(_working(10)),
        Kind.HEARTBEAT: Allowance(_days(30), escalate=_days(40)),
        Kind.CHECK_EXTERNAL: Allowance(_days(30)),
        Kind.CONFIRM_CANCELLATION: Allowance(_working(5)),
        Kind.FINAL_FEEDBACK: Allowance(_working(10)),
        Kind.UNCOLLECTED: Allowance(_days(3)),
        Kind.RETURN: Allowance(_days(14)),
    }
)
"""The deadlines as they are unless a service line says otherwise."""
KIND_OF: Mapping[State, Kind] = MappingProxyType(
    {
        State.DRAFT: Kind.FINISH_DRAFT,
        State.AWAITING_CONSENT: Kind.ASK_CONSENT,
        State.RELEASED: Kind.SEND,
        State.SENT: Kind.OPEN,
        State.UNDER_REVIEW: Kind.DECIDE,
        State.CLARIFICATION_REQUESTED: Kind.ANSWER,
        State.ACCEPTED: Kind.FIRST_APPOINTMENT,
        State.WAITLISTED: Kind.RECONFIRM,
        State.SCHEDULED: Kind.AFTER_APPOINTMENT,
        State.NO_SHOW: Kind.NEXT_APPOINTMENT,
        State.APPOINTMENT_CANCELLED: Kind.NEXT_APPOINTMENT,
        State.IN_SERVICE: Kind.HEARTBEAT,
        State.ON_HOLD: Kind.HEARTBEAT,
        State.EXTERNAL: Kind.CHECK_EXTERNAL,
        State.CANCELLATION_REQUESTED: Kind.CONFIRM_CANCELLATION,
    }
)
"""What is due next in each state that is not terminal: every open referral has a next date."""
OURS = frozenset({Kind.FINISH_DRAFT, Kind.ASK_CONSENT, Kind.SEND, Kind.ANSWER, Kind.CHECK_EXTERNAL})
"""What the Jobcenter owes, not the partner: here the ladder starts with the caseworker."""
DEFAULTS: Mapping[Kind, Allowance] = MappingProxyType({})
"""No service line's own deadlines."""
RUNG_DAYS = 2


def overrides_of(policy: Policy, service: Service) -> Mapping[Kind, Allowance]:
    """A service line's own deadlines from the policy: the same unit, another amount, for every urgency."""
    chosen = policy.deadlines.get(service.value, {})
    usual = {kind: ALLOWANCES[kind] for kind in map(Kind, chosen)}
    return {kind: Allowance(Span(chosen[kind.value], usual[kind].normal.unit)) for kind in usual}


def state_deadline(referral: Referral, *, policy: Policy) -> Deadline | None:
    """What is due next in the referral's state and by when, whatever else lies on somebody's list; None at its end."""
    return due(
        referral.state,
        since=referral.state_since,
        appointment=referral.appointment,
        calendar=calendar_of(policy),
        urgency=referral.urgency,
        overrides=overrides_of(policy, referral.service),
    )


def due(
    state: State,
    *,
    since: datetime,
    calendar: Calendar,
    appointment: datetime | None = None,
    urgency: Urgency = Urgency.NORMAL,
    overrides: Mapping[Kind, Allowance] = DEFAULTS,
    paused: int = 0,
) -> Deadline | None:
    """Say what is due next in a state; None in a terminal one.

    `since` is when the state began; `scheduled` counts from its appointment instead. `paused` is what `paused_days`
    says of the clarifications since then.
    """
    kind = KIND_OF.get(state)
    if kind is None:
        return None
    if state is State.SCHEDULED and appointment is not None:
        since = appointment
    return deadline(kind, since=since, calendar=calendar, urgency=urgency, overrides=overrides, paused=paused)


def deadline(
    kind: Kind,
    *,
    since: datetime,
    calendar: Calendar,
    urgency: Urgency = Urgency.NORMAL,
    overrides: Mapping[Kind, Allowance] = DEFAULTS,
    paused: int = 0,
) -> Deadline:
    """Compute one deadline; a service line's own allowance replaces the default whole."""
    allowance = overrides.get(kind, ALLOWANCES[kind])
    at = _end(allowance.span(urgency), since=since, calendar=calendar, paused=paused)
    if allowance.escalate is None:
        return Deadline(kind, at)
    return Deadline(kind, at, _end(allowance.escalate, since=since, calendar=calendar, paused=paused))


def _end(span: Span, *, since: datetime, calendar: Calendar, paused: int) -> datetime:
    if span.unit is Unit.MINUTES:
        return since + timedelta(minutes=span.amount)
    day = calendar.day(since)
    amount = span.amount + paused
    if span.unit is Unit.DAYS:
        return calendar.end_of(day + timedelta(days=amount))
    return calendar.end_of(calendar.add_working_days(day, days=amount))


def paused_days(spells: Iterable[tuple[datetime, datetime]], *, calendar: Calendar) -> int:
    """Count the working days that clarifications took, each from its question to its answer."""
    return sum(
        calendar.working_days_between(calendar.day(asked), end=calendar.day(answered)) for asked, answered in spells
    )


def reminder_day(missed: Deadline, *, calendar: Calendar) -> date:
    """The day the first reminder of a deadline goes out: the first working day once it is over."""
    return calendar.add_working_days(calendar.day(missed.at), days=0)


def ladder(missed: Deadline, *, calendar: Calendar) -> tuple[tuple[Rung, datetime], ...]:
    """Say who is reminded from which instant on, in order."""
    rungs = (Rung.CASEWORKER, Rung.TEAM_LEAD) if missed.kind in OURS else tuple(Rung)
    first = reminder_day(missed, calendar=calendar)
    second = calendar.add_working_days(first, days=RUNG_DAYS)
    if missed.escalate_at is not None:
        second = calendar.add_working_days(calendar.day(missed.escalate_at), days=0)
    later = [calendar.add_working_days(second, days=RUNG_DAYS * step) for step in range(len(rungs) - 1)]
    return tuple((rung, calendar.start_of(day)) for rung, day in zip(rungs, [first, *later], strict=True))


def rung(missed: Deadline, *, at: datetime, calendar: Calendar) -> Rung | None:
    """Say whom the latest reminder goes to; None while there is nothing to remind of."""
    reached = [one for one, begins in ladder(missed, calendar=calendar) if begins <= at]
    return reached[-1] if reached else None


def ladder_exhausted(missed: Deadline, *, at: datetime, calendar: Calendar) -> bool:
    """Say whether the last rung, too, has had its working days."""
    _, begins = ladder(missed, calendar=calendar)[-1]
    return at >= calendar.start_of(calendar.add_working_days(calendar.day(begins), days=RUNG_DAYS))


def collection(since: datetime, *, at: datetime, calendar: Calendar) -> Collection:
    """Say whether a parcel that waits since `since` is reminded of (3 days) or returned (14 days).

    These are calendar days and the hub's own acts, so no working day is waited for and no service line changes them.
    """
    if at >= deadline(Kind.RETURN, since=since, calendar=calendar).at:
        return Collection.RETURN
    if at >= deadline(Kind.UNCOLLECTED, since=since, calendar=calendar).at:
        return Collection.REMIND
    return Collection.WAITING
