"""Access to a plan: it is theirs to see who have a case or consent of its person; others learn of none."""

from datetime import datetime

from exchange.core.errors import PLAN, NotFound
from exchange.core.plan.plan import SupportPlan, open_plan_of
from exchange.core.staff.staff import Staff
from exchange.flows.staff.access import assigned_person
from exchange.ports.store import Tx


def running_plan(tx: Tx, named: str, *, to: Staff, at: datetime) -> SupportPlan:
    """The plan that goes on of the person of this reference or id.

    Raises:
        NotFound: nobody is known by it, nothing of them is theirs; or the person has no plan that goes on.
        PersonAmbiguous: several persons are meant.
    """
    person = assigned_person(tx, named, to=to, at=at)
    plan = open_plan_of(tx.plans.of(person.id))
    if plan is None:
        raise NotFound(kind=PLAN)
    return plan
