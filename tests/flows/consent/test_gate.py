"""A yes passes the gate of the rules before it is put on record; a no passes always."""

import pytest

from exchange.core.compliance.gate import RuleFailed
from exchange.core.compliance.kind import FactKind
from exchange.core.ids import show_instant
from tests.flows.register.test_enter import enters
from tests.support.hubs import BOSS, OPS, Bench
from tests.support.reviewed import SINCE, arm, kept


def test_a_yes_to_a_text_nobody_released_is_not_recorded_once_the_rule_is_armed():
    bench = Bench()
    bench.a_consent()
    # Until then its leaf says that the rule did not pass.
    assert "CO-04" in bench.leaves("CONSENT_RECORDED")[0]["findings"]
    arm(bench, "CO-04")
    with pytest.raises(RuleFailed) as refused:
        bench.a_consent()
    assert (refused.value.detail, len(kept(bench).consents)) == ("CO-04", 1)


def test_a_no_is_recorded_whatever_is_armed():
    bench = Bench()
    arm(bench, "CO-04")
    said = {"status": "ConsentRefused", "answered_at": show_instant(bench.clock.now())}
    assert bench.recorded(**said).consent.status == "ConsentRefused"


def test_a_released_text_lets_it_pass():
    bench = Bench()
    arm(bench, "CO-04")
    text = {"version": "2026-1", "sha256": "mC2ePrmW9VnmM_TRlN7zdh2Qn1o7ZH0ahR_q1nwyydE"}
    enters(bench, FactKind.TEXT, by=BOSS, second=OPS, **text, **SINCE)
    bench.a_consent(releases=[], easy_language=False)
