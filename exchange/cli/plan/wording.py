"""Plan in words: what was agreed, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from exchange.cli.plan.agenda import due_line
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import moment, word
from exchange.core.plan.due import agenda
from exchange.core.plan.plan import FollowUp, PlanAppointment, PlanCorrection, PlanStep, SupportPlan, step_name

_NONE: Mapping[str, Any] = MappingProxyType({})


def plan_lines(
    plan: SupportPlan, *, names: Mapping[str, str] = _NONE, referrals: Mapping[str, Sequence[str]] = _NONE
) -> Iterator[str]:
    """A plan for people, a line each; `names` are those of staff by their ids, who is not in it is called by that.

    `referrals` are codes by the names of the steps they hang on.
    """
    opened = f"{either('Plan vom', 'Plan of')} {moment(plan.opened_at)[:10]}, {either('bei', 'with')} {plan.owner}"
    if plan.closed_at:
        ended = f"{either('geschlossen', 'closed')} {moment(plan.closed_at)[:10]}"
        yield f"{opened}; {ended}: {word('plan-closings', plan.closing)}"
    else:
        yield f"{opened}; {either('nächste Besprechung', 'next review')} {plan.review_on}"
    yield from _numbered(either("Bedarf", "Needs"), plan.needs)
    yield from _numbered(either("Ziele", "Goals"), plan.goals)
    yield from _section(either("Schritte", "Steps"), (_step(one, _codes(plan, one, referrals)) for one in plan.steps))
    yield from _section(either("In Kontakt bleiben", "Follow-ups"), (_contact(one) for one in plan.follow_ups))
    along = (_appointment(one, names) for one in plan.appointments)
    yield from _section(either("Termine mit Begleitung", "Accompanied appointments"), along)
    yield from _section(either("Berichtigt", "Corrected"), map(_correction, plan.corrections))
    first = agenda(plan)[:1]
    yield from (f"{either('Als Nächstes', 'Next')}: {due_line(one)}" for one in first)


def _numbered(head: str, texts: Sequence[str]) -> Iterator[str]:
    yield from _section(head, (f"{number}. {text}" for number, text in enumerate(texts, 1)))


def _section(head: str, lines: Iterator[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        if not place:
            yield f"  {head}"
        yield f"    {line}"


def _codes(plan: SupportPlan, step: PlanStep, referrals: Mapping[str, Sequence[str]]) -> str:
    codes = ", ".join(referrals.get(step_name(plan.id, step.number), ()))
    return f"; {either('Überleitung', 'referral')} {codes}" if codes else ""


def _step(one: PlanStep, hanging: str) -> str:
    goal_of = f", {either('Ziel', 'goal')} {one.goal}" if one.goal else ""
    until = f"{either('bis', 'until')} {one.until}"
    return f"{one.number}. {one.text} ({word('plan-actors', one.who)}, {until}{goal_of}{hanging}){_mark(one.done_on)}"


def _contact(one: FollowUp) -> str:
    note = f": {one.note}" if one.note else ""
    return f"{one.number}. {one.on} {word('plan-contacts', one.way)}{note}{_mark(one.done_on)}"


def _appointment(one: PlanAppointment, names: Mapping[str, str]) -> str:
    who = names.get(one.accompanied_by, one.accompanied_by)
    of_step = f", {either('Schritt', 'step')} {one.step}" if one.step else ""
    along = either("begleitet von", "accompanied by")
    return f"{one.number}. {moment(one.at)}, {one.minutes} min, {one.place}, {along} {who}{of_step}"


def _correction(one: PlanCorrection) -> str:
    stood = either("vorher", "before")
    return f"{moment(one.at)}, {one.by}: {word('plan-entries', one.entry)} {one.number}, {stood}: {one.before}"


def _mark(done_on: date | None) -> str:
    return f" – {either('erledigt', 'done')} {done_on}" if done_on else ""
