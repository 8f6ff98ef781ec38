"""State machine of a referral (domain section 6): facts and a wish in, a verdict out.

`transitions` says which steps there are. This module says what each guard asks, and nothing else decides a step: not a
page, not the API, not the partner's side.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from exchange.core.calendar import Calendar
from exchange.core.reasons import CancelReason, DeclineReason, EndReason, HoldReason, Outcome, RedirectReason
from exchange.core.referral.feedback_level import last_step_reached
from exchange.core.referral.transitions import RELEASE, STEPS, Guard, legal
from exchange.core.verdict import Granted, Refused, Verdict
from exchange.core.vocabulary import ANSWERED, GIVEN, TERMINAL, Actor, Category, ConsentStatus, State

CHANNELS = frozenset({"telephone", "letter"})
"""How a partner without a line of its own tells the caseworker, who records it as the partner's step."""
CANCELLATION_WAIT = 5
"""Working days a partner has to answer a cancellation before the hub goes ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the guards need to know of a referral, as plain values. Every default refuses, or leads back to the draft.

    `consent` is None where no consent was asked for yet or a statutory power stands in (`basis_consent` False).
    `rows_permitted`, `schema_valid`, `attachments_clean`, `duplicate_open`, `trained`, `sensitive_beyond_standard` and
    `second_pair` (a second person, not the creator, has approved) matter to a release; `askable` are the categories
    that may go to this partner and bounds a question and its answer; `chosen` says partner, service line and purpose
    are.
    """

    state: State
    version: int
    consent: ConsentStatus | None
    basis_consent: bool
    handed_over: bool
    received: bool
    ever_in_service: bool
    feedback_level: int
    no_show: bool
    appointment: datetime | None = None
    cancellation_from: State | None = None
    cancellation_on: date | None = None
    chosen: bool = False
    rows_permitted: bool = False
    schema_valid: bool = False
    attachments_clean: bool = False
    duplicate_open: bool = True
    trained: bool = False
    sensitive_beyond_standard: bool = True
    second_pair: bool = False
    sealed_and_queued: bool = False
    ladder_exhausted: bool = False
    askable: frozenset[Category] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A step somebody wants to take.

    `categories` are those a question asks for or its answer holds. `carries_data` says whether content comes along.
    `seen_version` is the version the mover saw; a partner's own step must name it. `channel`, `said_by` and `said_at`
    make it the partner's step as reported to the caseworker: `by` is the partner all the same, with the same guards;
    `words` are then what it asked.
    """

    to: State
    by: Actor
    at: datetime
    reason: str = ""
    outcome: str = ""
    weeks: int | None = None
    appointment: datetime | None = None
    categories: frozenset[Category] = frozenset()
    carries_data: bool = False
    seen_version: int | None = None
    channel: str = ""
    said_by: str = ""
    said_at: datetime | None = None
    words: str = ""

    @property
    def on_behalf(self) -> bool:
        """Whether the caseworker records it for the partner."""
        return bool(self.channel or self.said_by or self.said_at)


Check = Callable[[Facts, Transition, Calendar], str]
"""Answers with the refusal's code, or nothing where there is no objection."""


def decide(facts: Facts, transition: Transition, *, calendar: Calendar) -> Verdict:
    """Decide one step; a refusal carries its code and the legal next steps.

    The first objection counts: `stale-version` (412), `terminal`, `illegal-step` (409), then what is wrong with the
    step's own members, then the guards in the table's order.
    """
    guards = STEPS.get((facts.state, transition.to, transition.by), ())
    checks = (_version, _step, _report, _members, *(GUARDS[guard] for guard in guards))
    codes = (check(facts, transition, calendar) for check in checks)
    code = next(filter(None, codes), "")
    if code:
        return Refused(code, allowed=tuple(map(str, legal_next(facts, by=transition.by))))
    return Granted()


def legal_next(facts: Facts, *, by: Actor) -> tuple[State, ...]:
    """Say which steps an actor has, for pages and API, in the order of `State`.

    Steps that what already happened rules out are left out; guards on what the mover still has to bring, on the
    clock, or on what a release checks are not asked.
    """
    return tuple(to for to in legal(facts.state, by=by) if _not_ruled_out(facts, to, by))


