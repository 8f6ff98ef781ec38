"""Evidence: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.compliance.families.evidence import lo_01
from exchange.core.compliance.house import HubCase, LogState
from exchange.core.compliance.kind import FactKind
from exchange.core.vocabulary import State
from tests.flows.register.test_enter import enters
from tests.support.hubs import Bench
from tests.support.program import running, with_call
from tests.support.reviewed import (
    Stories,
    cases_in,
    kept,
    overwritten,
    under_way,
    worst,
)

stories = Stories()


def run(**changes: object):
    bench = Bench()
    bench.running = running(bench, **changes)
    return bench


def signed(trouble):
    bench, _ = under_way()
    bench.running = running(bench, published=trouble)
    return bench


def compared(**members: object):
    bench = Bench()
    enters(bench, FactKind.CLOCK, **members)
    return bench


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
    bench, _ = under_way("accepted")
    overwritten(bench)
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


@stories("LO-01", "pass")
def _():
    return signed("")


@stories("LO-01", "fail")
def _():
    bench = signed("")
    kept(bench).history = [replace(one, at=one.at - timedelta(days=1)) for one in kept(bench).history]
    return bench


@stories("LO-01", "undecidable")
def _():
    return signed("checkpoint-missing")


@stories("LO-02", "pass")
def _():
    return compared(offset_ms=40)


@stories("LO-02", "fail")
def _():
    return compared(offset_ms=-8000)


@stories("LO-02", "undecidable")
def _():
    return Bench()


@stories("LO-04", "pass")
def _():
    return run()


@stories("LO-04", "fail")
def _():
    return run(handlers={"StreamHandler": True, "SysLogHandler": False})


@stories("LO-04", "undecidable")
def _():
    return Bench()


@stories("ST-02", "pass")
def _():
    return run()


@stories("ST-02", "fail")
def _():
    bench = Bench()
    bench.running = with_call(bench, "GET", "/rx-log/{log}/tile/entries/all", "referral.send")
    return bench


@stories("ST-02", "undecidable")
def _():
    return Bench()


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


@pytest.mark.parametrize(
    "state", [LogState(leaves=9, missing=1, differing=0), LogState(leaves=9, missing=0, differing=1)]
)
def test_a_leaf_that_is_missing_or_another_record_fails_whatever_was_signed(state):
    bench = signed("")
    (case,) = cases_in(bench, HubCase)
    assert lo_01(replace(case, log=state)).result == "fail"


def test_a_published_log_that_is_not_the_database_s_fails():
    assert worst(signed("other-leaves-than-checkpoint"), "LO-01") == "fail"
    assert worst(signed(None), "LO-01") == "undecidable"


def test_a_clock_of_yesterday_or_of_one_source_compares_nothing():
    assert worst(compared(sources=["ptbtime1.ptb.de"]), "LO-02") == "undecidable"
    bench = compared()
    bench.clock.advance(days=2)
    assert worst(bench, "LO-02") == "undecidable"


def test_an_address_with_more_than_ids_may_show_a_name():
    bench = Bench()
    bench.running = with_call(bench, "GET", "/persons/{name}", "referral.send")
    assert worst(bench, "LO-04") == "fail"
