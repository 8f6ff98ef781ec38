"""Reasons in words: what each rule of a consent refuses, and what would be right."""

import pytest

from exchange.core.text.reasons import CONSENT, FORM_OF


@pytest.mark.parametrize("rule", sorted(CONSENT))
def test_each_rule_of_a_consent_says_what_would_be_right_in_both_languages(rule):
    form = FORM_OF[f"consent:{rule}"]
    assert form.de
    assert form.en
    assert (form.de, form.en) != (CONSENT[rule].de, CONSENT[rule].en)
