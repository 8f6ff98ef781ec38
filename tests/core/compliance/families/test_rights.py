"""Withdrawal and rights: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.vocabulary import Delivery
from tests.flows.register.test_enter import enters
from tests.support.hubs import Bench, wait
from tests.support.reviewed import (
    Stories,
    change_packet,
    kept,
    sent,
    under_way,
    worst,
)

stories = Stories()


def withdrawn(*, days=0, offered=True):
    """A case whose consent was withdrawn after its packet was picked up."""
    bench, voice = under_way("accepted")
    bench.clock.advance(days=1)
    bench.withdraw(voice.referral.consent)
    if offered:
        bench.mail()
    bench.clock.advance(days=days)
    return bench, voice


@stories("RV-01", "pass")
def _():
    bench, voice = withdrawn(days=1)
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    return bench


@stories("RV-01", "fail")
def _():
    bench, referral = sent()
    bench.withdraw(referral.consent)
    change_packet(bench, delivery=Delivery.QUEUED)
    return bench


@stories("RV-01", "undecidable")
def _():
    return withdrawn(days=2, offered=False)[0]


@stories("RV-03", "pass")
def _():
    return disputed("housing")


@stories("RV-03", "fail")
def _():
    return disputed("/note")


@stories("RV-03", "undecidable")
def _():
    return disputed("das im Brief")


def disputed(what):
    bench = Bench()
    bench.a_consent()
    draft = bench.draft()
    enters(bench, FactKind.DISPUTE, what=what, **{"from": "2026-01-01"})
    bench.release(draft)
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_an_answer_has_its_days_and_then_the_dpo_is_told():
    bench = withdrawn(days=1)[0]
    assert worst(bench, "RV-01") == "undecidable"
    bench.clock.advance(days=9)
    assert worst(bench, "RV-01") == "fail"
    wait(bench, days=1)
    assert worst(bench, "RV-01") == "pass"


def test_an_answer_that_came_too_late_fails_where_nobody_told_the_dpo():
    bench, voice = withdrawn(days=10)
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    assert worst(bench, "RV-01") == "fail"


def test_who_was_never_told_to_stop_fails():
    bench = withdrawn(days=1)[0]
    kept(bench).ways.clear()
    assert worst(bench, "RV-01") == "fail"


def test_what_left_after_it_fails():
    bench, voice = withdrawn(days=1)
    log = kept(bench).log
    place = next(at for at, one in enumerate(log) if one.type.name == "PACKET_HANDED_OVER")
    log.append(replace(log[place], at=bench.clock.now()))
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    assert worst(bench, "RV-01") == "fail"


def test_what_was_stopped_before_anybody_had_it_passes():
    bench, referral = sent()
    bench.withdraw(referral.consent)
    assert worst(bench, "RV-01") == "pass"


@pytest.mark.parametrize(("what", "result"), [("free.text", "fail"), ("/contact", "fail"), ("/conta", "pass")])
def test_a_dispute_is_about_a_place_with_all_under_it_or_a_category(what, result):
    assert worst(disputed(what), "RV-03") == result
