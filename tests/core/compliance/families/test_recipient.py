"""Recipient: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.running import UNKNOWN
from tests.flows.register.test_enter import enters
from tests.support.hubs import CENTRE, OTHER, Bench, wait
from tests.support.program import running, with_call
from tests.support.reviewed import (
    Stories,
    agreed,
    change_draft,
    change_facts,
    change_partner,
    change_sealed,
    findings,
    kept,
    sent,
    under_way,
    worst,
)

stories = Stories()
SINCE = {"from": "2026-01-01"}
HOSTED = {"party": "Rechenzentrum", "own_hub": False, "countries": ["DE"], "contract_on": "2026-01-02", **SINCE}


def hosted(bench, **changes: object):
    """A hub that somebody else runs."""
    enters(bench, FactKind.PROCESSOR, **{**HOSTED, "authority_notified_on": "2026-03-01", **changes})
    return bench


def units(ours, theirs):
    bench = Bench()
    enters(bench, FactKind.CONTROLLER, unit=ours, **SINCE)
    enters(bench, FactKind.CONTRACT, partner=CENTRE, unit=theirs, **SINCE)
    bench.sent()
    return bench


@stories("RE-01", "pass")
def _():
    bench = agreed(Bench())
    bench.sent()
    return bench


@stories("RE-01", "fail")
def _():
    bench = Bench()
    enters(bench, FactKind.CONTRACT, partner=CENTRE, **SINCE)
    old = {"staff_instructed_on": "2023-03-16", "from": "2023-01-01"}
    enters(bench, FactKind.UNDERTAKING, partner=CENTRE, **old)
    bench.sent()
    return bench


@stories("RE-01", "undecidable")
def _():
    return sent()[0]


@stories("RE-02", "pass")
def _():
    return under_way()[0]


@stories("RE-02", "fail")
def _():
    bench, _ = under_way()
    change_sealed(bench, notice="notice-69-1")
    return bench


@stories("RE-02", "undecidable")
def _():
    bench, referral = sent()
    bench.voice(referral).fetch()
    return bench


@stories("RE-03", "pass")
def _():
    bench = hosted(Bench())
    bench.sent()
    return bench


@stories("RE-03", "fail")
def _():
    bench = hosted(Bench(), authority_notified_on="2026-11-25")
    bench.sent()
    return bench


@stories("RE-03", "undecidable")
def _():
    return sent()[0]


@stories("RE-04", "pass")
def _():
    return hosted(Bench())


@stories("RE-04", "fail")
def _():
    bench = hosted(Bench(), c5={"type": 2, "period_end": "2026-06-30"})
    change_partner(bench, kind="clinic")
    return bench


@stories("RE-04", "undecidable")
def _():
    return Bench()


@stories("RE-05", "pass")
def _():
    bench = Bench()
    bench.running = running(bench)
    return bench


@stories("RE-05", "fail")
def _():
    bench = Bench()
    bench.running = with_call(bench, "GET", "/directory/of-people", "directory.read", "person-search")
    return bench


@stories("RE-05", "undecidable")
def _():
    return Bench()


@stories("RE-06", "pass")
def _():
    return sent()[0]


@stories("RE-06", "fail")
def _():
    bench, referral = sent()
    data = kept(bench).drafts[referral.id].data
    change_draft(bench, referral, data={**data, "note": {"text": "Kundennummer 123A456789"}})
    return bench


@stories("RE-06", "undecidable")
def _():
    bench, _ = sent()
    kept(bench).drafts.clear()
    return bench


@stories("RE-07", "pass")
def _():
    return units("Jobcenter Beispiel", "Gesundheitsamt Beispiel")


@stories("RE-07", "fail")
def _():
    return units("Landkreis Beispiel", "Landkreis  beispiel")


@stories("RE-07", "undecidable")
def _():
    return sent()[0]


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_what_was_entered_only_later_counts_and_is_marked():
    bench, _ = sent()
    bench.clock.advance(days=3)
    agreed(bench)
    assert findings(bench, "RE-01") == {"pass": 1}
    enters(bench, FactKind.UNDERTAKING, partner=CENTRE, staff_instructed_on="2020-01-01", **{"from": "2026-02-01"})
    (late,) = findings(bench, "RE-01", open_only=True)
    assert late.belated == (bench.clock.now()).date()


def test_a_partner_that_was_suspended_fails():
    bench = agreed(Bench())
    bench.sent()
    change_partner(bench, standing="suspended")
    assert worst(bench, "RE-01") == "fail"


def test_a_house_that_runs_its_own_hub_needs_no_processor_and_has_to_say_so():
    bench, _ = sent()
    enters(bench, FactKind.PROCESSOR, **SINCE)
    assert worst(bench, "RE-03") == "not-applicable"


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"countries": ["DE", "US"]}, "fail"),
        ({"c5": {"type": 1, "period_end": "2027-06-30"}}, "fail"),
        ({"c5": {"type": 2, "period_end": "2027-06-30"}}, "pass"),
        ({}, "undecidable"),
    ],
)
def test_who_hosts_a_health_provider_has_a_current_attestation_of_type_2_in_an_allowed_country(changes, result):
    bench = hosted(Bench(), **changes)
    change_partner(bench, kind="psychotherapist")
    assert worst(bench, "RE-04") == result


def test_one_name_of_a_person_at_two_partners_fails():
    bench, referral = sent()
    (name,) = kept(bench).pseudonyms.values()
    kept(bench).pseudonyms[referral.person, OTHER] = name
    assert worst(bench, "RE-06") == "fail"


def test_of_the_units_the_one_that_is_missing_is_named():
    bench = units("Jobcenter Beispiel", "Gesundheitsamt")
    change_facts(bench, FactKind.CONTRACT, lambda one: {"document": {**one.document, "unit": ""}})
    (open_,) = findings(bench, "RE-07", open_only=True)
    assert "die Dienststelle der Stelle fehlt" in open_.says.de


def test_nothing_is_known_of_a_program_nobody_asked_and_a_packet_nobody_fetched_was_told_rightly():
    bench, _ = sent()
    assert bench.running is UNKNOWN
    wait(bench, 1)
    assert worst(bench, "RE-02") == "pass"
