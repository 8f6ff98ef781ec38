"""Consent: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.consent.consent import Revocation
from exchange.core.vocabulary import ConsentForm, ConsentStatus
from tests.support.hubs import ALEX, CENTRE, Bench
from tests.support.reviewed import (
    Stories,
    change_consent,
    under_way,
    worst,
)

stories = Stories()
LONG = timedelta(days=900)


@stories("CO-01", "pass")
def _():
    bench = Bench()
    bench.a_consent()
    return bench


@stories("CO-01", "fail")
def _():
    bench = Bench()
    change_consent(bench, bench.a_consent(), form=ConsentForm.ORAL_EXCEPTION, reason="dringend", second_witness=ALEX)
    return bench


@stories("CO-01", "undecidable")
def _():
    bench = Bench()
    change_consent(bench, bench.a_consent(), is_readable=False)
    return bench


@stories("CO-03", "pass")
def _():
    bench = Bench()
    bench.a_consent()
    return bench


@stories("CO-03", "fail")
def _():
    bench = Bench()
    change_consent(bench, bench.a_consent(), copy_at=bench.clock.now() + timedelta(days=1))
    return bench


@stories("CO-03", "undecidable")
def _():
    bench = Bench()
    change_consent(bench, bench.a_consent(), reviewed_at=None)
    return bench


@stories("CO-05", "pass")
def _():
    return under_way()[0]


@stories("CO-05", "fail")
def _():
    bench, voice = under_way()
    withdrawn = (Revocation(at=voice.stored.created_at),)
    change_consent(bench, voice.referral.consent, revocations=withdrawn)
    return bench


@stories("CO-05", "undecidable")
def _():
    bench, voice = under_way()
    change_consent(bench, voice.referral.consent, is_readable=False)
    return bench


@stories("CO-07", "pass")
def _():
    bench = Bench()
    bench.a_consent()
    return bench


@stories("CO-07", "fail")
def _():
    bench = Bench()
    consent = bench.a_consent()
    clauses = tuple(replace(one, valid_until=one.valid_from + LONG) for one in consent.clauses)
    change_consent(bench, consent, clauses=clauses)
    return bench


@stories("CO-07", "undecidable")
def _():
    bench = Bench()
    change_consent(bench, bench.a_consent(), is_readable=False)
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_a_withdrawal_at_the_very_instant_wins_and_one_for_another_recipient_does_not():
    for entity, result in ((CENTRE, "fail"), ("https://andere.example", "pass")):
        bench, voice = under_way()
        revocations = (Revocation(at=voice.stored.created_at, entity=entity),)
        change_consent(bench, voice.referral.consent, revocations=revocations)
        assert worst(bench, "CO-05") == result


def test_a_consent_that_was_withdrawn_later_was_given_as_it_must_be():
    bench, voice = under_way()
    bench.clock.advance(days=3)
    bench.withdraw(voice.referral.consent)
    for rule in ("CO-01", "CO-03", "CO-05", "CO-07"):
        assert worst(bench, rule) == "pass", rule


def test_a_no_is_none_of_the_rules_of_a_yes():
    bench = Bench()
    change_consent(bench, bench.a_consent(), status=ConsentStatus.REFUSED)
    assert worst(bench, "CO-01") == "not-applicable"
