"""Changes of a plan: what a document adds to it, what is done, looked over, closed; and what is refused of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from exchange.core.calendar import LATEST, day_of
from exchange.core.errors import Conflict, Refusal
from exchange.core.ids import read_instant
from exchange.core.plan.due import review_after
from exchange.core.plan.plan import (
    FollowUp,
    FollowUpWay,
    PlanAppointment,
    PlanClosing,
    PlanStep,
    StepActor,
    SupportPlan,
)
from exchange.core.said import Said

MOST = 100
"""So many goals, steps, follow-ups and appointments a plan may have of each."""
KINDS = ("needs", "goals", "steps", "follow_ups", "appointments")
"""The members of a document that add to a plan."""


class PlanUnfit(Refusal):
    """A day lies in the past or too far ahead, or a number names nothing in this plan."""

    code = "SENDER_PLAN_UNFIT"
    de = "Ein Tag liegt in der Vergangenheit oder zu weit voraus, oder eine Nummer gibt es in diesem Plan nicht."
    fix_de = "Sehen Sie den Plan an (geleit plan show) und berichtigen Sie die genannte Stelle. Nichts wurde geändert."
    fix_en = "Look at the plan (geleit plan show) and correct the place named. Nothing was changed."


class PlanOpen(Conflict):
    """This person has a plan that goes on already."""

    code = "SENDER_PLAN_OPEN"
    de = "Für diese Person läuft schon ein Plan."
    fix_de = "Ergänzen Sie ihn (geleit plan step, goal, follow-up), oder schließen Sie ihn zuerst (geleit plan close)."
    fix_en = "Add to it (geleit plan step, goal, follow-up), or close it first (geleit plan close)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a plan is changed, and the UUIDs its new appointments get, in their order."""

    at: datetime
    ids: Sequence[str]

    @property
    def today(self) -> date:
        """The day in Berlin."""
        return day_of(self.at)


def added(plan: SupportPlan, document: Mapping[str, Any], *, when: Moment) -> SupportPlan:
    """The plan with what a document of schema `support-plan` adds; staff in it by their ids.

    Raises:
        PlanUnfit: a day is past or too far ahead, a number names no goal or step, or it would be too much.
    """
    plan = replace(
        plan, needs=(*plan.needs, *document.get("needs", ())), goals=(*plan.goals, *document.get("goals", ()))
    )
    for row, one in enumerate(document.get("steps", ())):
        plan = replace(plan, steps=(*plan.steps, _step(plan, one, f"/steps/{row}", when=when)))
    for row, one in enumerate(document.get("follow_ups", ())):
        plan = replace(plan, follow_ups=(*plan.follow_ups, _follow_up(plan, one, f"/follow_ups/{row}", when=when)))
    for row, one in enumerate(document.get("appointments", ())):
        made = _appointment(plan, one, f"/appointments/{row}", id_=when.ids[row], when=when)
        plan = replace(plan, appointments=(*plan.appointments, made))
    for name in KINDS:
        if len(getattr(plan, name)) > MOST:
            raise PlanUnfit(pointer=f"/{name}").saying(form=Said(f"höchstens {MOST}", f"at most {MOST}"))
    return plan


def step_done(plan: SupportPlan, number: int, *, on: date) -> SupportPlan:
    """The plan with a step done; one that was done keeps its day.

    Raises:
        PlanUnfit: there is no such step.
    """
    return replace(plan, steps=_done(plan.steps, number, on=on, place="/step"))


def follow_up_done(plan: SupportPlan, number: int, *, on: date) -> SupportPlan:
    """The plan with a follow-up done; one that was done keeps its day.

    Raises:
        PlanUnfit: there is no such follow-up.
    """
    return replace(plan, follow_ups=_done(plan.follow_ups, number, on=on, place="/follow_up"))


def reviewed(plan: SupportPlan, *, on: date) -> SupportPlan:
    """The plan after it was looked over together: the next time is six months later."""
    return replace(plan, reviewed_on=on, review_on=review_after(on))


def closed(plan: SupportPlan, why: PlanClosing, *, at: datetime) -> SupportPlan:
    """The plan after its end."""
    return replace(plan, closed_at=at, closing=why)


def texts_of(document: Mapping[str, Any]) -> Mapping[str, str]:
    """Every free text of a document that adds to a plan, by its place."""
    found = {f"/{name}/{row}": text for name in ("needs", "goals") for row, text in enumerate(document.get(name, ()))}
    for name, member in (("steps", "text"), ("follow_ups", "note"), ("appointments", "place")):
        for row, one in enumerate(document.get(name, ())):
            if member in one:
                found[f"/{name}/{row}/{member}"] = one[member]
    return found


def placed(pointer: str, plan: SupportPlan) -> str:
    """Where a text of a document will stand in the plan it is added to: `/steps/0/text` becomes `/steps/4/text`."""
    _, name, row, *rest = pointer.split("/")
    return "/".join(("", name, str(int(row) + len(getattr(plan, name))), *rest))


def _step(plan: SupportPlan, one: Mapping[str, Any], place: str, *, when: Moment) -> PlanStep:
    goal = one.get("goal", 0)
    if goal > len(plan.goals):
        raise _no_such(f"{place}/goal", len(plan.goals))
    until = _day(one["until"], place=f"{place}/until", when=when)
    return PlanStep(number=len(plan.steps) + 1, text=one["text"], who=StepActor(one["who"]), until=until, goal=goal)


def _follow_up(plan: SupportPlan, one: Mapping[str, Any], place: str, *, when: Moment) -> FollowUp:
    on = _day(one["on"], place=f"{place}/on", when=when)
    return FollowUp(number=len(plan.follow_ups) + 1, on=on, way=FollowUpWay(one["way"]), note=one.get("note", ""))


def _appointment(plan: SupportPlan, one: Mapping[str, Any], place: str, *, id_: str, when: Moment) -> PlanAppointment:
    at = read_instant(one["at"])
    check_ahead(day_of(at), f"{place}/at", when=when)
    step = one.get("step", 0)
    if step > len(plan.steps):
        raise _no_such(f"{place}/step", len(plan.steps))
    return PlanAppointment(
        id=id_,
        number=len(plan.appointments) + 1,
        at=at,
        minutes=one["minutes"],
        place=one["place"],
        accompanied_by=one["accompanied_by"],
        noted_at=when.at,
        step=step,
    )


def _done(rows: tuple[Any, ...], number: int, *, on: date, place: str) -> tuple[Any, ...]:
    if not 0 < number <= len(rows):
        raise _no_such(place, len(rows))
    mark: Callable[[Any], Any] = lambda one: replace(one, done_on=on) if one.done_on is None else one  # noqa: E731
    return tuple(mark(one) if one.number == number else one for one in rows)


def _day(text: str, *, place: str, when: Moment) -> date:
    day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    check_ahead(day, place, when=when)
    return day


def check_ahead(day: date, place: str, *, when: Moment) -> None:
    """Refuse a day that is past or too far ahead.

    Raises:
        PlanUnfit: it is; `pointer` is the place.
    """
    last = when.today + LATEST
    if not when.today <= day <= last:
        form = Said(f"ein Tag von {when.today} bis {last}", f"a day from {when.today} to {last}")
        raise PlanUnfit(pointer=place).saying(form=form)


def _no_such(place: str, most: int) -> PlanUnfit:
    form = Said(f"eine Nummer von 1 bis {most}", f"a number from 1 to {most}")
    none = Said("dieser Plan hat noch keine", "this plan has none yet")
    return PlanUnfit(pointer=place).saying(form=form if most else none)
