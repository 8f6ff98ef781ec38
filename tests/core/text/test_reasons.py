"""Reasons in words: what each rule of a consent refuses, and what would be right."""

import ast
import inspect

import pytest

from exchange.core.consent import permits
from exchange.core.text.reasons import CLAUSE, CONSENT, FORM_OF


@pytest.mark.parametrize("rule", sorted(CONSENT))
def test_each_rule_of_a_consent_says_what_would_be_right_in_both_languages(rule):
    form = FORM_OF[f"consent:{rule}"]
    assert form.de
    assert form.en
    assert (form.de, form.en) != (CONSENT[rule].de, CONSENT[rule].en)


def _details():
    """Every word by which a judgement of the clauses, or of a power without one, says what is missing."""
    tree = ast.parse(inspect.getsource(permits))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"detail", "_STAGES"}:
            yield from (one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant) and one.value)
        if isinstance(node, ast.FunctionDef) and node.name == "_facts_missing":
            returned = (one.value for one in ast.walk(node) if isinstance(one, ast.Return))
            yield from (one.value for one in returned if isinstance(one, ast.Constant) and one.value)


def test_whatever_a_clause_or_a_power_does_not_satisfy_is_said_in_words_and_nothing_else_has_some():
    assert {*_details(), "missing", permits.FOUR_EYES} == set(CLAUSE)
