"""A plan is carried on: done, looked over, closed; each is an act of its own on record."""

import pytest

from exchange.core.plan.change import PlanUnfit
from exchange.core.plan.due import PlanItem
from exchange.core.plan.plan import PlanClosing
from exchange.flows.casework.assign import assign, assign_all
from exchange.flows.plan.carry_on import close_plan, finish_follow_up, finish_step, review_plan
from exchange.flows.plan.look import look_at_due_plans, look_at_plan
from exchange.flows.plan.write import open_plan
from tests.support.hubs import ALEX, BOSS, DPO, KIM, VERA, Bench, claim, encoded

P1 = "P-1001"
DOCUMENT = encoded(
    {
        "needs": ["Ein fester Tag (erfunden)."],
        "steps": [{"text": "Anrufen", "who": "person", "until": "2026-12-04"}],
        "follow_ups": [{"on": "2026-12-01", "way": "telephone"}],
    }
)


@pytest.fixture
def bench():
    bench = Bench()
    bench.a_consent()
    bench.case = bench.draft()
    open_plan(P1, DOCUMENT, by=claim(KIM), hub=bench.hub)
    return bench


def due(bench, by=KIM):
    return look_at_due_plans(limit=9, by=claim(by), hub=bench.hub)


def items(bench, by=KIM):
    return [(one.item, one.number) for plan in due(bench, by) for one in plan.items]


def test_what_is_due_lies_on_the_list_from_its_day_until_it_is_done(bench):
    who = {"by": claim(KIM), "hub": bench.hub}
    assert due(bench) == ()
    bench.clock.advance(days=10)
    assert items(bench) == [(PlanItem.FOLLOW_UP, 1), (PlanItem.STEP, 1)]
    finish_follow_up(P1, 1, **who)
    assert items(bench) == [(PlanItem.STEP, 1)]
    finish_step(P1, 1, **who)
    assert items(bench) == []
    bench.clock.advance(days=171)
    assert items(bench) == [(PlanItem.REVIEW, 0)]
    assert str(review_plan(P1, **who).review_on) == "2027-11-24"
    assert items(bench) == []
    bench.clock.advance(days=200)
    close_plan(P1, PlanClosing.REACHED, **who)
    assert items(bench) == []
    acts = [name for name, _ in bench.log() if name.startswith("PLAN_")]
    assert acts == ["PLAN_OPENED", "PLAN_CHANGED", "PLAN_CHANGED", "PLAN_REVIEWED", "PLAN_CLOSED"]


def test_a_number_that_is_none_changes_nothing(bench):
    for finish in (finish_step, finish_follow_up):
        with pytest.raises(PlanUnfit):
            finish(P1, 2, by=claim(KIM), hub=bench.hub)
    assert bench.leaves("PLAN_CHANGED") == []


def test_the_list_shows_ones_own_and_a_leads_all_without_a_word_of_the_plan(bench):
    bench.clock.advance(days=10)
    assert {who: len(due(bench, who)) for who in (KIM, VERA, BOSS, DPO, ALEX)} == {
        KIM: 1, VERA: 1, BOSS: 1, DPO: 1, ALEX: 0,
    }  # fmt: skip
    (mine,) = due(bench)
    assert (mine.reference, mine.owner) == (P1, KIM)
    assert "erfunden" not in repr(mine)
    assert "Anrufen" not in repr(mine)
    assert {(one["by"], one["what"]) for one in bench.leaves("STAFF_ACCESS")} >= {(ALEX, "due-plans")}


def test_a_plan_goes_with_the_case_to_whoever_takes_it_over(bench):
    bench.clock.advance(days=10)
    assign(bench.case.id, to=ALEX, by=claim(BOSS), hub=bench.hub)
    assert [(one.owner) for one in due(bench, ALEX)] == [ALEX]
    assert due(bench) == ()
    bench.put(bench.now(bench.case), owner=BOSS)
    assign_all(ALEX, to=KIM, by=claim(BOSS), hub=bench.hub)
    assert [one.owner for one in due(bench)] == [KIM]


def test_a_case_that_somebody_else_sees_to_leaves_the_plan_where_it_is(bench):
    bench.put(bench.now(bench.case), owner=ALEX)
    assign(bench.case.id, to=BOSS, by=claim(BOSS), hub=bench.hub)
    assert look_at_plan(P1, by=claim(BOSS), hub=bench.hub).plans[0].owner == KIM
