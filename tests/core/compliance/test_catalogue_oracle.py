"""Over drawn histories each rule of LB, CO, SP, RV and SW says what the annex says, decided by somebody else."""

from collections import Counter

import pytest

from exchange.core.compliance.catalogue import decide, is_about
from exchange.flows.compliance.rulebook import rulebook
from tests.conftest import SOAK
from tests.core.compliance.case_of_history import cases_of
from tests.core.compliance.histories import drawn
from tests.core.compliance.oracle import DECIDES

SEEDS = range(2000 if SOAK else 60)
FAMILIES = ("LB", "CO", "SP", "RV", "SW")
RULES = [one for one in rulebook().rules if one.id[:2] in FAMILIES]


def test_the_oracle_decides_every_rule_of_its_families():
    assert {one.id for one in RULES} == set(DECIDES)


@pytest.fixture(scope="module")
def said():
    """What the rules and the oracle say of each history: (rule, seed) to both."""
    found = {}
    for seed in SEEDS:
        history = drawn(seed)
        cases = list(cases_of(history))
        for rule in RULES:
            (case,) = [one for one in cases if is_about(rule, one)]
            found[rule.id, seed] = str(decide(rule, case).result), DECIDES[rule.id](history)
    return found


@pytest.mark.parametrize("rule", DECIDES)
def test_both_say_the_same_of_every_history(rule, said):
    assert {seed: both for (name, seed), both in said.items() if name == rule and both[0] != both[1]} == {}


@pytest.mark.parametrize("rule", DECIDES)
def test_the_histories_hold_what_passes_and_what_fails(rule, said):
    """A rule that always passes is told apart from the oracle, for there is always a history that fails."""
    counted = Counter(oracle for (name, _), (_, oracle) in said.items() if name == rule)
    assert {"pass", "fail"} <= set(counted)
