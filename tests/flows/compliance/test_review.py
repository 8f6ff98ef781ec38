"""A review counts every rule with all four results, keeps to its span, and calls nothing a pass that broke."""

from datetime import timedelta

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Result
from exchange.core.errors import Forbidden, NotFound
from exchange.flows.compliance.keep_version import keep_policy_version
from exchange.flows.compliance.review import Span, review
from exchange.flows.compliance.rulebook import rulebook
from exchange.flows.register.look import begin_review
from tests.flows.register.test_enter import enters
from tests.support.clock import NOON
from tests.support.hubs import BOSS, CENTRE, DPO, KIM, OPS, Bench, claim
from tests.support.reviewed import change_consent, kept


def reviewed(bench, rule="", **span: object):
    return review(span=Span(**span), only=rule, hub=bench.hub)


def counts(done):
    return {one.rule.id: sum(one.tally.counts.values()) for one in done.rules}


def of_house(rule):
    """Whether it looks at the hub, the program or a partner, which are there before the first case."""
    return bool(set("HSR") & set(rule.subject))


def test_a_hub_without_a_case_has_every_rule_and_counts_only_what_is_the_house_s():
    done = reviewed(Bench())
    assert [one.rule.id for one in done.rules] == [one.id for one in rulebook().rules]
    assert {of_house(one.rule) for one in done.rules if sum(one.tally.counts.values())} == {True}
    assert all(sum(one.tally.counts.values()) for one in done.rules if of_house(one.rule))
    assert done.unarmed == sum(not one.core for one in rulebook().rules) > 0


def test_a_story_shows_passes_a_failure_and_what_nobody_can_decide():
    bench = Bench()
    keep_policy_version(hub=bench.hub)
    bench.under_way("under-review", "accepted", level=1)
    done = reviewed(bench)
    by_result = {result: {one.rule.id for one in done.rules if one.tally.counts.get(result)} for result in Result}
    # Nobody has settled the service, and there is a passphrase alone.
    assert by_result[Result.FAIL] == {"DP-02", "FE-03", "SP-02", "ST-03"}
    unknown = {
        "CO-02",
        "CO-04",
        "CO-09",
        "CR-06",
        "CR-08",
        "DP-01",
        "DP-02",
        "DP-03",
        "LO-01",
        "LO-02",
        "LO-04",
        "RE-01",
        "RE-03",
    }
    unknown |= {"RE-04", "RE-05", "RE-07", "ST-01", "ST-02", "SW-01", "SW-04", "TR-01"}
    assert by_result[Result.UNDECIDABLE] == unknown
    assert {"CO-01", "CO-05", "LB-01", "TR-02", "SW-02", "LO-03", "AC-01"} <= by_result[Result.PASS]
    (open_,) = [one for one in done.rules if one.rule.id == "RE-01"]
    assert open_.tally.oldest == open_.open[0].at


def test_only_what_lies_in_the_span_is_judged():
    bench = Bench()
    bench.sent()
    day = timedelta(days=1)
    whole = counts(reviewed(bench))
    assert counts(reviewed(bench, since=NOON, until=NOON + day)) == whole
    assert set(counts(reviewed(bench, since=NOON + day)).values()) == {0}
    assert set(counts(reviewed(bench, until=NOON)).values()) == {0}


def test_a_rule_is_asked_for_by_its_id():
    assert [one.rule.id for one in reviewed(Bench(), rule="CO-05").rules] == ["CO-05"]
    with pytest.raises(NotFound) as refused:
        reviewed(Bench(), rule="CO-5")
    assert "CO-05" in refused.value.form.en


def test_a_check_that_breaks_is_undecidable_and_never_a_pass():
    bench = Bench()
    change_consent(bench, bench.a_consent(), clauses=None)
    (done,) = reviewed(bench, rule="CO-07").rules
    assert done.tally.show() == {"pass": 0, "fail": 0, "undecidable": 1, "not-applicable": 0}
    assert "brach ab" in done.open[0].says.de


def test_a_waiver_stands_beside_a_finding_and_changes_no_result():
    bench = Bench()
    packet = bench.sent().packet
    before = reviewed(bench, rule="RE-01").rules[0]
    enters(
        bench, FactKind.WAIVER, second=OPS, rule="RE-01", about=packet, **{"from": "2026-11-24", "until": "2026-12-24"}
    )
    after = reviewed(bench, rule="RE-01").rules[0]
    assert before.tally == after.tally
    assert [bool(one.waiver) for one in (*before.open, *after.open)] == [False, True]


def test_a_rule_is_armed_by_two_and_core_rules_always_are():
    bench = Bench()
    before = reviewed(bench).unarmed
    enters(bench, FactKind.ARMED, second=OPS, rule="RE-01", **{"from": "2026-01-01"})
    done = reviewed(bench)
    assert done.unarmed == before - 1
    assert {one.rule.id for one in done.rules if one.armed} == {one.id for one in rulebook().rules if one.core} | {
        "RE-01"
    }


def test_findings_hold_ids_codes_and_digests_and_no_personal_value():
    bench = Bench()
    bench.under_way("under-review", "accepted", level=1)
    everything = repr(reviewed(bench))
    draft = next(iter(kept(bench).drafts.values()))
    for value in (draft.data["person"]["family_name"], draft.data["person"]["given_name"], draft.reason):
        assert value not in everything


@pytest.mark.parametrize(("who", "may"), [(BOSS, True), (DPO, True), (KIM, False), (OPS, False)])
def test_who_sees_all_cases_looks_at_a_review_and_the_look_is_noted(who, may):
    bench = Bench()
    if not may:
        with pytest.raises(Forbidden):
            begin_review(by=claim(who), hub=bench.hub)
        assert bench.leaves("STAFF_ACCESS") == []
        return
    begin_review(by=claim(who), hub=bench.hub)
    assert [(one["by"], one["what"]) for one in bench.leaves("STAFF_ACCESS")] == [(who, "compliance")]


def test_reading_changes_nothing():
    bench = Bench()
    bench.sent()
    before = bench.everything()
    reviewed(bench)
    assert bench.everything() == before
    assert CENTRE in before
