"""Secrecy and provenance: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

import pytest

from tests.support.hubs import CENTRE
from tests.support.reviewed import (
    Stories,
    change_rows,
    sent,
)

stories = Stories()


def from_a_professional(bench, named="https://praxis.example"):
    change_rows(bench, source=f"professional:{named}")


@stories("SP-03", "pass")
def _():
    bench, _ = sent()
    from_a_professional(bench, named=CENTRE)
    return bench


@stories("SP-03", "fail")
def _():
    bench, _ = sent()
    from_a_professional(bench)
    return bench


@stories("SP-03", "undecidable")
def _():
    bench, _ = sent()
    from_a_professional(bench, named="")
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"
