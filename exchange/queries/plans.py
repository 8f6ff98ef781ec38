"""Read model of plans: a support plan, and what is due on one, as facts for scripts and other systems."""

from typing import Any

from exchange.core.ids import show_instant
from exchange.core.plan.due import PlanDue, agenda
from exchange.core.plan.plan import SupportPlan


def plan_facts(plan: SupportPlan) -> dict[str, Any]:
    """A plan, whole."""
    return {
        "plan": plan.id,
        "owner": plan.owner,
        "opened_at": show_instant(plan.opened_at),
        "review_on": str(plan.review_on),
        "closed_at": show_instant(plan.closed_at) if plan.closed_at else None,
        "closing": plan.closing.value if plan.closing else None,
        "needs": list(plan.needs),
        "goals": list(plan.goals),
        "steps": [_row(one, "text", "who", "until", "goal", "done_on") for one in plan.steps],
        "follow_ups": [_row(one, "on", "way", "note", "done_on") for one in plan.follow_ups],
        "appointments": [
            _row(one, "minutes", "place", "accompanied_by", "step") | {"at": show_instant(one.at), "uid": one.id}
            for one in plan.appointments
        ],
        "corrections": [
            {"entry": one.entry, "number": one.number, "before": one.before, "by": one.by, "at": show_instant(one.at)}
            for one in plan.corrections
        ],
        "next": list(map(item_facts, agenda(plan))),
    }


def item_facts(one: PlanDue) -> dict[str, Any]:
    """One thing that is due; its number is 0 where it is about the whole plan."""
    return {"item": one.item.value, "on": str(one.on), "number": one.number}


def _row(one: Any, *names: str) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in names if getattr(one, name)}
    return {"number": one.number} | {
        name: value if isinstance(value, int) else str(value) for name, value in said.items()
    }
