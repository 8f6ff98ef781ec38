"""Registers: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

import pytest

from exchange.core.compliance.kind import FactKind
from tests.flows.register.test_enter import enters
from tests.support.hubs import BOSS, CENTRE, OPS, OTHER, Bench
from tests.support.reviewed import (
    Stories,
    agreed,
    change_draft,
    change_facts,
    change_packet,
    sent,
    worst,
)

stories = Stories()
SINCE = {"from": "2026-01-01"}
KNOWN = "2026-11-24T08:00:00+01:00"
SOON, LATE = "2026-11-25T08:00:00+01:00", "2026-11-28T08:00:00+01:00"


def settled(bench, **changes: object):
    """What is settled for the service, with other members; one that is None is left out."""
    enters(bench, FactKind.EXCHANGE_TYPE, by=BOSS, second=OPS, **SINCE)
    kept = {name: value for name, value in changes.items() if value is not None}
    left = set(changes) - set(kept)
    change_facts(
        bench,
        FactKind.EXCHANGE_TYPE,
        lambda one: {"document": {name: it for name, it in {**one.document, **kept}.items() if name not in left}},
    )
    return bench


def settled_and_sent(**changes: object):
    bench = settled(Bench(), **changes)
    bench.sent()
    return bench


def ended(days, *, rule=True):
    bench = settled(Bench()) if rule else Bench()
    bench.under_way("under-review", "declined")
    bench.clock.advance(days=days)
    return bench


def a_breach(*told: tuple[str, str], days=3, **changes: object):
    bench = Bench()
    bench.clock.advance(days=days)
    said = [{"whom": whom, "at": at} for whom, at in told]
    enters(
        bench, FactKind.INCIDENT, **{"opened_at": KNOWN, "aware_at": KNOWN, "high_risk": False, **changes}, told=said
    )
    return bench


@stories("ST-01", "pass")
def _():
    return ended(days=3)


@stories("ST-01", "fail")
def _():
    return ended(days=30)


@stories("ST-01", "undecidable")
def _():
    return ended(days=3, rule=False)


@stories("ST-03", "pass")
def _():
    return settled_and_sent()


@stories("ST-03", "fail")
def _():
    return sent()[0]


@stories("DP-01", "pass")
def _():
    return settled_and_sent()


@stories("DP-01", "fail")
def _():
    return settled_and_sent(dpia={"id": "DSFA-1", "reviewed_on": "2024-05-02"})


@stories("DP-01", "undecidable")
def _():
    return settled_and_sent(dpia=None)


@stories("DP-02", "pass")
def _():
    bench = settled_and_sent()
    for partner in (CENTRE, OTHER):
        enters(bench, FactKind.CONTRACT, partner=partner, vvt="V-4", **SINCE)
    return bench


@stories("DP-02", "fail")
def _():
    return settled_and_sent(vvt=None)


@stories("DP-02", "undecidable")
def _():
    return settled_and_sent()


@stories("DP-03", "pass")
def _():
    bench = settled(Bench(), default_scope=[])
    change_draft(bench, bench.sent(), justification="Die Stelle fragte danach (erfunden).")
    return bench


@stories("DP-03", "fail")
def _():
    return settled_and_sent(default_scope=[])


@stories("DP-03", "undecidable")
def _():
    return settled_and_sent()


@stories("IN-01", "pass")
def _():
    return a_breach(("authority", SOON), ("supervision", SOON))


@stories("IN-01", "fail")
def _():
    return a_breach(("authority", LATE), ("supervision", SOON), days=5)


@stories("IN-01", "undecidable")
def _():
    bench = a_breach(("authority", SOON), ("supervision", SOON))
    left = {"document": {"opened_at": KNOWN, "high_risk": False}}
    change_facts(bench, FactKind.INCIDENT, lambda _: left)
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


@pytest.mark.parametrize("change", [{"approved_by": ""}, {"document": {"retention": {"payload_days": 14}}}])
def test_a_deletion_rule_of_one_person_or_half_a_rule_is_none(change):
    bench = agreed(Bench())
    bench.sent()
    change_facts(bench, FactKind.EXCHANGE_TYPE, lambda _: change)
    assert worst(bench, "ST-03") == "fail"


def test_what_is_gone_needs_its_receipt_and_what_is_under_way_may_lie():
    bench = ended(days=3)
    change_packet(bench, parcel=b"")
    assert worst(bench, "ST-01") == "undecidable"
    bench = settled(Bench())
    bench.sent()
    assert worst(bench, "ST-01") == "not-applicable"


def test_an_assessment_from_before_the_schema_changed_is_old():
    bench = settled_and_sent()
    assert worst(bench, "DP-01") == "pass"
    later = {"schema_major": 2, "dpia": {"id": "DSFA-4", "reviewed_on": "2026-02-10"}, "from": "2026-03-01"}
    enters(bench, FactKind.EXCHANGE_TYPE, by=BOSS, second=OPS, **later)
    assert worst(bench, "DP-01") == "fail"


@pytest.mark.parametrize(
    ("told", "days", "risk", "result"),
    [
        ((), 1, False, "not-applicable"),
        ((), 4, False, "fail"),
        ((("authority", SOON),), 4, False, "fail"),
        ((("authority", SOON), ("supervision", SOON)), 4, True, "fail"),
        ((("authority", SOON), ("supervision", SOON), ("people", LATE)), 5, True, "pass"),
    ],
)
def test_a_breach_is_told_within_72_hours_and_to_the_people_where_the_risk_is_high(told, days, risk, result):
    assert worst(a_breach(*told, days=days, high_risk=risk), "IN-01") == result
