"""Work list of a plan: its review every six months, follow-ups and steps whose day has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from exchange.core.calendar import end_of_day
from exchange.core.plan.plan import SupportPlan

REVIEW_MONTHS = 6
"""A plan is looked over together after so many months, as a cooperation plan is (§ 15 SGB II)."""
_ONE_DAY = timedelta(days=1)


class PlanItem(StrEnum):
    """Why a plan is on somebody's list; the same list as `plan-items` in `schemas/codes.json`."""

    REVIEW = "review"
    FOLLOW_UP = "follow-up"
    STEP = "step"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDue:
    """One thing somebody has to see to, from which day on; `number` is that of the step or follow-up, 0 for none."""

    item: PlanItem
    on: date
    number: int = 0


def agenda(plan: SupportPlan) -> Sequence[PlanDue]:
    """All that is still to be seen to, the earliest first; nothing of a plan that is closed."""
    return sorted(_open_items(plan), key=lambda one: (one.on, one.item, one.number)) if plan.is_open else ()


def next_look(plan: SupportPlan) -> datetime | None:
    """From when on a plan is on its owner's list: the beginning of the first such day in Berlin, in UTC."""
    days = [one.on for one in agenda(plan)]
    return end_of_day(days[0] - _ONE_DAY) if days else None


def review_after(day: date) -> date:
    """The day on which a plan is looked over next: the same day six months later, or the last of that month."""
    month = day.month - 1 + REVIEW_MONTHS
    first = date(day.year + month // 12, month % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - _ONE_DAY
    return min(first + timedelta(days=day.day - 1), last)


def _open_items(plan: SupportPlan) -> Iterator[PlanDue]:
    yield PlanDue(item=PlanItem.REVIEW, on=plan.review_on)
    for contact in plan.follow_ups:
        if contact.done_on is None:
            yield PlanDue(item=PlanItem.FOLLOW_UP, on=contact.on, number=contact.number)
    for step in plan.steps:
        if step.done_on is None:
            yield PlanDue(item=PlanItem.STEP, on=step.until, number=step.number)
