"""People: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.flows.casework.assign import assign
from exchange.flows.register.enter import enter_fact
from tests.flows.register.test_enter import enters
from tests.support.hubs import ALEX, BOSS, DPO, KIM, VERA, Bench, claim, encoded, refer_document
from tests.support.reviewed import (
    Stories,
    change_record,
    change_referral,
    kept,
    under_way,
    worst,
)

stories = Stories()
BROKEN = {
    "at": "2026-11-24T09:00:00+01:00", "by": KIM, "second": BOSS, "second_at": "2026-11-24T12:00:00+01:00",
    "person_told_at": "2026-11-24T13:00:00+01:00", "dpo_told_at": "2026-11-24T13:00:00+01:00",
}  # fmt: skip


def looked_at(by=KIM):
    bench = Bench()
    bench.view(bench.sent(), by=by)
    return bench


def in_an_emergency(**changes: object):
    bench = Bench()
    bench.sent()
    said = {name: value for name, value in (BROKEN | changes).items() if value is not None}
    document = {"person": refer_document()["person"]["reference"], "reason": "Gefahr im Verzug (erfunden)", **said}
    enter_fact(FactKind.BREAK_GLASS, encoded(document), by=claim(BOSS), approve_by=None, hub=bench.hub)
    return bench


def sensitive(bench):
    """A case with data beyond the standard scope, released by two."""
    return bench.sent()


def without_draft(bench):
    kept(bench).drafts.clear()


@stories("FE-01", "pass")
def _():
    bench = Bench()
    sensitive(bench)
    return bench


@stories("FE-01", "fail")
def _():
    bench = Bench()
    change_referral(bench, sensitive(bench), approved_by=KIM)
    return bench


@stories("FE-01", "undecidable")
def _():
    bench = Bench()
    sensitive(bench)
    without_draft(bench)
    return bench


@stories("FE-02", "pass")
def _():
    return looked_at()


@stories("FE-02", "fail")
def _():
    bench = looked_at()
    change_record(bench, "STAFF_ACCESS", by=ALEX)
    return bench


@stories("FE-02", "undecidable")
def _():
    bench = looked_at()
    change_record(bench, "STAFF_ACCESS", by=None)
    return bench


@stories("FE-03", "pass")
def _():
    bench = looked_at()
    kept(bench).log = [one for one in kept(bench).log if one.type.name == "STAFF_ACCESS"]
    return bench


@stories("FE-03", "fail")
def _():
    return looked_at()


@stories("FE-03", "undecidable")
def _():
    bench = looked_at()
    kept(bench).log = [one for one in kept(bench).log if one.type.name == "STAFF_ACCESS"]
    change_record(bench, "STAFF_ACCESS", client="fachverfahren")
    return bench


@stories("FE-04", "pass")
def _():
    return under_way("accepted")[0]


@stories("FE-04", "fail")
def _():
    bench, _ = under_way("accepted")
    kept(bench).history = [replace(one, who="") for one in kept(bench).history]
    return bench


@stories("FE-04", "undecidable")
def _():
    return under_way("declined")[0]


@stories("EM-01", "pass")
def _():
    return in_an_emergency()


@stories("EM-01", "fail")
def _():
    return in_an_emergency(second_at="2026-11-25T11:00:00+01:00")


@stories("EM-01", "undecidable")
def _():
    return in_an_emergency(person_told_at=None)


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_a_dpo_who_approved_and_somebody_close_to_the_person_fail():
    for second, conflict in ((DPO, False), (BOSS, True)):
        bench = Bench()
        referral = sensitive(bench)
        change_referral(bench, referral, approved_by=second)
        if conflict:
            reference = refer_document()["person"]["reference"]
            enters(bench, FactKind.CONFLICT, person=reference, staff=BOSS, **{"from": "2026-01-01"})
        assert worst(bench, "FE-01") == "fail"


def test_a_second_person_without_the_training_fails():
    bench = Bench()
    sensitive(bench)
    kept(bench).trainings.clear()
    assert worst(bench, "FE-01") == "fail"


@pytest.mark.parametrize(("who", "result"), [(BOSS, "pass"), (DPO, "pass"), (VERA, "pass")])
def test_a_lead_the_dpo_and_who_stands_in_may_look(who, result):
    assert worst(looked_at(by=who), "FE-02") == result


def test_a_deputy_whose_days_are_over_and_a_dpo_who_reads_content_look_at_what_is_not_theirs():
    bench = looked_at(by=VERA)
    kept(bench).deputies = {
        name: replace(one, valid_until=one.valid_from) for name, one in kept(bench).deputies.items()
    }
    assert worst(bench, "FE-02") == "fail"
    bench = looked_at(by=DPO)
    change_record(bench, "STAFF_ACCESS", what="feedback")
    assert worst(bench, "FE-02") == "fail"


def test_a_look_in_an_emergency_is_another_rules_to_judge():
    bench = looked_at()
    change_record(bench, "STAFF_ACCESS", by=ALEX, what="break-glass")
    assert worst(bench, "FE-02") == "pass"


def test_who_had_the_case_when_they_looked_may_have_lost_it_since():
    bench = looked_at()
    bench.clock.advance(days=1)
    (referral,) = kept(bench).referrals.values()
    assign(referral.id, to=ALEX, by=claim(BOSS), hub=bench.hub)
    bench.view(referral, by=ALEX)
    assert worst(bench, "FE-02") == "pass"


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"second": KIM}, "fail"),
        ({"second": None, "second_at": None}, "not-applicable"),
        ({"dpo_told_at": None}, "undecidable"),
    ],
)
def test_an_emergency_needs_a_reason_and_somebody_else_within_a_day(changes, result):
    assert worst(in_an_emergency(**changes), "EM-01") == result


def test_an_emergency_that_nobody_reviewed_in_a_day_fails():
    bench = in_an_emergency(second=None, second_at=None)
    bench.clock.advance(days=1)
    assert worst(bench, "EM-01") == "fail"
