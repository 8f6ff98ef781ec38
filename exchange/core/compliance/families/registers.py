"""Recipient and storage (RE, ST): what has to be agreed with a partner, and settled for a service, before it begins."""

from datetime import datetime, timedelta

from exchange.core.calendar import day_of, end_of_day
from exchange.core.compliance.case import ExchangeCase, PacketCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.ids import read_instant
from exchange.core.partner.partner import PartnerStatus

INSTRUCTED = timedelta(days=730)
"""How long an instruction of a partner's staff counts: 24 months, which is policy and no law."""
_RETENTION = frozenset({"payload_days", "draft_days", "metadata_months", "proof_months"})


def re_01(case: PacketCase) -> RuleOutcome:
    """The partner took part, a contract ran, and it had undertaken secrecy, unless § 35 SGB I binds it anyway."""
    look, partner = Look(), case.packet.partner
    version = case.registers.held(FactKind.PARTNER, partner, at=case.at)
    contracts = case.registers.held(FactKind.CONTRACT, partner, at=case.at)
    undertakings = case.registers.held(FactKind.UNDERTAKING, partner, at=case.at)
    for one in (*version, *contracts, *undertakings):
        look.fact(one, at=case.at, day=day_of)
    if not version:
        return look.misses("was die Stelle damals war", "what the partner was then")
    if not contracts:
        return look.misses("der Vertrag mit der Stelle", "the contract with the partner")
    bound = all(one.document.get("sgb1_35") for one in version)
    if not bound and not undertakings:
        return look.misses("die Verpflichtung nach § 78 SGB X", "the undertaking under section 78 SGB X")
    active = all(one.document.get("standing") == PartnerStatus.ACTIVE for one in version)
    instructed = (_begins(str(one.document["staff_instructed_on"])) for one in undertakings)
    return look.passes(active and (bound or any(at <= case.at < at + INSTRUCTED for at in instructed)))


def st_03(case: ExchangeCase) -> RuleOutcome:
    """A service has a whole deletion rule, set by two people, before its first packet; a missing one is the failure."""
    look = Look()
    types = case.registers.held(FactKind.EXCHANGE_TYPE, case.subject, at=case.at)
    for one in types:
        look.fact(one, at=case.at, day=day_of)
    if not types:
        look.at("exchange-type", "none")
    whole = (set(one.document.get("retention", ())) == _RETENTION and one.approved_by for one in types)
    return look.passes(types and all(whole))


def _begins(day: str) -> datetime:
    return end_of_day(day_of(read_instant(f"{day}T12:00:00Z")) - timedelta(days=1))
