"""Catalogue of rules: the function of each, by the id of its row in `schemas/rules/`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from exchange.core.compliance.case import SUBJECTS, Case
from exchange.core.compliance.families import (
    consent,
    consent_text,
    cryptography,
    evidence,
    firewall,
    legal_basis,
    people,
    registers,
    rights,
    secrecy,
    transparency,
)
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.compliance.rule import ComplianceRule

FUNCTIONS: Mapping[str, Callable[[Any], RuleOutcome]] = MappingProxyType(
    {
        "AC-01": evidence.ac_01,
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
        "FE-01": people.fe_01,
        "LB-01": legal_basis.lb_01,
        "LB-02": legal_basis.lb_02,
        "LB-03": legal_basis.lb_03,
        "LB-04": legal_basis.lb_04,
        "LO-03": evidence.lo_03,
        "RE-01": registers.re_01,
        "RV-01": rights.rv_01,
        "RV-03": rights.rv_03,
        "SP-01": secrecy.sp_01,
        "SP-03": secrecy.sp_03,
        "SP-04": secrecy.sp_04,
        "SP-05": secrecy.sp_05,
        "ST-03": registers.st_03,
        "SW-02": firewall.sw_02,
        "SW-03": firewall.sw_03,
        "SW-04": firewall.sw_04,
        "TR-02": transparency.tr_02,
    }
)
"""Every rule that is decided."""


def is_about(rule: ComplianceRule, case: Case) -> bool:
    """Say whether a rule looks at cases of this sort."""
    return isinstance(case, SUBJECTS[rule.subject])


def decide(rule: ComplianceRule, case: Case) -> RuleOutcome:
    """Ask a rule about a case. A check that breaks has not passed: what it says then is that it broke."""
    try:
        return FUNCTIONS[rule.id](case)
    except Exception as error:  # noqa: BLE001 whatever was overwritten or lost: it is never a pass
        return Look().misses(f"die Prüfung brach ab ({type(error).__name__}), ihr Ergebnis", "the result of the check")
