"""Sanction firewall: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.compliance.catalogue import decide
from exchange.core.compliance.house import StaticCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.running import UNKNOWN
from exchange.core.ids import show_instant
from exchange.flows.register.enter import enter_fact
from exchange.flows.staff.access import look
from tests.flows.register.test_enter import enters
from tests.support.feedback import content
from tests.support.hubs import BOSS, KIM, OPS, Bench, claim, encoded
from tests.support.program import running, with_call
from tests.support.reviewed import (
    RULES,
    SINCE,
    Stories,
    cases_in,
    change_consent,
    sent,
    under_way,
    worst,
)

stories = Stories()


@stories("SW-02", "pass")
def _():
    return under_way("accepted", level=1)[0]


@stories("SW-02", "fail")
def _():
    bench, voice = under_way("accepted", level=1)
    change_consent(bench, voice.referral.consent, feedback_level=0)
    return bench


@stories("SW-02", "undecidable")
def _():
    bench, voice = under_way("accepted", level=1)
    change_consent(bench, voice.referral.consent, is_readable=False)
    return bench


def planned(**said: object):
    """A packet, and what somebody entered of its referral's place in the cooperation plan."""
    bench, referral = sent()
    if said:
        enters(bench, FactKind.PLAN_ENTRY, referral=referral.id, **SINCE, **said)
    return bench


@stories("SW-04", "pass")
def _():
    return planned(entered=False, wished=False)


@stories("SW-04", "fail")
def _():
    return planned(entered=True, wished=False)


@stories("SW-04", "undecidable")
def _():
    return planned()


def reported(*, shown=None, read=None):
    """A partner's report on what somebody can do, shown and read after so many hours; None where it was not."""
    bench, voice = under_way("accepted")
    assert voice.says("feedback", **content("workcapacity")) == "accepted"
    told = bench.clock.now()
    if read is not None:
        bench.clock.advance(hours=read)
        look(voice.referral.id, what="feedback", by=claim(KIM), hub=bench.hub)
    if shown is not None:
        at = show_instant(told + timedelta(hours=shown))
        enters(bench, FactKind.SHOWN, event=voice.said[-1].jti, at=at, **{"from": "2026-01-01"})
    bench.clock.advance(days=2)
    return bench


@stories("SW-03", "pass")
def _():
    return reported(shown=1, read=2)


@stories("SW-03", "fail")
def _():
    return reported(read=2)


@stories("SW-03", "undecidable")
def _():
    return reported()


def walked(case=None, **text: object):
    """The program as it runs, in a house that released a text."""
    bench = Bench()
    if text:
        enters(bench, FactKind.TEXT, by=BOSS, second=OPS, **text)
    (found,) = cases_in(bench, StaticCase)
    return replace(found, **{"running": running(bench)} | (case or {}))


TEXT = {"consequences_mentioned": False, "from": "2026-01-01"}


@stories("SW-01", "pass")
def _():
    return walked(**TEXT)


@stories("SW-01", "fail")
def _():
    bench = Bench()
    return walked({"running": with_call(bench, "GET", "/api/v1/benefits", "benefit.read", "feedback-list")}, **TEXT)


@stories("SW-01", "undecidable")
def _():
    return walked()


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


@pytest.mark.parametrize(
    ("when", "result"),
    [({"shown": 3, "read": 2}, "pass"), ({"shown": 40, "read": 2}, "fail"), ({"shown": 3}, "pass")],
)
def test_a_report_is_shown_first_or_on_the_day_it_is_read(when, result):
    assert worst(reported(**when), "SW-03") == result


def test_of_a_report_read_today_nobody_knows_yet():
    bench = reported(read=2)
    bench.clock.advance(days=-2)
    assert worst(bench, "SW-03") == "undecidable"


def test_feedback_is_casework_s_alone_and_a_text_names_no_consequences():
    bench = Bench()
    elsewhere = with_call(bench, "GET", "/api/v1/liste", "directory.read", "feedback-list")
    for case in (walked({"running": elsewhere}, **TEXT), walked(**TEXT | {"consequences_mentioned": True})):
        assert decide(RULES["SW-01"], case).result == "fail"
    assert decide(RULES["SW-01"], walked({"running": UNKNOWN}, **TEXT)).result == "undecidable"


def test_what_the_house_says_of_all_referrals_counts_where_nothing_is_said_of_this_one():
    bench, referral = sent()
    none = encoded({"entered": False})
    enter_fact(FactKind.PLAN_ENTRY, none, by=claim(BOSS), approve_by=None, hub=bench.hub)
    assert worst(bench, "SW-04") == "pass"
    enters(bench, FactKind.PLAN_ENTRY, referral=referral.id, entered=True, wished=False, **SINCE)
    assert worst(bench, "SW-04") == "fail"


@pytest.mark.parametrize("name", [str, lambda code: code.replace("-", "").lower()])
def test_a_referral_in_the_plan_is_named_by_its_code_as_people_say_it(name):
    bench, referral = sent()
    enters(bench, FactKind.PLAN_ENTRY, referral=name(referral.code), entered=True, wished=False, **SINCE)
    assert worst(bench, "SW-04") == "fail"
    enters(bench, FactKind.PLAN_ENTRY, referral=referral.id, entered=True, wished=True, **SINCE)
    assert worst(bench, "SW-04") == "pass"
