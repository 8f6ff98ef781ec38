"""Catalogue of rules: the function of each, by the id of its row in `schemas/rules/`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from exchange.core.compliance.families import (
    channels,
    consent,
    consent_text,
    cryptography,
    evidence,
    firewall,
    keys,
    legal_basis,
    people,
    recipient,
    registers,
    rights,
    secrecy,
    transparency,
)
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.compliance.rule import ComplianceRule
from exchange.core.compliance.subject import SUBJECTS, Case

FUNCTIONS: Mapping[str, Callable[[Any], RuleOutcome]] = MappingProxyType(
    {
        "AC-01": evidence.ac_01,
        "AC-02": channels.ac_02,
        "AC-03": channels.ac_03,
        "AC-04": channels.ac_04,
        "AC-05": channels.ac_05,
        "CA-01": channels.ca_01,
        "CO-01": consent.co_01,
        "CO-02": consent_text.co_02,
        "CO-03": consent.co_03,
        "CO-04": consent_text.co_04,
        "CO-05": consent.co_05,
        "CO-06": consent.co_06,
        "CO-07": consent.co_07,
        "CO-08": consent.co_08,
        "CO-09": consent_text.co_09,
        "CR-01": cryptography.cr_01,
        "CR-02": keys.cr_02,
        "CR-03": cryptography.cr_03,
        "CR-04": keys.cr_04,
        "CR-05": keys.cr_05,
        "CR-06": cryptography.cr_06,
        "CR-07": cryptography.cr_07,
        "CR-08": cryptography.cr_08,
        "DP-01": registers.dp_01,
        "DP-02": registers.dp_02,
        "DP-03": registers.dp_03,
        "EM-01": people.em_01,
        "FE-01": people.fe_01,
        "FE-02": people.fe_02,
        "FE-03": people.fe_03,
        "FE-04": people.fe_04,
        "IN-01": registers.in_01,
        "LB-01": legal_basis.lb_01,
        "LB-02": legal_basis.lb_02,
        "LB-03": legal_basis.lb_03,
        "LB-04": legal_basis.lb_04,
        "LO-01": evidence.lo_01,
        "LO-02": evidence.lo_02,
        "LO-03": evidence.lo_03,
        "LO-04": evidence.lo_04,
        "RE-01": recipient.re_01,
        "RE-02": recipient.re_02,
        "RE-03": recipient.re_03,
        "RE-04": recipient.re_04,
        "RE-05": recipient.re_05,
        "RE-06": recipient.re_06,
        "RE-07": recipient.re_07,
        "RV-01": rights.rv_01,
        "RV-02": rights.rv_02,
        "RV-03": rights.rv_03,
        "SP-01": secrecy.sp_01,
        "SP-02": secrecy.sp_02,
        "SP-03": secrecy.sp_03,
        "SP-04": secrecy.sp_04,
        "SP-05": secrecy.sp_05,
        "ST-01": registers.st_01,
        "ST-02": evidence.st_02,
        "ST-03": registers.st_03,
        "SW-01": firewall.sw_01,
        "SW-02": firewall.sw_02,
        "SW-03": firewall.sw_03,
        "SW-04": firewall.sw_04,
        "TR-01": transparency.tr_01,
        "TR-02": transparency.tr_02,
        "TR-03": transparency.tr_03,
        "TR-04": transparency.tr_04,
        "TR-05": transparency.tr_05,
    }
)
"""Every rule that is decided."""


def is_about(rule: ComplianceRule, case: Case) -> bool:
    """Say whether a rule looks at cases of this sort."""
    return any(isinstance(case, SUBJECTS[one]) for one in rule.subject)


def decide(rule: ComplianceRule, case: Case) -> RuleOutcome:
    """Ask a rule about a case. A check that breaks has not passed: what it says then is that it broke."""
    try:
        return FUNCTIONS[rule.id](case)
    except Exception as error:  # noqa: BLE001 whatever was overwritten or lost: it is never a pass
        return Look().misses(f"die Prüfung brach ab ({type(error).__name__}), ihr Ergebnis", "the result of the check")