def reasons_for(origin: State, *, to: State, by: Actor) -> frozenset[str]:
    """Say which reason codes a step may carry; none where it carries no reason."""
    if State.ON_HOLD in {origin, to} and to in {State.ON_HOLD, State.IN_SERVICE, State.SCHEDULED}:
        return frozenset(HoldReason)
    if by is Actor.CASEWORKER and to in {State.ENDED_EARLY, State.COMPLETED}:
        return _caseworker_ends(origin, to)
    if to is State.ENDED_EARLY:
        return frozenset(EndReason) - {EndReason.PARTNER_SILENT}
    return _REASONS.get(to, frozenset())


def _caseworker_ends(origin: State, to: State) -> frozenset[str]:
    # Outside, nobody reports, so the caseworker may know the reason from the person; elsewhere only silence lets C end.
    if origin is not State.EXTERNAL:
        return frozenset({EndReason.PARTNER_SILENT})
    return frozenset(EndReason) if to is State.ENDED_EARLY else frozenset()


_REASONS: Mapping[State, frozenset[str]] = MappingProxyType(
    {
        State.DECLINED: frozenset(DeclineReason),
        State.REDIRECTED: frozenset(RedirectReason),
        State.CANCELLATION_REQUESTED: frozenset(CancelReason),
        State.CANCELLED: frozenset(CancelReason),
    }
)


def _version(facts: Facts, transition: Transition, _: Calendar) -> str:
    if transition.seen_version is None:
        return "stale-version" if transition.by is Actor.PARTNER and not transition.on_behalf else ""
    return "" if transition.seen_version == facts.version else "stale-version"


def _step(facts: Facts, transition: Transition, _: Calendar) -> str:
    if facts.state in TERMINAL:
        return "terminal"
    return "" if (facts.state, transition.to, transition.by) in STEPS else "illegal-step"


def _report(_: Facts, transition: Transition, __: Calendar) -> str:
    if not transition.on_behalf:
        return ""
    if transition.by is not Actor.PARTNER or transition.channel not in CHANNELS:
        return "channel"
    if not transition.said_by or transition.said_at is None:
        return "said-missing"
    return "said-later" if transition.said_at > transition.at else ""


def _members(facts: Facts, transition: Transition, _: Calendar) -> str:
    # A member the target does not ask for could carry more than the person agreed to: an appointment with `accepted`.
    if transition.reason and transition.reason not in reasons_for(facts.state, to=transition.to, by=transition.by):
        return "reason-unknown"
    if transition.outcome and (transition.to is not State.COMPLETED or transition.outcome not in frozenset(Outcome)):
        return "outcome-unknown"
    if transition.weeks is not None and (transition.to is not State.WAITLISTED or transition.weeks < 0):
        return "weeks-unknown"
    if transition.appointment is not None and transition.to is not State.SCHEDULED:
        return "appointment-unknown"
    return ""


def _four_eyes_where_listed(facts: Facts) -> bool:
    # Domain section 8: sensitive beyond standard scope, and sending without consent (§ 69 SGB X).
    needed = facts.sensitive_beyond_standard or not facts.basis_consent
    return facts.second_pair or not needed


def _permitted(facts: Facts) -> bool:
    return facts.rows_permitted and (facts.consent in GIVEN or not facts.basis_consent)


def _five_working_days(facts: Facts, transition: Transition, calendar: Calendar) -> str:
    if facts.cancellation_on is None:
        return "too-early"
    last = calendar.add_working_days(facts.cancellation_on, days=CANCELLATION_WAIT)
    return "" if transition.at >= calendar.end_of(last) else "too-early"


def _last_agreed_step(facts: Facts, transition: Transition, calendar: Calendar) -> str:
    reached = last_step_reached(
        facts.feedback_level,
        state=facts.state,
        received=facts.received,
        appointment=facts.appointment,
        no_show=facts.no_show,
        at=transition.at,
        calendar=calendar,
    )
    return "" if reached else "feedback-open"


def _not_before_appointment(facts: Facts, transition: Transition, _: Calendar) -> str:
    early = facts.appointment is None or transition.at < facts.appointment
    return "before-appointment" if early else ""


