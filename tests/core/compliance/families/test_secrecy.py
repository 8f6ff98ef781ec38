"""Secrecy and provenance: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exchange.core.compliance.case import Registers
from exchange.core.compliance.families.secrecy import sp_01
from exchange.core.compliance.house import EnrolmentCase
from exchange.core.compliance.kind import FactKind
from exchange.core.consent.clause import Release
from exchange.core.referral.finding import DetectorVerdict, Finding
from exchange.core.vocabulary import Category
from tests.flows.register.test_enter import enters
from tests.support.clock import NOON
from tests.support.examples import a_fact
from tests.support.hubs import CENTRE, Bench, a_file
from tests.support.reviewed import (
    SINCE,
    Stories,
    change_consent,
    change_draft,
    change_referral,
    change_rows,
    kept,
    sent,
    under_way,
    worst,
)

stories = Stories()


def from_a_professional(bench, named="https://praxis.example"):
    change_rows(bench, source=f"professional:{named}")


@stories("SP-03", "pass")
def _():
    bench, _ = sent()
    from_a_professional(bench, named=CENTRE)
    return bench


@stories("SP-03", "fail")
def _():
    bench, _ = sent()
    from_a_professional(bench)
    return bench


@stories("SP-03", "undecidable")
def _():
    bench, _ = sent()
    from_a_professional(bench, named="")
    return bench


def told_by(bound, **consent: object):
    """A case whose partner said that it takes the person."""
    bench, voice = under_way("accepted", **consent)
    facts = kept(bench).facts
    changed = {"bound_by_203": bound, "kind": "counselling-centre"}
    for key, one in facts.items():
        if one.kind is FactKind.PARTNER:
            facts[key] = replace(one, document={**one.document, **changed})
    return bench, voice


@stories("SP-01", "pass")
def _():
    return told_by(bound=True)[0]


@stories("SP-01", "fail")
def _():
    bench, voice = told_by(bound=True)
    stored = kept(bench).consents[voice.referral.consent]
    narrow = tuple(replace(one, categories=frozenset({Category.FB_APPOINTMENT})) for one in stored.releases)
    change_consent(bench, stored, releases=narrow)
    return bench


@stories("SP-01", "undecidable")
def _():
    bench, _ = told_by(bound=True)
    kept(bench).facts.clear()
    return bench


@stories("SP-04", "pass")
def _():
    return sent()[0]


@stories("SP-04", "fail")
def _():
    bench, referral = sent()
    data = kept(bench).drafts[referral.id].data
    change_draft(bench, referral, data={**data, "note": "Es ist F32.1, sagt die Praxis (erfunden)."})
    return bench


@stories("SP-04", "undecidable")
def _():
    bench, referral = sent()
    change_draft(bench, referral, verdict=None)
    return bench


REPORT = {"category": "health.addiction", "dated_on": date(2025, 3, 1), "extract": "Seiten 2 und 3", "why": "Termin"}


def with_a_report(**said: object):
    bench = Bench()
    bench.a_consent()
    bench.refer(files=[a_file(**REPORT | said)])
    return bench


@stories("SP-05", "pass")
def _():
    return with_a_report()


@stories("SP-05", "fail")
def _():
    return with_a_report(dated_on=date(2011, 3, 1))


@stories("SP-05", "undecidable")
def _():
    return with_a_report(dated_on=None)


HOSTED = {"party": "Rechenzentrum", "own_hub": False, "subprocessors": ["Sicherung GmbH"], **SINCE}


def technical(*, bound=("ops",), bound_on="2026-01-01", **processor: object):
    """A hub with one operator and perhaps a processor, and who of them was bound to secrecy when."""
    bench = Bench()
    if processor:
        enters(bench, FactKind.PROCESSOR, **processor)
    for who in bound:
        enters(bench, FactKind.SECRECY, who=who, bound_on=bound_on, **{"from": "2026-01-01"})
    return bench


@stories("SP-02", "pass")
def _():
    return technical(bound=("ops", "Sicherung GmbH"), **HOSTED)


@stories("SP-02", "fail")
def _():
    return technical(bound=(), **HOSTED)


@stories("SP-02", "undecidable")
def _():
    return technical()


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


PRACTICE = "https://praxis.example"


@pytest.mark.parametrize(
    ("changes", "result"),
    [({}, "pass"), ({"until": NOON}, "fail"), ({"categories": frozenset({"person.contact"})}, "fail")],
)
def test_a_release_is_open_and_names_each_category(changes, result):
    bench, referral = sent()
    from_a_professional(bench, named=PRACTICE)
    usual = {"categories": frozenset(map(str, Category)), "until": NOON + timedelta(days=1)}
    release = Release(professional=PRACTICE, recipient=CENTRE, **usual | changes)
    change_consent(bench, referral.consent, releases=(release,))
    assert worst(bench, "SP-03") == result


def within_the_consent(bench, referral):
    stored = kept(bench).consents[referral.consent]
    change_consent(bench, stored, releases=tuple(replace(one, declaration=None) for one in stored.releases))


def run_out(bench, referral):
    stored = kept(bench).consents[referral.consent]
    change_consent(bench, stored, releases=tuple(replace(one, until=NOON) for one in stored.releases))


def without_consent(bench, referral):
    change_referral(bench, referral, power="sgbx-69")


@pytest.mark.parametrize("fault", [within_the_consent, run_out, without_consent])
def test_a_release_stands_by_itself_and_runs_or_nothing_may_be_told(fault):
    bench, voice = told_by(bound=True)
    fault(bench, voice.referral)
    assert worst(bench, "SP-01") == "fail"


def test_a_profession_is_bound_whatever_was_written_down_and_nobody_else_needs_a_release():
    bench, voice = told_by(bound=False)
    within_the_consent(bench, voice.referral)
    assert worst(bench, "SP-01") == "not-applicable"
    for key, one in kept(bench).facts.items():
        kept(bench).facts[key] = replace(one, document={**one.document, "kind": "doctor"})
    assert worst(bench, "SP-01") == "fail"


@pytest.mark.parametrize("change", [{"exact": True}, {"confirmed_by": ""}])
def test_what_the_detectors_found_was_confirmed_and_is_no_exact_hit(change):
    bench, referral = sent()
    usual = Finding(kind="name", pointer="/note", exact=False, sha256="x", confirmed_by="kim")
    change_draft(bench, referral, verdict=DetectorVerdict(version=1, findings=(usual,)))
    assert worst(bench, "SP-04") == "pass"
    change_draft(bench, referral, verdict=DetectorVerdict(version=1, findings=(replace(usual, **change),)))
    assert worst(bench, "SP-04") == "fail"


def test_a_diagnosis_is_no_file_that_people_can_read():
    bench = with_a_report()
    change_rows(bench, category="health.diagnosis")
    assert worst(bench, "SP-04") == "fail"


@pytest.mark.parametrize("said", [{"extract": ""}, {"why": " "}])
def test_of_a_report_somebody_said_which_part_and_what_for(said):
    assert worst(with_a_report(**said), "SP-05") == "fail"


def test_a_letter_that_is_no_report_concerns_nobody():
    bench = Bench()
    bench.a_consent()
    bench.refer(files=[a_file()])
    assert worst(bench, "SP-05") == "not-applicable"


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ({"bound": ("ops",)}, "fail"),
        ({"bound": ("ops", "Sicherung GmbH"), "bound_on": "2026-12-24"}, "fail"),
        ({"subprocessors": []}, "pass"),
        ({"own_hub": True}, "pass"),
    ],
)
def test_everybody_with_technical_access_was_bound_before_it_began(said, result):
    assert worst(technical(**HOSTED | said), "SP-02") == result


@pytest.mark.parametrize(
    ("kind", "bound", "reason", "result"),
    [
        ("doctor", True, "", "pass"),
        ("doctor", False, "Zwei Personen meinten es.", "fail"),
        ("counselling-centre", False, "", "fail"),
        ("counselling-centre", False, "Ehrenamtliche ohne Beruf nach § 203.", "pass"),
        ("public-body", False, "", "pass"),
        (None, True, "", "undecidable"),
    ],
)
def test_as_a_partner_is_enrolled_its_flag_is_held_against_its_kind(kind, bound, reason, result):
    said = {"kind": kind, "bound_by_203": bound, "unbound_reason": reason}
    version = a_fact(1, document={name: value for name, value in said.items() if value is not None})
    registers = Registers(known_at=NOON)
    case = EnrolmentCase(subject=CENTRE, at=NOON, version=version, is_current=True, registers=registers)
    assert sp_01(case).result.value == result
