"""Evidence: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace

import pytest

from exchange.core.vocabulary import State
from tests.support.reviewed import (
    Stories,
    kept,
    overwritten,
    under_way,
    worst,
)

stories = Stories()


@stories("LO-03", "pass")
def _():
    return under_way("accepted")[0]


@stories("LO-03", "fail")
def _():
    bench, _ = under_way("accepted")
    log = kept(bench).log
    place = next(at for at, one in enumerate(log) if one.type.name == "REFERRAL_CREATED")
    log[place] = replace(log[place], record=log[place].record.replace(b'"by":"kim"', b'"by":""'))
    return bench


@stories("LO-03", "undecidable")
def _():
    bench, voice = under_way("accepted")
    overwritten(bench, voice.referral.person)
    return bench


@stories("AC-01", "pass")
def _():
    return under_way("accepted", "scheduled")[0]


@stories("AC-01", "fail")
def _():
    bench, voice = under_way("accepted")
    kept(bench).incoming = {key: one for key, one in kept(bench).incoming.items() if one.name != "accepted"}
    assert voice.referral.state == "accepted"
    return bench


@stories("AC-01", "undecidable")
def _():
    bench, _ = under_way("accepted")
    kept(bench).history.clear()
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_a_withdrawal_is_a_step_that_the_log_proves():
    bench, voice = under_way("accepted")
    bench.clock.advance(days=1)
    bench.withdraw(voice.referral.consent)
    assert worst(bench, "AC-01") == "pass"
    log = kept(bench).log
    kept(bench).log = [one for one in log if one.type.name != "CONSENT_WITHDRAWN"]
    assert worst(bench, "AC-01") == "fail"


def test_a_step_that_is_not_in_the_table_fails():
    bench, _ = under_way("accepted")
    kept(bench).history = [replace(one, origin=State.COMPLETED) for one in kept(bench).history]
    assert worst(bench, "AC-01") == "fail"
