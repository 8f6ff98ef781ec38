"""A plan is put right by who may write it; detectors look at the new words, and the log says that it happened."""

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.plan.correct import Correcting, PlanEntry
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.flows.plan.correct import correct_plan
from exchange.flows.plan.look import look_at_plan
from exchange.flows.plan.write import open_plan
from tests.support.hubs import KIM, Bench, claim, encoded

P1, PLACE = "P-1001", "/needs/0"
KIN = "Meine Mutter hilft mir."


@pytest.fixture
def bench():
    bench = Bench()
    bench.a_consent()
    bench.draft()
    open_plan(P1, encoded({"needs": ["Ein fester Tag (erfunden)."]}), by=claim(KIM), hub=bench.hub)
    return bench


def put_right(bench, text, said=frozenset()):
    what = Correcting(entry=PlanEntry.NEED, number=1, text=text)
    return correct_plan(P1, what, by=claim(KIM), hub=bench.hub, said=said)


def test_what_stood_there_before_is_still_to_be_read_and_never_in_the_log(bench):
    put_right(bench, "Ein freier Tag (erfunden).")
    (plan,) = look_at_plan(P1, by=claim(KIM), hub=bench.hub).plans
    assert plan.needs == ("Ein freier Tag (erfunden).",)
    assert [(one.before, one.by) for one in plan.corrections] == [("Ein fester Tag (erfunden).", KIM)]
    (leaf,) = bench.leaves("PLAN_CHANGED")
    assert (leaf["corrected"], "Tag" in str(leaf)) == (PLACE, False)


def test_new_words_are_looked_at_like_any_and_an_old_finding_goes_with_its_words(bench):
    with pytest.raises(ForbiddenText):
        put_right(bench, "Kundennummer 123A456789")
    with pytest.raises(FindingsUnconfirmed):
        put_right(bench, KIN)
    assert bench.leaves("PLAN_CHANGED") == []
    kept = put_right(bench, KIN, said={("kin", PLACE)})
    assert [(one.kind, one.pointer, one.confirmed_by) for one in kept.verdict.findings] == [("kin", PLACE, KIM)]
    assert len(bench.leaves("FINDINGS_CONFIRMED")) == 1
    assert put_right(bench, "Ein freier Tag.").verdict.findings == ()
