"""People: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

import pytest

from exchange.core.compliance.kind import FactKind
from tests.flows.register.test_enter import enters
from tests.support.hubs import BOSS, DPO, KIM, Bench, refer_document
from tests.support.reviewed import (
    Stories,
    change_referral,
    kept,
    worst,
)

stories = Stories()


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
