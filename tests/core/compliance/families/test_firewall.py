"""Sanction firewall: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace

import pytest

from exchange.core.compliance.case import PlanEntry
from tests.support.reviewed import (
    Stories,
    cases_in,
    change_consent,
    sent,
    under_way,
)

stories = Stories()


@stories("SW-02", "pass")
def _():
    return under_way("accepted", level=1)[0]


@stories("SW-02", "fail")
def _():
    bench, voice = under_way("accepted", level=1)
    change_consent(bench, voice.referral.consent, feedback_level=0)
    return bench


@stories("SW-02", "undecidable")
def _():
    bench, voice = under_way("accepted", level=1)
    change_consent(bench, voice.referral.consent, is_readable=False)
    return bench


def planned(**said: object):
    """No flow keeps a plan yet, so the case is one of a packet with an entry beside it."""
    bench, _ = sent()
    (case,) = cases_in(bench)
    return replace(case, plan=PlanEntry(**said)) if said else case


@stories("SW-04", "pass")
def _():
    return planned(entered=False, wished=False)


@stories("SW-04", "fail")
def _():
    return planned(entered=True, wished=False)


@stories("SW-04", "undecidable")
def _():
    return planned()


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"
