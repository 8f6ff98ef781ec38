"""Plan in words: its parts line by line, as its page shows them; what is done stays readable."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from exchange.core.calendar import BERLIN
from exchange.core.plan.due import agenda
from exchange.core.plan.plan import FollowUp, PlanAppointment, PlanStep, SupportPlan, step_name
from exchange.core.text.dates import full
from exchange.flows.plan.look import PlanView
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import word


def shown(plan: SupportPlan, view: PlanView, visit: Visit) -> Mapping[str, Any]:
    """One plan."""
    language = visit.language
    return {
        "open": plan.is_open,
        "since": full(plan.opened_at.astimezone(BERLIN).date(), language),
        "closed": _closed(plan, visit),
        "review": full(plan.review_on, language),
        "needs": plan.needs,
        "goals": plan.goals,
        "steps": [_step(one, plan, view, visit) for one in plan.steps],
        "contacts": [_contact(one, visit) for one in plan.follow_ups],
        "appointments": [_appointment(one, view, visit) for one in plan.appointments],
        "due": _due(plan, visit),
    }


def _closed(plan: SupportPlan, visit: Visit) -> str:
    if plan.closed_at is None or plan.closing is None:
        return ""
    day = full(plan.closed_at.astimezone(BERLIN).date(), visit.language)
    return visit.say("plan.closed", day=day, why=word("plan-closings", plan.closing.value, visit.language))


def _due(plan: SupportPlan, visit: Visit) -> str:
    """What comes next, and when."""
    first = next(iter(agenda(plan)), None)
    if first is None:
        return ""
    what = word("plan-items", first.item.value, visit.language)
    return visit.say("plan.due", what=what, day=full(first.on, visit.language))


def _step(one: PlanStep, plan: SupportPlan, view: PlanView, visit: Visit) -> Mapping[str, Any]:
    codes: Sequence[str] = view.referrals.get(step_name(plan.id, one.number), ())
    who = word("plan-actors", one.who.value, visit.language)
    about = visit.say("plan.step", who=who, day=full(one.until, visit.language))
    goal = visit.say("plan.of_goal", number=one.goal) if one.goal else ""
    return {"number": one.number, "text": one.text, "about": about + goal, "codes": codes, **_done(one.done_on, visit)}


def _contact(one: FollowUp, visit: Visit) -> Mapping[str, Any]:
    way = word("plan-contacts", one.way.value, visit.language)
    about = f"{way}, {full(one.on, visit.language)}"
    return {"number": one.number, "text": one.note or way, "about": about, **_done(one.done_on, visit)}


def _done(day: date | None, visit: Visit) -> Mapping[str, str]:
    return {"done": visit.say("plan.done_on", day=full(day, visit.language)) if day else ""}


def _appointment(one: PlanAppointment, view: PlanView, visit: Visit) -> Mapping[str, str]:
    at = one.at.astimezone(BERLIN)
    who = view.names.get(one.accompanied_by, one.accompanied_by)
    when = visit.say("case.at", day=full(at.date(), visit.language), time=f"{at:%H:%M}")
    about = visit.say("plan.along", name=who, minutes=one.minutes)
    return {"text": f"{when}, {one.place}", "about": about, "done": ""}
