"""A look passes the gate as well: what `assigned` let through by mistake is stopped before its line is written."""

import pytest

from exchange.core.compliance import gate
from exchange.core.compliance.gate import RuleFailed
from exchange.core.compliance.outcome import Look
from exchange.flows.casework.break_glass import break_glass
from exchange.flows.staff import access
from exchange.flows.staff.access import look
from tests.support.hubs import ALEX, DPO, KIM, VERA, Bench, claim


@pytest.fixture(scope="module")
def bench():
    bench = Bench()
    bench.a_consent()
    bench.case = bench.draft()
    return bench


def looks(bench, by, what="referral"):
    return look(bench.case.id, what=what, by=claim(by), hub=bench.hub)


@pytest.mark.parametrize(("who", "rule"), [(ALEX, "FE-02"), (DPO, "FE-02")])
def test_who_was_let_in_by_mistake_sees_nothing(bench, who, rule, monkeypatch):
    monkeypatch.setattr(access, "may_see", lambda *_, **__: True)
    monkeypatch.setattr(access, "METADATA_ONLY", frozenset())
    before = bench.log()
    with pytest.raises(RuleFailed) as refused:
        looks(bench, who, what="feedback")
    assert (refused.value.detail, bench.log()) == (rule, before)


@pytest.mark.parametrize("who", [KIM, VERA, DPO])
def test_whose_case_it_is_who_stands_in_and_who_protects_data_pass(bench, who):
    assert looks(bench, who).by == who


def test_a_look_in_an_emergency_that_a_rule_stops_leaves_nothing(bench, monkeypatch):
    before = bench.log()
    plain = gate.decide
    monkeypatch.setattr(gate, "decide", lambda rule, case: Look().fails() if rule.id == "EM-01" else plain(rule, case))
    monkeypatch.setattr(gate, "_stops", lambda rule, **_: rule.id == "EM-01")
    with pytest.raises(RuleFailed) as refused:
        break_glass(bench.case.code, reason="Anruf der Polizei (erfunden)", by=claim(ALEX), hub=bench.hub)
    assert (refused.value.detail, bench.log()) == ("EM-01", before)
