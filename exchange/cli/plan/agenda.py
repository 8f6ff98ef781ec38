"""Work list in words: what is due on whose plan, a line each, without a word of the plan."""

from collections.abc import Iterator, Sequence
from typing import Any

from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import word
from exchange.core.plan.due import PlanDue
from exchange.flows.plan.look import DuePlan
from exchange.queries.plans import item_facts


def due_line(one: PlanDue) -> str:
    """One item: the day, what is to be done, and its number."""
    number = f" ({either('Nr.', 'no.')} {one.number})" if one.number else ""
    return f"{one.on} {word('plan-items', one.item)}{number}"


def due_text(plans: Sequence[DuePlan]) -> str:
    """All plans on which something is due."""
    return "\n".join(_lines(plans))


def due_facts(plans: Sequence[DuePlan]) -> list[dict[str, Any]]:
    """The same for scripts."""
    return [
        {
            "reference": one.reference,
            "owner": one.owner,
            "plan": one.plan,
            "due": list(map(item_facts, one.items)),
        }
        for one in plans
    ]


def _lines(plans: Sequence[DuePlan]) -> Iterator[str]:
    yield either("Pläne", "Plans")
    for one in plans:
        yield f"  {one.reference} ({one.owner})"
        yield from (f"    {due_line(each)}" for each in one.items)
