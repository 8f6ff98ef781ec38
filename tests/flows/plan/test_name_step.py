"""A referral hangs on a step of the plan that goes on; where the house asks for one, none goes without."""

import pytest

from exchange.core.plan.change import PlanUnfit
from exchange.core.plan.plan import PlanClosing, step_name
from exchange.core.policy import Policy
from exchange.flows.plan.carry_on import close_plan
from exchange.flows.plan.look import look_at_plan
from exchange.flows.plan.name_step import StepMissing
from exchange.flows.plan.write import open_plan
from exchange.flows.sending.approving.check import check_document
from tests.support.hubs import BOSS, KIM, Bench, claim, encoded, refer_document

P1 = "P-1001"
STEP = {"text": "Erstes Gespräch (erfunden)", "who": "together", "until": "2026-12-04"}
DOCUMENT = encoded({"needs": ["Ein fester Tag (erfunden)."], "steps": [STEP]})


def planned(**policy: object):
    bench = Bench(policy=Policy(**policy))
    bench.a_consent()
    return bench, open_plan(P1, DOCUMENT, by=claim(KIM), hub=bench.hub)


def checks(bench, **changes: object):
    return check_document(encoded(refer_document(**changes)), files=(), by=claim(KIM), hub=bench.hub)


def step_of(bench, referral):
    with bench.store.reading() as tx:
        return tx.referrals.draft(referral.id).step


def test_a_draft_keeps_the_name_of_its_step_and_the_plan_shows_what_hangs_on_it():
    bench, plan = planned()
    referral = bench.draft(step=1)
    assert step_of(bench, referral) == step_name(plan.id, 1)
    view = look_at_plan(P1, by=claim(KIM), hub=bench.hub)
    assert view.referrals == {step_name(plan.id, 1): [referral.code]}
    bench.put(bench.now(referral), owner=BOSS)
    assert look_at_plan(P1, by=claim(KIM), hub=bench.hub).referrals == {}
    assert step_of(bench, bench.draft()) == ""


@pytest.mark.parametrize("tries", [lambda bench, **said: bench.draft(**said), checks], ids=["draft", "check"])
def test_a_step_that_is_not_there_is_refused_as_where_there_is_no_plan(tries):
    bench, _ = planned()
    asked = []
    for _ in range(2):
        with pytest.raises(PlanUnfit) as refused:
            tries(bench, step=2)
        asked.append((refused.value.where, refused.value.what, refused.value.form, refused.value.detail))
        if len(asked) == 1:
            close_plan(P1, PlanClosing.MOVED, by=claim(KIM), hub=bench.hub)
    assert asked[0] == asked[1]
    assert asked[0][0] == "/step"
    assert bench.leaves("REFERRAL_CREATED") == []


@pytest.mark.parametrize("tries", [lambda bench, **said: bench.draft(**said), checks], ids=["draft", "check"])
def test_where_the_policy_asks_for_a_step_none_goes_without(tries):
    bench, _ = planned(step_required=True)
    with pytest.raises(StepMissing) as refused:
        tries(bench)
    assert refused.value.where == "/step"
    assert bench.leaves("REFERRAL_CREATED") == []
    assert tries(bench, step=1)
