"""The step a referral hangs on (domain section 1): named by its number in the plan that goes on, or missing."""

from exchange.core.errors import Refusal
from exchange.core.plan.change import PlanUnfit
from exchange.core.plan.plan import open_plan_of, step_name
from exchange.core.policy import Policy
from exchange.core.said import Said
from exchange.ports.store import Tx

POINTER = "/step"
_FORM = Said('"step": 1, die Nummer eines Schritts', '"step": 1, the number of a step')
_NO_SUCH = Said("Diesen Schritt hat der laufende Plan nicht.", "The plan that goes on has no such step.")


class StepMissing(Refusal):
    """Here every referral names the step of the support plan it belongs to."""

    code = "SENDER_STEP_MISSING"
    de = "Hier nennt jede Überleitung den Schritt des Unterstützungsplans, zu dem sie gehört."
    fix_de = (
        "geleit plan show zeigt die Nummern; geleit plan new oder plan step legt einen an. Nichts wurde gespeichert."
    )
    fix_en = "geleit plan show names the numbers; geleit plan new or plan step makes one. Nothing was kept."


def name_step(tx: Tx, person_id: str, number: int | None, *, policy: Policy) -> str:
    """The name a draft keeps of the step of this number of the person's plan; empty where none is named.

    Raises:
        StepMissing: none is named, and the policy asks for one.
        PlanUnfit: the person has no plan that goes on, or it has no such step; the answer is the same.
    """
    if number is None:
        if policy.step_required:
            raise StepMissing(pointer=POINTER)
        return ""
    plan = open_plan_of(tx.plans.of(person_id))
    if plan is None or plan.step(number) is None:
        raise PlanUnfit(pointer=POINTER).saying(what=_NO_SUCH, form=_FORM)
    return step_name(plan.id, number)
