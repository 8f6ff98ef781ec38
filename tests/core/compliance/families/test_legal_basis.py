"""Legal basis: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace

import pytest

from exchange.core.compliance.families.legal_basis import lb_01
from exchange.core.compliance.kind import FactKind
from exchange.core.vocabulary import ConsentForm, Purpose, Service
from tests.flows.register.test_enter import enters
from tests.support.hubs import BOSS, KIM, OPS, Bench
from tests.support.reviewed import (
    Stories,
    cases_in,
    change_consent,
    change_packet,
    change_referral,
    change_rows,
    kept,
    sent,
    worst,
)
from tests.support.statute import on_a_power

stories = Stories()


def by_power(bench, referral):
    """As if it had gone on § 69 SGB X."""
    change_referral(bench, referral, power="sgbx-69", consent=None, service=Service.TRAINING)
    change_rows(bench, basis="sgbx-69", clause=None, category="referral.core")
    draft = kept(bench).drafts[referral.id]
    kept(bench).drafts[referral.id] = replace(draft, justification="Die Stelle braucht es für ihre Aufgabe.")


@stories("LB-01", "pass")
def _():
    return sent()[0]


@stories("LB-01", "fail")
def _():
    bench, referral = sent()
    change_referral(bench, referral, power="sgbx-69")
    change_rows(bench, basis="sgbx-69", clause=None)
    return bench


@stories("LB-01", "undecidable")
def _():
    bench, _ = sent()
    change_packet(bench, manifest=())
    return bench


@stories("LB-02", "pass")
def _():
    bench = Bench()
    bench.release(on_a_power(bench))
    return bench


@stories("LB-02", "fail")
def _():
    bench, referral = sent()
    by_power(bench, referral)
    return bench


@stories("LB-02", "undecidable")
def _():
    bench, referral = sent()
    by_power(bench, referral)
    kept(bench).facts.clear()
    return bench


@stories("LB-03", "pass")
def _():
    return sent()[0]


@stories("LB-03", "fail")
def _():
    bench, referral = sent()
    other = next(one for one in Purpose if one != referral.purpose)
    change_referral(bench, referral, purpose=other)
    return bench


@stories("LB-03", "undecidable")
def _():
    bench, _ = sent()
    change_rows(bench, clause="niemals")
    return bench


def a_clarification(bench, **row: object):
    """As if a counselling packet had been one of medical clarification."""
    referral = bench.sent()
    change_referral(bench, referral, service=Service.MEDICAL_CLARIFICATION)
    change_rows(bench, **row)
    return referral


def type_of_exchange(bench, flow, service=Service.MEDICAL_CLARIFICATION):
    since = {"from": "2026-01-01"}
    enters(bench, FactKind.EXCHANGE_TYPE, by=BOSS, second=OPS, service=service.value, flow=flow, **since)


@stories("LB-04", "pass")
def _():
    return sent()[0]


@stories("LB-04", "fail")
def _():
    bench, _ = sent()
    change_rows(bench, pointer="/questions/0")
    return bench


@stories("LB-04", "undecidable")
def _():
    bench = Bench()
    a_clarification(bench)
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def an_oral_consent(bench, referral):
    change_consent(bench, referral.consent, form=ConsentForm.ORAL_EXCEPTION)


def a_clause_of_other_categories(bench, referral):
    stored = kept(bench).consents[referral.consent]
    clauses = tuple(replace(one, categories=frozenset({"person.contact"})) for one in stored.clauses)
    change_consent(bench, stored, clauses=clauses)


def a_row_without_a_clause(bench, _):
    change_rows(bench, clause=None)


@pytest.mark.parametrize("fault", [an_oral_consent, a_clause_of_other_categories, a_row_without_a_clause])
def test_health_data_need_a_clause_that_names_them_and_no_oral_consent(fault):
    bench, referral = sent()
    assert worst(bench, "LB-01") == "pass"
    fault(bench, referral)
    assert worst(bench, "LB-01") == "fail"


@pytest.mark.parametrize("changes", [{"approved_by": KIM}, {"approved_by": ""}])
def test_without_consent_who_wrote_it_or_nobody_approves_nothing(changes):
    bench = Bench()
    released = bench.release(on_a_power(bench)).referral
    change_referral(bench, released, **changes)
    assert worst(bench, "LB-02") == "fail"


def test_without_consent_there_is_a_reason():
    bench = Bench()
    released = bench.release(on_a_power(bench)).referral
    draft = kept(bench).drafts[released.id]
    kept(bench).drafts[released.id] = replace(draft, justification=" ")
    assert worst(bench, "LB-02") == "fail"


@pytest.mark.parametrize(
    ("flow", "row", "result"),
    [
        ("support", {"pointer": "/questions/0"}, "pass"),
        ("assessment", {"category": "referral.core"}, "pass"),
        ("assessment", {"category": "integration.plan"}, "fail"),
    ],
)
def test_the_house_says_what_a_clarification_is_and_an_assessment_holds_nothing_of_support(flow, row, result):
    bench = Bench()
    type_of_exchange(bench, flow)
    a_clarification(bench, **row)
    assert worst(bench, "LB-04") == result


@pytest.mark.parametrize(
    ("power", "row", "result"), [("sgbx-69", {}, "pass"), ("", {}, "fail"), ("sgbx-69", {"sealed": True}, "fail")]
)
def test_without_consent_there_is_a_power_and_no_sealed_part_which_may_hold_anything(power, row, result):
    bench, referral = sent()
    by_power(bench, referral)
    (case,) = cases_in(bench)
    rows = tuple(one._replace(**row) for one in case.rows)
    changed = replace(case, rows=rows, referral=replace(case.referral, power=power))
    assert lb_01(changed).result.value == result


def test_rows_that_differ_by_their_place_alone_are_looked_at_once_and_every_other_difference_counts():
    (case,) = cases_in(sent()[0])
    (row, *_) = (one for one in case.rows if one.clauses)
    alike = tuple(row._replace(pointer=f"/{number}") for number in range(50))
    assert len(replace(case, rows=alike).sorts) == 1
    for change in ({"basis": ""}, {"clauses": ()}, {"categories": ("health.addiction",), "clauses": ("no-such",)}):
        odd = (*alike, row._replace(pointer="/odd", **change))
        assert lb_01(replace(case, rows=odd)).result.value == "fail"
        assert lb_01(replace(case, rows=odd[::-1])).result.value == "fail"
