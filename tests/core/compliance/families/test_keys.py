"""Keys: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace

import pytest

from tests.support.hubs import CENTRE, Bench, document_of
from tests.support.reviewed import Stories, change_partner, kept, worst

stories = Stories()


def with_keys(change):
    """A hub whose partners' documents list other keys; `change` is asked for each."""
    bench = Bench()
    with bench.store.reading() as tx:
        known = tx.partners.get(CENTRE).jwks
    changed = {purpose: {"keys": [change(key) for key in one["keys"]]} for purpose, one in known.items()}
    change_partner(bench, keys=changed)
    return bench


def without_keys():
    bench = Bench()
    change_partner(bench, keys={})
    return bench


@stories("CR-02", "pass")
def _():
    return Bench()


@stories("CR-02", "fail")
def _():
    return with_keys(lambda key: {**key, "alg": "RS256"})


stories("CR-02", "undecidable")(without_keys)


@stories("CR-04", "pass")
def _():
    return Bench()


@stories("CR-04", "fail")
def _():
    return with_keys(lambda key: {name: value for name, value in key.items() if name != "exp"})


stories("CR-04", "undecidable")(without_keys)


@stories("CR-05", "pass")
def _():
    return Bench()


@stories("CR-05", "fail")
def _():
    bench = Bench()
    bench.clock.advance(days=715)
    return bench


stories("CR-05", "undecidable")(without_keys)


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_a_key_of_two_purposes_fails():
    assert worst(with_keys(lambda key: {**key, "kid": "one for all"}), "CR-02") == "fail"


def test_rsa_keys_have_three_thousand_bits():
    signing = {"kty": "RSA", "alg": "PS256", "kid": "rsa", "nbf": 1, "exp": 9_999_999_999}
    for modulus, result in (("_" * 512, "pass"), ("_" * 340, "fail")):
        bench = Bench()
        change_partner(bench, keys={"oauth": {"keys": [signing | {"n": modulus}]}})
        assert worst(bench, "CR-02") == result


def test_a_key_that_begins_after_its_end_is_not_whole():
    assert worst(with_keys(lambda key: {**key, "nbf": key["exp"]}), "CR-04") == "fail"


def test_only_the_newest_document_of_a_partner_can_run_out():
    bench = Bench()
    bench.clock.advance(days=1)
    bench.enrol(document_of(CENTRE))
    name, first = next((name, one) for name, one in kept(bench).facts.items() if one.subject == CENTRE)
    ended = {"oauth": {"keys": [{"kid": "alt", "exp": 1}]}}
    kept(bench).facts[name] = replace(first, document={**first.document, "keys": ended})
    assert worst(bench, "CR-05") == "pass"
