"""Text of consent: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace

import pytest

import schemas
from exchange.core.compliance.kind import FactKind
from exchange.core.ids import show_instant
from tests.flows.register.test_enter import enters
from tests.support.hubs import BOSS, OPS, OTHER, Bench, consent_document
from tests.support.reviewed import (
    Stories,
    change_consent,
    findings,
    kept,
    worst,
)

stories = Stories()
SHOWN = schemas.example("consent")["text"]
SAID = {"purpose": True, "refusal": True, "withdrawal": True}


def released(**changes: object):
    """A consent given with the text of the example, and what the house wrote down of that text afterwards.

    Once a house has released texts, no other is signed; so the rule has its say of what was signed before.
    """
    bench = Bench()
    bench.a_consent()
    since = {"from": "2026-01-01"}
    enters(bench, FactKind.TEXT, by=BOSS, second=OPS, **SHOWN | since | changes)
    return bench


def without(bench, member):
    """The text as it would stand without one of the things it says of itself."""
    for key, one in kept(bench).facts.items():
        if one.kind is FactKind.TEXT:
            kept(bench).facts[key] = replace(
                one, document={name: value for name, value in one.document.items() if name != member}
            )
    return bench


@stories("CO-02", "pass")
def _():
    return released()


@stories("CO-02", "fail")
def _():
    return released(sha256="47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")


@stories("CO-02", "undecidable")
def _():
    return released(version="eine andere")


@stories("CO-04", "pass")
def _():
    return released()


@stories("CO-04", "fail")
def _():
    return released(consequences_mentioned=True)


@stories("CO-04", "undecidable")
def _():
    return without(released(), "separate")


def speaking(language):
    bench = Bench()
    consent = bench.a_consent(easy_language=False)
    bench.draft(data={"communication": {"language": language}})
    return bench, consent


@stories("CO-09", "pass")
def _():
    return speaking("de")[0]


@stories("CO-09", "fail")
def _():
    return speaking("tr")[0]


@stories("CO-09", "undecidable")
def _():
    bench = Bench()
    bench.a_consent()
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


@pytest.mark.parametrize(
    "changes",
    [{"says": SAID | {"refusal": False}}, {"language": "en"}, {"from": "2026-12-24"}, {"until": "2026-02-01"}],
)
def test_the_text_was_released_in_that_language_by_then_and_says_all_three(changes):
    assert worst(released(**changes), "CO-02") == "fail"


def test_a_text_stands_by_itself_and_an_unknown_one_tells_nothing():
    assert worst(released(separate=False), "CO-04") == "fail"
    assert worst(released(version="eine andere"), "CO-04") == "undecidable"


@pytest.mark.parametrize(("reason", "result"), [("person-request", "pass"), ("refused-consent", "fail")])
def test_after_a_no_no_step_names_it_as_a_reason(reason, result):
    bench = Bench()
    referral = bench.sent()
    no = consent_document(bench.clock.now(), level=6, no_show=True, to=OTHER, days=200)
    bench.recorded(no, status="ConsentRefused", answered_at=show_instant(bench.clock.now()))
    bench.cancel(referral)
    (one,) = [line for line in kept(bench).history if line.reason]
    place = kept(bench).history.index(one)
    kept(bench).history[place] = replace(one, reason=reason)
    assert findings(bench, "CO-04")[result] == 1


def test_an_easy_text_counts_once_it_was_reviewed():
    review = {"reviewed_by": "Prüfgruppe (erfunden)", "reviewed_on": "2026-01-02"}
    bench = released(layer="easy", **review)
    (consent,) = kept(bench).consents.values()
    assert consent.easy_language
    bench.draft(data={"communication": {"language": "de"}})
    assert worst(bench, "CO-09") == "pass"
    without(bench, "reviewed_by")
    assert worst(bench, "CO-09") == "fail"
    kept(bench).facts.clear()
    assert worst(bench, "CO-09") == "undecidable"
    change_consent(bench, consent, easy_language=False)
    assert worst(bench, "CO-09") == "pass"
