"""Consent: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Revocation
from exchange.core.consent.signature import Area, Signer, SignerRole
from exchange.core.vocabulary import ConsentForm, ConsentStatus, Purpose
from tests.support.clock import NOON
from tests.support.hubs import ALEX, CENTRE, LINE, Bench
from tests.support.reviewed import (
    Stories,
    change_consent,
    change_packet,
    change_rows,
    change_sealed,
    kept,
    sent,
    the_packet,
    under_way,
    worst,
)
from tests.support.statute import on_a_power

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


@stories("CO-06", "pass")
def _():
    return sent()[0]


@stories("CO-06", "fail")
def _():
    bench, _ = sent()
    change_packet(bench, manifest=(*the_packet(bench).manifest, the_packet(bench).manifest[0]))
    return bench


@stories("CO-06", "undecidable")
def _():
    bench, referral = sent()
    change_consent(bench, referral.consent, is_readable=False)
    return bench


def guardian(**changes: object):
    return Signer(role=SignerRole.GUARDIAN, name="Gerd Beispiel", signed_at=NOON - timedelta(minutes=30), **changes)


@stories("CO-08", "pass")
def _():
    bench = Bench()
    bench.a_consent()
    return bench


@stories("CO-08", "fail")
def _():
    bench = Bench()
    signers = (guardian(scope=frozenset({Area.FINANCE})),)
    change_consent(bench, bench.a_consent(), capable=False, signers=signers)
    return bench


@stories("CO-08", "undecidable")
def _():
    bench = Bench()
    change_consent(bench, bench.a_consent(), capable=False, signers=(guardian(scope=frozenset(Area)),))
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


@pytest.mark.parametrize(
    "row",
    [
        {"clause": "niemals"},
        {"clause": None},
        {"category": "finance.debt"},
        {"source": "professional:https://x.example"},
    ],
)
def test_a_row_that_its_clause_does_not_grant_is_more_than_was_allowed(row):
    bench, _ = sent()
    change_rows(bench, **row)
    assert worst(bench, "CO-06") == "fail"


@pytest.mark.parametrize(
    "change", [{"purpose": Purpose.TREATMENT}, {"recipient": Recipient(entity="https://x.example", service_line=LINE)}]
)
def test_a_clause_of_another_purpose_or_recipient_grants_nothing(change):
    bench, referral = sent()
    stored = kept(bench).consents[referral.consent]
    change_consent(bench, stored, clauses=tuple(replace(one, **change) for one in stored.clauses))
    assert worst(bench, "CO-06") == "fail"


def test_what_the_check_at_sealing_found_stays_found():
    bench, _ = sent()
    change_sealed(bench, findings=["CO-06"])
    assert worst(bench, "CO-06") == "fail"


def test_without_consent_no_row_names_a_clause():
    bench = Bench()
    bench.release(on_a_power(bench))
    assert worst(bench, "CO-06") == "pass"
    change_rows(bench, clause="anna")
    assert worst(bench, "CO-06") == "fail"


def test_somebody_of_sixteen_signs_before_two():
    bench = Bench()
    consent = bench.a_consent()
    change_consent(bench, consent, age=16, approved_by="boss")
    assert worst(bench, "CO-08") == "pass"
    change_consent(bench, consent, age=16, approved_by="")
    assert worst(bench, "CO-08") == "fail"