def _a_guard_fails(facts: Facts, transition: Transition, calendar: Calendar) -> str:
    failed = any(GUARDS[guard](facts, transition, calendar) for guard in RELEASE)
    return "" if failed else "nothing-failed"


def _of_facts(holds: Callable[[Facts], bool], code: str) -> Check:
    return lambda facts, _, __: "" if holds(facts) else code


def _of_move(holds: Callable[[Transition], bool], code: str) -> Check:
    return lambda _, transition, __: "" if holds(transition) else code


GUARDS: Mapping[Guard, Check] = MappingProxyType(
    {
        Guard.CHOSEN: _of_facts(lambda f: f.chosen, "not-chosen"),
        Guard.CONSENT_ANSWERED: _of_facts(lambda f: f.consent in ANSWERED, "consent-open"),
        Guard.PERMITTED: _of_facts(_permitted, "not-permitted"),
        Guard.SCHEMA_VALID: _of_facts(lambda f: f.schema_valid, "schema"),
        Guard.ATTACHMENTS_CLEAN: _of_facts(lambda f: f.attachments_clean, "attachment"),
        Guard.NO_DUPLICATE: _of_facts(lambda f: not f.duplicate_open, "duplicate"),
        Guard.TRAINED: _of_facts(lambda f: f.trained, "not-trained"),
        Guard.FOUR_EYES_WHERE_LISTED: _of_facts(_four_eyes_where_listed, "four-eyes"),
        Guard.FOUR_EYES: _of_facts(lambda f: f.second_pair, "four-eyes"),
        Guard.NOTHING_HANDED_OVER: _of_facts(lambda f: not f.handed_over, "handed-over"),
        Guard.A_GUARD_FAILS: _a_guard_fails,
        Guard.SEALED_AND_QUEUED: _of_facts(lambda f: f.sealed_and_queued, "not-sealed"),
        Guard.CONSENT_ENDED: _of_facts(lambda f: f.basis_consent and f.consent not in GIVEN, "consent-stands"),
        Guard.RECEIVED: _of_facts(lambda f: f.received, "not-received"),
        Guard.NEVER_RECEIVED: _of_facts(lambda f: not f.received, "received"),
        Guard.WITHIN_CONSENT: lambda f, m, _: "" if m.categories <= f.askable else "beyond-consent",
        Guard.REASON: _of_move(lambda m: bool(m.reason), "reason-missing"),
        Guard.OUTCOME: _of_move(lambda m: bool(m.outcome), "outcome-missing"),
        Guard.NO_DATA: _of_move(lambda m: not m.carries_data, "data-carried"),
        Guard.LADDER_EXHAUSTED: _of_facts(lambda f: f.ladder_exhausted, "ladder"),
        Guard.LAST_AGREED_STEP: _last_agreed_step,
        Guard.WEEKS: _of_move(lambda m: m.weeks is not None, "weeks-missing"),
        Guard.APPOINTMENT: _of_move(lambda m: m.appointment is not None, "appointment-missing"),
        Guard.NOT_BEFORE_APPOINTMENT: _not_before_appointment,
        Guard.CAME_FROM: lambda f, m, _: "" if m.to is f.cancellation_from else "came-from",
        Guard.FIVE_WORKING_DAYS: _five_working_days,
        Guard.NEVER_IN_SERVICE: _of_facts(lambda f: not f.ever_in_service, "in-service"),
        Guard.BASIS_CONSENT: _of_facts(lambda f: f.basis_consent, "no-consent-basis"),
    }
)
"""What each guard of the table asks, and the code it refuses with."""


def _not_ruled_out(facts: Facts, to: State, by: Actor) -> bool:
    standing: Mapping[Guard, bool] = {
        Guard.NOTHING_HANDED_OVER: not facts.handed_over,
        Guard.RECEIVED: facts.received,
        Guard.NEVER_RECEIVED: not facts.received,
        Guard.CAME_FROM: to is facts.cancellation_from,
        Guard.NEVER_IN_SERVICE: not facts.ever_in_service,
        Guard.BASIS_CONSENT: facts.basis_consent,
    }
    return all(standing.get(guard, True) for guard in STEPS[facts.state, to, by])
