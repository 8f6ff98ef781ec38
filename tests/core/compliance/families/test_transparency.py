"""Transparency: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

import pytest

import schemas
from exchange.core.compliance.kind import FactKind
from exchange.flows.register.enter import enter_fact
from tests.flows.register.test_enter import enters
from tests.support.hubs import KIM, claim, encoded, refer_document
from tests.support.reviewed import (
    Stories,
    change_facts,
    change_record,
    change_rows,
    change_sealed,
    kept,
    overwritten,
    sent,
    under_way,
    worst,
)

stories = Stories()
REFERENCE = refer_document()["person"]["reference"]


def informed(**changes: object):
    bench, _ = under_way()
    enters(bench, FactKind.INFORMED, by=KIM, person=REFERENCE, **changes)
    return bench


def looked_at():
    bench, referral = sent()
    bench.view(referral)
    return bench


def asked(**changes: object):
    bench, _ = sent()
    enters(bench, FactKind.REQUEST, by=KIM, person=REFERENCE, **changes)
    return bench


def from_a_doctor(bench):
    change_rows(bench, source="professional:https://praxis.example")
    bench.clock.advance(days=40)
    return bench


@stories("TR-02", "pass")
def _():
    return under_way("accepted")[0]


@stories("TR-02", "fail")
def _():
    bench, _ = under_way("accepted")
    kept(bench).ledger.clear()
    return bench


@stories("TR-02", "undecidable")
def _():
    bench, _ = under_way("accepted")
    overwritten(bench)
    return bench


@stories("TR-01", "pass")
def _():
    return informed(**{"from": "2026-11-01"})


@stories("TR-01", "fail")
def _():
    return informed(**{"from": "2026-11-26"})


@stories("TR-01", "undecidable")
def _():
    return under_way()[0]


@stories("TR-03", "pass")
def _():
    return looked_at()


@stories("TR-03", "fail")
def _():
    bench = looked_at()
    change_record(bench, "STAFF_ACCESS", what=None)
    return bench


@stories("TR-03", "undecidable")
def _():
    bench = looked_at()
    overwritten(bench, kind="STAFF_ACCESS")
    return bench


@stories("TR-04", "pass")
def _():
    return sent()[0]


@stories("TR-04", "fail")
def _():
    bench, _ = sent()
    change_sealed(bench, duty="§ 61 SGB II")
    return bench


@stories("TR-04", "undecidable")
def _():
    bench, _ = sent()
    change_sealed(bench, duty=None)
    return bench


@stories("TR-05", "pass")
def _():
    return asked(opened_on="2026-11-04")


@stories("TR-05", "fail")
def _():
    return asked(opened_on="2026-10-15")


@stories("TR-05", "undecidable")
def _():
    bench = asked()
    change_facts(bench, FactKind.REQUEST, lambda _: {"document": {"right": "access"}})
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_a_word_that_came_back_from_nobody_fails():
    bench, _ = under_way("accepted")
    kept(bench).incoming.clear()
    assert worst(bench, "TR-02") == "fail"


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"from": "2026-12-20"}, "pass"),
        ({"from": "2026-12-28"}, "fail"),
        ({"from": "2026-12-28", "deferral": {"reason": "war krank", "obstacle_ended_on": "2026-12-20"}}, "pass"),
        (None, "undecidable"),
    ],
)
def test_what_others_told_is_said_to_the_person_within_a_month_or_two_weeks_after_the_obstacle(changes, result):
    bench = from_a_doctor(informed(**{"from": "2026-11-01"}))
    if changes is not None:
        document = schemas.example("fact-informed") | {"person": REFERENCE, "kind": "art14", **changes}
        enter_fact(FactKind.INFORMED, encoded(document), by=claim(KIM), approve_by=None, hub=bench.hub)
    assert worst(bench, "TR-01") == result


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"closed_on": "2026-11-16"}, "pass"),
        ({"closed_on": "2026-11-17"}, "fail"),
        ({"extended": {"reason": "viele Akten", "told_on": "2026-11-16"}}, "pass"),
        ({"extended": {"reason": "viele Akten", "told_on": "2026-11-17"}}, "fail"),
        ({"extended": {"reason": "viele Akten", "told_on": "2026-11-16"}, "closed_on": "2027-01-17"}, "fail"),
    ],
)
def test_a_request_ends_in_a_month_or_two_more_that_were_told_within_the_first(changes, result):
    assert worst(asked(opened_on="2026-10-16", **changes), "TR-05") == result
