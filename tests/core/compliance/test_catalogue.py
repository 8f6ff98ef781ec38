"""Every rule that is decided has its three stories, and a check that breaks never passes."""

import pytest

from exchange.core.compliance.catalogue import FUNCTIONS, decide, is_about
from exchange.core.compliance.outcome import Result
from exchange.flows.compliance.rulebook import rulebook
from tests.core.compliance.families import (
    test_channels,
    test_consent,
    test_consent_text,
    test_cryptography,
    test_evidence,
    test_firewall,
    test_keys,
    test_legal_basis,
    test_people,
    test_recipient,
    test_registers,
    test_rights,
    test_secrecy,
    test_transparency,
)

FAMILIES = (
    test_channels,
    test_consent,
    test_consent_text,
    test_cryptography,
    test_evidence,
    test_firewall,
    test_keys,
    test_legal_basis,
    test_people,
    test_recipient,
    test_registers,
    test_rights,
    test_secrecy,
    test_transparency,
)
KIM = "there is no way by KIM yet: they concern nothing (the annex of rules)"
WITHOUT = {("ST-03", "undecidable"): "a missing fact is the failure there (the annex of rules)"} | {
    (rule, result): KIM for rule in ("AC-03", "AC-04") for result in ("pass", "fail", "undecidable")
}


def test_every_rule_has_its_three_stories():
    told = [one for family in FAMILIES for one in family.stories.told]
    assert len(told) == len(set(told))
    assert set(told) | set(WITHOUT) == {(rule, one) for rule in FUNCTIONS for one in ("pass", "fail", "undecidable")}


@pytest.mark.parametrize("rule", rulebook().rules, ids=lambda rule: rule.id)
def test_a_check_that_breaks_is_undecidable_and_says_so(rule):
    outcome = decide(rule, None)
    assert outcome.result is Result.UNDECIDABLE
    assert "brach ab" in outcome.missing.de


def test_a_rule_is_asked_only_about_what_it_looks_at():
    assert not any(is_about(rule, None) for rule in rulebook().rules)
