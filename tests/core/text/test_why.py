"""Whatever `permits` refuses has a sentence and something to do, in both languages, from one table."""

import re
from pathlib import Path

import pytest

from exchange.core.consent import permits
from exchange.core.consent.permits import FOUR_EYES
from exchange.core.detection.kind import KINDS
from exchange.core.packet.leave_out import LEFT_OUT
from exchange.core.text.why import DO, remedy_of, sentence_of

SOURCE = Path(permits.__file__).read_text(encoding="utf-8")
STAGES = permits._STAGES  # the reasons a clause gives
NAMED = {one for pair in re.findall(r'detail = "([a-z0-9-]+)"|    return "([a-z-]+)"', SOURCE) for one in pair if one}
CLAUSES = {*NAMED, FOUR_EYES, "missing", *STAGES} - {"unknown"}
"""Read from the code, so that a reason that is renamed is looked for under its new name."""
REASONS = sorted(
    {
        *(f"clause:{one}" for one in CLAUSES - {"direction"}),
        *(f"forbidden:{code}" for code, kind in KINDS.items() if kind.blocks),
        "category-partner:unknown", "category-partner:health.addiction", "profile:source", "provenance:unknown",
        "provenance:release", LEFT_OUT,
    }
)  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_every_refusal_says_why_and_what_to_do(reason):
    assert all(sentence_of(reason)), reason
    assert all(remedy_of(reason)), reason


def test_each_rule_of_permits_stands_in_the_table():
    rules = {str(rule) for rule in permits.Rule}
    assert rules == {key.partition(":")[0] for key in DO} - {LEFT_OUT}
    assert rules == {rule.lower().replace("_", "-") for rule in re.findall(r"Rule\.([A-Z_]+)}:", SOURCE)}


def test_what_goes_needs_no_remedy():
    assert not any(remedy_of(""))
