"""Who somebody new may be is proposed out of one's own cases, once, and never out of a colleague's."""

from exchange.flows.person.lookalikes import look_alikes
from tests.support.hubs import ALEX, BOSS, KIM, VERA, Bench, claim, refer_document

P1 = refer_document()["person"]["reference"]


def another(bench, reference="P-77", **changes: object):
    """The same name under another reference."""
    return bench.draft(person={"reference": reference}, **changes)


def proposals(bench, case, who=KIM):
    return [one.id for one in look_alikes(case.person, by=claim(who), hub=bench.hub)]


def born(day="1988-03-07"):
    data = refer_document()["data"]
    return {"person": data["person"] | {"birth_date": day}}


def test_somebody_of_ones_own_cases_is_proposed_and_a_line_says_it():
    bench = Bench()
    first = bench.draft(data=born())
    new = another(bench, data=born())
    for who in (KIM, VERA, BOSS):
        assert proposals(bench, new, who) == [first.person]
    assert [one["what"] for one in bench.leaves("STAFF_ACCESS")] == ["look-alikes"] * 3


def test_of_a_colleagues_cases_nobody_is_told():
    bench = Bench()
    first = bench.draft(data=born())
    new = another(bench, data=born())
    bench.put(bench.now(first), owner=ALEX)
    assert proposals(bench, new) == []
    assert proposals(bench, new, BOSS) == [first.person]
    assert bench.leaves("STAFF_ACCESS")[0]["by"] == BOSS


def test_who_is_no_longer_new_or_like_nobody_has_no_proposals():
    bench = Bench()
    bench.draft(data=born())
    assert proposals(bench, another(bench, "P-78", data=born("1961-11-30"))) == []
    new = another(bench, data=born())
    another(bench, data=born(), to="https://andere.example")
    assert proposals(bench, new) == []
    assert bench.leaves("STAFF_ACCESS") == []


def test_a_person_of_whom_only_the_reference_is_known_is_compared_by_that():
    bench = Bench()
    first = bench.draft()
    consent = bench.a_consent(person=P1.lower().replace("-", " "))
    assert [one.id for one in look_alikes(consent.person, by=claim(KIM), hub=bench.hub)] == [first.person]
