"""A plan that somebody puts right."""

from exchange.core.plan.correct import Correcting, PlanEntry
from exchange.flows.plan.correct import correct_plan


def put_right(person, **who: object):
    return correct_plan(person, Correcting(entry=PlanEntry.STEP, number=1, text="Anrufen, bald"), **who)
