"""Each field of a draft is explained at each of the four checks, as it was and not as it is now."""

import pytest

from exchange.core.errors import Forbidden, NotFound
from exchange.flows.sending.approving.explain import Check, explain_referral
from tests.support.hubs import ALEX, BOSS, DPO, KIM, NEEDED, Bench, a_file, claim


def explained(bench, referral, by=KIM):
    done = explain_referral(referral.id, by=claim(by), hub=bench.hub)
    return {one.name: {said.check: said for said in one.verdicts} for one in done.leaves}


def reasons(said, name):
    return [said[name][check].reason for check in Check]


@pytest.fixture
def bench():
    return Bench()


def test_what_a_clause_covers_goes_and_what_none_names_stays_at_every_check(bench):
    bench.a_consent(categories=[*NEEDED, "health.addiction"])
    said = explained(bench, bench.draft())
    assert {one.clauses for one in said["/person/given_name"].values()} == {("out-1",)}
    assert reasons(said, "/note") == ["clause:category"] * 4


def test_what_is_meant_to_stay_says_so_and_a_file_has_its_name(bench):
    bench.a_consent()
    draft = bench.draft(files=[a_file()], leave_out=["/note"])
    said = explained(bench, draft)
    assert reasons(said, "/note") == ["left-out"] * 4
    assert not any(reasons(said, "brief.pdf"))


def test_the_checks_that_are_over_say_what_held_then(bench):
    consent = bench.a_consent()
    referral = bench.refer()
    bench.clock.advance(hours=1)
    bench.withdraw(consent)
    said = explained(bench, referral)["/person/given_name"]
    assert [said[check].reason for check in Check] == ["", "", "clause:refused", "clause:refused"]
    assert said[Check.SEAL].at < said[Check.PICK_UP].at == bench.clock.now()


def test_of_what_was_fetched_before_the_end_every_check_held(bench):
    bench.a_consent(days=5)
    referral = bench.under_way("under-review").referral
    bench.clock.advance(days=6)
    assert not any(reasons(explained(bench, bench.now(referral)), "/person/given_name"))


def test_a_draft_whose_consent_has_ended_says_so_now(bench):
    bench.a_consent(days=5)
    draft = bench.draft()
    bench.clock.advance(days=6)
    assert reasons(explained(bench, draft), "/person/given_name") == ["clause:expired"] * 4


def test_it_is_asked_like_any_look_and_noted(bench):
    bench.a_consent()
    draft = bench.draft()
    with pytest.raises(NotFound):
        explained(bench, draft, by=ALEX)
    with pytest.raises(Forbidden):
        explained(bench, draft, by=DPO)
    before = len(bench.leaves("STAFF_ACCESS"))
    explained(bench, draft, by=BOSS)
    (line,) = bench.leaves("STAFF_ACCESS")[before:]
    assert (line["referral"], line["by"]) == (draft.id, BOSS)
