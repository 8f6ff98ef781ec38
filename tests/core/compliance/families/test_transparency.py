"""Transparency: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

import pytest

from tests.support.reviewed import (
    Stories,
    kept,
    overwritten,
    under_way,
    worst,
)

stories = Stories()


@stories("TR-02", "pass")
def _():
    return under_way("accepted")[0]


@stories("TR-02", "fail")
def _():
    bench, _ = under_way("accepted")
    kept(bench).ledger.clear()
    return bench


@stories("TR-02", "undecidable")
def _():
    bench, voice = under_way("accepted")
    overwritten(bench, voice.referral.person)
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_a_word_that_came_back_from_nobody_fails():
    bench, _ = under_way("accepted")
    kept(bench).incoming.clear()
    assert worst(bench, "TR-02") == "fail"
