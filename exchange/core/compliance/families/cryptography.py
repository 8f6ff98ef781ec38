"""Cryptography (CR): what a packet was sealed with protects for long enough (TR-02102-1)."""

from datetime import date

from exchange.core.calendar import day_of
from exchange.core.compliance.case import PacketCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome

_HYBRID, _CLASSIC = "hybrid", "classic"


def cr_01(case: PacketCase) -> RuleOutcome:
    """The suite has a post-quantum part, or it was sealed before the house's policy ends the time of those without."""
    look = Look()
    suite = case.sealed.get("suite")
    if not suite:
        return look.misses("womit versiegelt wurde", "what it was sealed with")
    look.at("suite", suite)
    if suite != _CLASSIC:
        return look.passes(suite == _HYBRID)
    policies = case.registers.held(FactKind.POLICY, HOUSE, at=case.at)
    if not policies:
        return look.misses("die Einstellungen von damals", "the policy of then")
    for one in policies:
        look.fact(one, at=case.at, day=day_of)
    last = min(date.fromisoformat(one.document["classic_until"]) for one in policies)
    return look.passes(day_of(case.at) <= last)
