"""A gate stops what an armed rule does not pass, warns of the rest, and says what is the matter in four parts."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exchange.core.compliance.case import EventCase, ExchangeCase, PacketCase, ReferralCase, Registers
from exchange.core.compliance.gate import Passage, RuleFailed, pass_gate, rules_at
from exchange.core.compliance.house import ActCase, EmergencyCase, EnrolmentCase, HubCase, PartnerCase
from exchange.flows.compliance.rulebook import rulebook
from tests.support.clock import NOON

BOOK = rulebook()
CASE = ExchangeCase(subject="training", at=NOON, registers=Registers(known_at=NOON))
FAILS, UNCHECKED = "ST-03", "DP-01"
"""Of a service nobody entered, the one fails, the other cannot be checked."""


def asked(rule, *, armed=(), two=None, cases=(CASE,), **changes: object):
    (found,) = [replace(one, **changes) for one in BOOK.rules if one.id == rule]
    return pass_gate({ExchangeCase: (found,)}, cases, book=BOOK, armed=armed, two=two)


@pytest.mark.parametrize("rule", [FAILS, UNCHECKED])
def test_a_rule_that_nobody_armed_only_warns(rule):
    assert asked(rule, armed=["XX-01"]) == Passage(findings=(rule,))


@pytest.mark.parametrize("rule", [FAILS, UNCHECKED])
@pytest.mark.parametrize(("armed", "core"), [(True, False), (False, True)])
def test_one_that_is_armed_or_always_is_stops_what_fails_and_what_nobody_can_check(rule, armed, core):
    with pytest.raises(RuleFailed) as refused:
        asked(rule, armed=[rule] if armed else [], core=core)
    assert refused.value.detail == rule


def test_severity_q_asks_for_a_second_person_and_w_stops_nothing():
    with pytest.raises(RuleFailed):
        asked(FAILS, core=True, severity="Q")
    assert asked(FAILS, core=True, severity="Q", two="boss").findings == (FAILS,)
    assert asked(FAILS, core=True, severity="W").findings == (FAILS,)
    with pytest.raises(RuleFailed):
        asked(FAILS, core=True, severity="B", two="boss")


def test_a_refusal_says_what_is_the_matter_which_rule_and_what_to_do():
    with pytest.raises(RuleFailed) as refused:
        asked(FAILS, core=True)
    error = refused.value
    assert error.what.de == "Für diese Leistung fehlt die Löschregel."
    assert (error.where, error.form.en, error.code) == (FAILS, "Deletion rule of the service", "SENDER_RULE_FAILED")
    assert "register put exchange-type" in error.fix_de


def test_a_rule_that_did_not_hold_yet_says_nothing_and_a_finding_counts_once():
    early = replace(CASE, at=datetime(2017, 1, 1, tzinfo=UTC))
    assert asked(FAILS, core=True, cases=[early]).findings == ()
    assert asked(FAILS, cases=[CASE, CASE]).findings == (FAILS,)


def test_a_gate_asks_its_rules_about_the_cases_they_look_at_and_no_others():
    asks = rules_at(BOOK, "released")
    assert FAILS in {one.id for one in asks[ExchangeCase]}
    assert "LB-01" not in {one.id for one in asks[ExchangeCase]}
    assert all("released" in one.gates for rules in asks.values() for one in rules)
    assert rules_at(BOOK, "nowhere") == {}


PACKET = (
    "LB-01 LB-02 LB-03 LB-04 CO-05 CO-06 SP-02 SP-03 SP-04 SP-05 RE-01 RE-02 RE-03 RE-04 RE-06 RE-07 TR-01 RV-03 ST-03 "
    "FE-01 FE-03 CR-01 CR-02 CR-03 CR-04 CR-06 AC-05 DP-01 DP-03"
)
OF_PACKET = (PacketCase, ExchangeCase, PartnerCase, HubCase, ActCase)
GATES = {
    "released": (PACKET, OF_PACKET),
    "answered": (PACKET, OF_PACKET),
    "updated": (PACKET, OF_PACKET),
    "picked-up": ("CO-05 RE-01", (PacketCase,)),
    "event-arrives": ("SP-01 SW-02 CR-03 CR-07 AC-01 CA-01", (EventCase, ReferralCase)),
    "somebody-looks": ("FE-02 TR-03 EM-01", (ActCase, EmergencyCase)),
    "partner-enrolled": ("RE-01 CR-02 CR-04 SP-01", (EnrolmentCase,)),
}
"""The rules of each gate by the annex (section 1, 8), and the cases that its flow asks about."""


@pytest.mark.parametrize("gate", GATES)
def test_each_gate_asks_the_rules_that_the_annex_puts_there(gate):
    wanted, kinds = GATES[gate]
    asks = rules_at(BOOK, gate)
    assert {one.id for kind in kinds for one in asks.get(kind, ())} == set(wanted.split())
