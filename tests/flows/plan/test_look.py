"""A plan is shown to who has a case of its person, and every look is a line the person reads."""

import pytest

from exchange.core.errors import Forbidden, NotFound
from exchange.flows.person.look import see_person
from exchange.flows.plan.look import look_at_plan
from exchange.flows.plan.write import open_plan
from exchange.queries.ledger import ledger_of
from tests.support.hubs import BOSS, DPO, KIM, VERA, Bench, claim, encoded

P1 = "P-1001"
ALONG = {"at": "2026-12-01T10:00:00+01:00", "minutes": 60, "place": "Weg 1", "accompanied_by": VERA}
DOCUMENT = encoded({"needs": ["Ein fester Tag (erfunden)."], "appointments": [ALONG]})


@pytest.fixture
def bench():
    bench = Bench()
    bench.a_consent()
    bench.draft()
    return bench


def looks(bench, by=KIM):
    return look_at_plan(P1, by=claim(by), hub=bench.hub)


def test_it_is_shown_whole_and_the_person_reads_of_it_and_of_the_look(bench):
    plan = open_plan(P1, DOCUMENT, by=claim(KIM), hub=bench.hub)
    for who in (KIM, VERA, BOSS):
        view = looks(bench, who)
        assert (view.plans, view.names, view.person.reference) == ((plan,), {VERA: VERA}, P1)
        assert bench.leaves("STAFF_ACCESS")[-1].items() >= {"by": who, "what": "plan", "person": plan.person}.items()
    seen = see_person(P1, what="ledger", by=claim(KIM), hub=bench.hub)
    said = [one.says.de for one in ledger_of(seen, hub=bench.hub).told]
    assert "Das Jobcenter hat aufgeschrieben: einen Plan mit Ihnen." in said
    assert "Das Jobcenter hat nachgesehen: Ihr Unterstützungsplan. Das war 3 Mal an diesem Tag." in said


def test_who_sees_metadata_only_sees_none_and_without_one_there_is_none(bench):
    with pytest.raises(NotFound) as refused:
        looks(bench)
    assert refused.value.kind.startswith("Unterstützungsplan")
    open_plan(P1, DOCUMENT, by=claim(KIM), hub=bench.hub)
    before = bench.log()
    with pytest.raises(Forbidden):
        looks(bench, DPO)
    assert bench.log() == before
