"""Recipient and storage: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace

import pytest

from exchange.core.compliance.kind import FactKind
from tests.flows.register.test_enter import enters
from tests.support.hubs import CENTRE, Bench
from tests.support.reviewed import (
    Stories,
    agreed,
    findings,
    kept,
    sent,
    worst,
)

stories = Stories()


@stories("RE-01", "pass")
def _():
    bench = agreed(Bench())
    bench.sent()
    return bench


@stories("RE-01", "fail")
def _():
    bench = Bench()
    enters(bench, FactKind.CONTRACT, partner=CENTRE, **{"from": "2026-01-01"})
    old = {"staff_instructed_on": "2023-03-16", "from": "2023-01-01"}
    enters(bench, FactKind.UNDERTAKING, partner=CENTRE, **old)
    bench.sent()
    return bench


@stories("RE-01", "undecidable")
def _():
    return sent()[0]


@stories("ST-03", "pass")
def _():
    bench = agreed(Bench())
    bench.sent()
    return bench


@stories("ST-03", "fail")
def _():
    return sent()[0]


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_what_was_entered_only_later_counts_and_is_marked():
    bench, _ = sent()
    bench.clock.advance(days=3)
    agreed(bench)
    assert findings(bench, "RE-01") == {"pass": 1}
    enters(bench, FactKind.UNDERTAKING, partner=CENTRE, staff_instructed_on="2020-01-01", **{"from": "2026-02-01"})
    (late,) = findings(bench, "RE-01", open_only=True)
    assert late.belated == (bench.clock.now()).date()


def changed_facts(bench, kind, change):
    kept(bench).facts = {
        name: replace(one, **change(one)) if one.kind is kind else one for name, one in kept(bench).facts.items()
    }


def agreed_and_sent():
    bench = agreed(Bench())
    bench.sent()
    return bench


def test_a_partner_that_was_suspended_fails():
    bench = agreed_and_sent()
    changed_facts(bench, FactKind.PARTNER, lambda one: {"document": {**one.document, "standing": "suspended"}})
    assert worst(bench, "RE-01") == "fail"


@pytest.mark.parametrize("change", [{"approved_by": ""}, {"document": {"retention": {"payload_days": 14}}}])
def test_a_deletion_rule_of_one_person_or_half_a_rule_is_none(change):
    bench = agreed_and_sent()
    changed_facts(bench, FactKind.EXCHANGE_TYPE, lambda _: change)
    assert worst(bench, "ST-03") == "fail"
