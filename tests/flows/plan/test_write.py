"""A plan is written with the person: what the detectors find is confirmed, what they block never stands in it."""

from dataclasses import replace

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Forbidden, NotFound
from exchange.core.plan.change import PlanOpen, PlanUnfit
from exchange.core.plan.plan import PlanClosing
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.flows.plan.carry_on import close_plan
from exchange.flows.plan.write import add_to_plan, open_plan
from tests.support.hubs import BOSS, DPO, KIM, OPS, VERA, Bench, claim, encoded

P1 = "P-1001"
CANARY = "KANARIENVOGEL"
NEEDS = {"needs": [f"Ich brauche einen festen Tag ({CANARY})."]}
STEP = {"text": "Anrufen", "who": "together", "until": "2026-12-01"}
ALONG = {"at": "2026-12-01T10:00:00+01:00", "minutes": 60, "place": "Weg 1", "accompanied_by": VERA}


@pytest.fixture
def bench():
    bench = Bench()
    bench.a_consent()
    bench.draft()
    return bench


def opens(bench, document=None, by=KIM):
    return open_plan(P1, encoded(document or NEEDS), by=claim(by), hub=bench.hub)


def adds(bench, by=KIM, **document: object):
    return add_to_plan(P1, encoded(document), by=claim(by), hub=bench.hub)


def test_a_plan_begins_with_what_the_person_needs_and_is_theirs_who_wrote_it(bench):
    plan = opens(bench)
    assert (plan.owner, str(plan.review_on)) == (KIM, "2027-05-24")
    with bench.store.reading() as tx:
        assert tx.plans.of(plan.person) == (plan,)
    with pytest.raises(PlanUnfit) as refused:
        opens(bench, {"needs": [], "goals": ["x"]})
    assert refused.value.where == "/needs"


def test_a_person_has_one_plan_at_a_time(bench):
    opens(bench)
    with pytest.raises(PlanOpen):
        opens(bench)
    close_plan(P1, PlanClosing.PERSON_WISH, by=claim(KIM), hub=bench.hub)
    assert opens(bench).needs == tuple(NEEDS["needs"])
    close_plan(P1, PlanClosing.OTHER, by=claim(KIM), hub=bench.hub)
    with pytest.raises(NotFound):
        adds(bench, goals=["x"])


def test_every_act_leaves_one_leaf_with_counts_and_never_a_word(bench):
    opens(bench)
    adds(bench, by=VERA, goals=["Arbeit"], steps=[STEP, STEP], appointments=[ALONG])
    assert bench.leaves("PLAN_OPENED")[0]["added"] == {"needs": 1}
    (changed,) = bench.leaves("PLAN_CHANGED")
    assert (changed["by"], changed["added"]) == (VERA, {"goals": 1, "steps": 2, "appointments": 1})
    assert CANARY not in repr(bench.log())


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"needs": ["F32.1"]}, "/needs/0"),
        ({"needs": ["x"], "goals": ["Sertralin 50 mg"]}, "/goals/0"),
        ({"needs": ["x"], "steps": [STEP | {"text": "F32.1"}]}, "/steps/0/text"),
        ({"needs": ["x"], "follow_ups": [{"on": "2026-12-01", "way": "visit", "note": "F32.1"}]}, "/follow_ups/0/note"),
        ({"needs": ["x"], "appointments": [ALONG | {"place": "F32.1"}]}, "/appointments/0/place"),
    ],
)
def test_a_diagnosis_or_a_dose_never_stands_in_a_plan_wherever_it_is_written(bench, document, place):
    with pytest.raises(ForbiddenText) as refused:
        opens(bench, document)
    assert refused.value.pointer == place
    opens(bench)
    with pytest.raises(ForbiddenText):
        adds(bench, **document)


def test_what_tells_of_others_is_confirmed_by_whoever_writes_and_kept_at_its_place(bench):
    opens(bench)
    kin = {"needs": ["Meine Tochter soll mitkommen."]}
    with pytest.raises(FindingsUnconfirmed) as asked:
        adds(bench, **kin)
    assert [(one.kind, one.pointer) for one in asked.value.findings] == [("kin", "/needs/0")]
    assert bench.leaves("PLAN_CHANGED") == []
    plan = adds(bench, **kin, confirmed=[{"kind": "kin", "pointer": "/needs/0"}])
    assert [(one.kind, one.pointer, one.confirmed_by) for one in plan.verdict.findings] == [("kin", "/needs/1", KIM)]
    (noted,) = bench.leaves("FINDINGS_CONFIRMED")
    assert (noted["plan"], noted["by"], len(noted["findings"])) == (plan.id, KIM, 1)
    assert len(adds(bench, goals=["Arbeit"]).verdict.findings) == 1


def test_who_goes_along_works_here(bench):
    opens(bench)
    with pytest.raises(NotFound) as refused:
        adds(bench, appointments=[ALONG, ALONG | {"accompanied_by": "niemand"}])
    assert refused.value.where == "/appointments/1/accompanied_by"
    assert VERA in refused.value.form.de
    with bench.store.transaction() as tx:
        tx.staff.add(replace(tx.staff.get(VERA), active=False))
    with pytest.raises(NotFound):
        adds(bench, appointments=[ALONG])


@pytest.mark.parametrize("who", [DPO, OPS])
def test_who_does_no_casework_writes_no_plan(bench, who):
    with pytest.raises(Forbidden):
        opens(bench, by=who)
    assert opens(bench, by=BOSS).owner == BOSS
