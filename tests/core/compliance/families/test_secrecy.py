"""Secrecy and provenance: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from datetime import timedelta

import pytest

from exchange.core.consent.clause import Release
from exchange.core.vocabulary import Category
from tests.support.clock import NOON
from tests.support.hubs import CENTRE
from tests.support.reviewed import (
    Stories,
    change_consent,
    change_rows,
    sent,
    worst,
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


PRACTICE = "https://praxis.example"


@pytest.mark.parametrize(
    ("changes", "result"),
    [({}, "pass"), ({"until": NOON}, "fail"), ({"categories": frozenset({"person.contact"})}, "fail")],
)
def test_a_release_is_open_and_names_each_category(changes, result):
    bench, referral = sent()
    from_a_professional(bench, named=PRACTICE)
    usual = {"categories": frozenset(map(str, Category)), "until": NOON + timedelta(days=1)}
    release = Release(professional=PRACTICE, recipient=CENTRE, **usual | changes)
    change_consent(bench, referral.consent, releases=(release,))
    assert worst(bench, "SP-03") == result
