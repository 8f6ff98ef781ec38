"""Cryptography: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace
from datetime import date

import pytest

from exchange.core.policy import Policy
from exchange.flows.compliance.keep_version import keep_policy_version
from tests.support.hubs import Bench
from tests.support.reviewed import (
    Stories,
    kept,
    sent,
    the_packet,
    worst,
)

stories = Stories()


def sealed_with(bench, suite):
    log = kept(bench).log
    place = next(at for at, one in enumerate(log) if one.type.name == "PACKET_SEALED")
    record = log[place].record
    for known in (b"classic", b"hybrid"):
        record = record.replace(b'"suite":"%s"' % known, suite)
    log[place] = replace(log[place], record=record)


@stories("CR-01", "pass")
def _():
    bench = Bench()
    keep_policy_version(hub=bench.hub)
    bench.sent()
    return bench


@stories("CR-01", "fail")
def _():
    bench = Bench()
    keep_policy_version(hub=replace(bench.hub, policy=Policy(classic_until=date(2026, 1, 1))))
    bench.sent()
    return bench


@stories("CR-01", "undecidable")
def _():
    bench, _ = sent()
    sealed_with(bench, b'"suite":""')
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_a_suite_with_a_post_quantum_part_passes_whatever_the_policy_was():
    bench, referral = sent()
    assert the_packet(bench).id == referral.packet
    sealed_with(bench, b'"suite":"hybrid"')
    assert worst(bench, "CR-01") == "pass"
