"""Channels: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.calendar import day_of
from exchange.core.compliance.families.channels import ac_05
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.running import ChannelFacts
from exchange.core.vocabulary import Service
from exchange.flows.register.enter import enter_fact
from tests.flows.register.test_enter import document_of
from tests.support.hubs import BOSS, claim, encoded, wait
from tests.support.reviewed import (
    Stories,
    cases_in,
    change_partner,
    change_referral,
    change_rows,
    sent,
    under_way,
    worst,
)

stories = Stories()


def waited(days):
    """A packet that lay so many days while the worker looked."""
    bench, referral = sent()
    wait(bench, days)
    return bench, referral


def asked(**members: object):
    bench, voice = under_way("accepted")
    assert voice.says("question", text="Passt vormittags?", categories=["person.contact"], **members) == "accepted"
    return bench


@stories("AC-02", "pass")
def _():
    bench, referral = waited(days=5)
    bench.voice(referral).fetch()
    return bench


@stories("AC-02", "fail")
def _():
    bench, _ = sent()
    bench.clock.advance(days=20)
    return bench


@stories("AC-02", "undecidable")
def _():
    return waited(days=15)[0]


@stories("AC-05", "pass")
def _():
    return sent()[0]


@stories("AC-05", "fail")
def _():
    return by("fax")


@stories("AC-05", "undecidable")
def _():
    return by("hauspost")


@stories("CA-01", "pass")
def _():
    return asked(why="needs-document")


@stories("CA-01", "fail")
def _():
    return asked(why="other")


@stories("CA-01", "undecidable")
def _():
    return asked()


def by(adapter):
    bench, _ = sent()
    change_partner(bench, adapter=adapter)
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_what_is_collected_in_time_or_has_time_yet_needs_no_reminder():
    bench, referral = waited(days=1)
    assert worst(bench, "AC-02") == "not-applicable"
    bench.voice(referral).fetch()
    assert worst(bench, "AC-02") == "not-applicable"


def told(bench, day):
    said = document_of(FactKind.INFORMED) | {"kind": "returned", "from": day.isoformat()}
    enter_fact(FactKind.INFORMED, encoded(said), by=claim(BOSS), approve_by=None, hub=bench.hub)


def test_who_was_told_that_a_packet_came_back_was_told_after_it_did():
    bench, _ = waited(days=15)
    day = day_of(bench.clock.now())
    told(bench, day - timedelta(days=9))
    assert worst(bench, "AC-02") == "undecidable"
    told(bench, day)
    assert worst(bench, "AC-02") == "pass"


def test_a_way_that_nobody_knows_may_carry_what_tells_nothing_of_health():
    bench, referral = sent()
    change_partner(bench, adapter="hauspost")
    change_rows(bench, category="person.contact")
    change_referral(bench, referral, service=Service.TRAINING)
    assert worst(bench, "AC-05") == "not-applicable"


@pytest.mark.parametrize(
    ("way", "result"),
    [
        (ChannelFacts(encrypted_end_to_end=True), "pass"),
        (ChannelFacts(encrypted_end_to_end=False), "fail"),
        (ChannelFacts(encrypted_end_to_end=True, fax=True), "fail"),
        (ChannelFacts(encrypted_end_to_end=False, paper=True), "undecidable"),
    ],
)
def test_a_way_is_what_its_adapter_says_it_is(way, result):
    (case,) = cases_in(by("hauspost"))
    assert ac_05(replace(case, channels={"hauspost": way})).result.value == result


@pytest.mark.parametrize("rule", ["AC-03", "AC-04"])
def test_as_long_as_there_is_no_way_by_kim_its_rules_concern_nothing(rule):
    bench, _ = under_way("accepted")
    assert worst(bench, rule) == "not-applicable"


def test_before_kim_somebody_has_to_know_the_address():
    assert worst(by("kim"), "AC-04") == "undecidable"
