"""A person is shown to who has a case or consent of theirs, as far as those go; the line says who looked."""

import pytest

from exchange.core.errors import Forbidden, NotFound
from exchange.flows.person.look import look_at_person
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, OTHER, VERA, Bench, claim, refer_document

P1 = refer_document()["person"]["reference"]


def shows(bench, who, named=P1, what="person"):
    return look_at_person(named, what=what, by=claim(who), hub=bench.hub)


def known():
    bench = Bench()
    voice = bench.under_way("under-review")
    return bench, voice.referral


@pytest.mark.parametrize("who", [KIM, VERA, BOSS, DPO])
def test_consents_cases_disclosures_and_withdrawals_are_shown_to_who_may_see_them(who):
    bench, case = known()
    bench.withdraw(case.consent)
    view = shows(bench, who)
    assert [one.id for one in view.consents] == [case.consent]
    assert view.consents[0].revocations
    assert [one.id for one in view.referrals] == [case.id]
    assert {one.packet for one in view.disclosures} == {case.packet}
    assert all(one.clauses for one in view.disclosures)
    line = bench.leaves("STAFF_ACCESS")[-1]
    assert line.items() >= {"by": who, "what": "person", "person": case.person}.items()
    assert shows(bench, who, case.person).person == view.person


def test_to_everybody_else_there_is_nobody_of_this_name():
    bench, _ = known()
    before = bench.log()
    refused = []
    for named in (P1, "niemand"):
        with pytest.raises(NotFound) as error:
            shows(bench, ALEX, named)
        refused.append(str(error.value))
    assert refused[0] == refused[1]
    assert P1 not in refused[0]
    with pytest.raises(Forbidden):
        shows(bench, OPS)
    assert bench.log() == before


def test_of_a_person_two_have_cases_of_each_sees_their_own():
    bench, mine = known()
    bench.a_consent(to=OTHER)
    other = bench.refer(to=OTHER)
    bench.put(bench.now(other), owner=ALEX)
    seen = {who: shows(bench, who) for who in (KIM, ALEX, BOSS)}
    assert {who: [one.id for one in view.referrals] for who, view in seen.items()} == {
        KIM: [mine.id], ALEX: [other.id], BOSS: [mine.id, other.id],
    }  # fmt: skip
    assert [one.id for one in seen[ALEX].consents] == [bench.now(other).consent]
    assert seen[ALEX].disclosures == []
    assert len(seen[BOSS].consents) == 2
