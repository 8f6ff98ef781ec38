"""Legal basis (LB): on what data leave, for which purpose (Art. 5, 6, 9 GDPR; §§ 67b, 67c, 69 SGB X)."""

from collections.abc import Sequence
from functools import cache

from exchange.core.calendar import day_of
from exchange.core.compliance.case import PacketCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.packet.manifest import CONSENT, Row
from exchange.core.referral.referral import writers_of
from exchange.core.vocabulary import SENSITIVE, SERVICES_OF_HEALTH, Category, ConsentForm, Purpose, Service

_AGAINST_THE_PERSON = ("sanction", "benefit", "control")
_OWN = frozenset({CONSENT})
_SUPPORT = "support"
_QUESTIONS = "/questions"
"""Where a form asks what an assessment would say: hours, limits, treatment (list `clarification-questions`)."""
_OF_SUPPORT = frozenset({Category.INTEGRATION_PLAN, Category.EMPLOYMENT_GOAL})
"""What is told to help somebody along, and has no place in an assessment."""


def lb_01(case: PacketCase) -> RuleOutcome:
    """Each row has a basis, and whatever tells of health has the person's own consent, not an oral one."""
    look = Look()
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    rows, bases = case.sorts, {row.basis for row in case.sorts}
    look.at("service", case.referral.service.value)
    for basis in sorted(bases):
        look.at("basis", basis)
    if any(row.basis == CONSENT and len(row.clauses) < len(row.categories) for row in rows):
        return look.fails()
    if not _tells_of_health(case):
        return look.passes(case.referral.power or bases <= _OWN)
    return _on_own_consent(case, rows, look) if bases <= _OWN else look.fails()


def _on_own_consent(case: PacketCase, rows: Sequence[Row], look: Look) -> RuleOutcome:
    """What tells of health goes on a consent that names it, and not on an oral one."""
    if case.consent is None or not case.consent.is_readable:
        return look.misses("die Einwilligung", "the consent")
    oral = case.consent.form is ConsentForm.ORAL_EXCEPTION
    return look.passes(not oral and all(_names_it(case, row) for row in rows))


def lb_02(case: PacketCase) -> RuleOutcome:
    """Without consent only to a body under § 35 SGB I, with reasons, approved by somebody who did not write it."""
    look = Look()
    if not case.referral.power:
        return look.does_not_concern("es gibt eine Einwilligung", "there is a consent")
    look.at("power", case.referral.power)
    versions = case.registers.held(FactKind.PARTNER, case.packet.partner, at=case.at)
    if not versions:
        return look.misses("was die Stelle damals war", "what the partner was then")
    for one in versions:
        look.fact(one, at=case.at, day=day_of)
    if case.draft is None:
        return look.misses("der Entwurf", "the draft")
    second = case.referral.approved_by
    look.at("approved_by", second)
    is_body = all(one.document.get("sgb1_35") for one in versions)
    reasoned = bool(case.draft.justification.strip())
    return look.passes(is_body and reasoned and second and second not in writers_of(case.referral, case.draft))


def lb_03(case: PacketCase) -> RuleOutcome:
    """The purpose is one of the list, the one of every clause used, and the list knows none against the person."""
    look = Look()
    purpose = case.referral.purpose
    look.at("purpose", purpose.value)
    if _is_against_the_person():
        return look.fails()
    if case.referral.power:
        return look.passes(case.referral.power)
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    used, clauses = case.named, case.clauses
    if not used <= clauses.keys():
        return look.misses("eine Klausel", "a clause")
    for one in sorted(used):
        look.at("clause", f"{one}: {clauses[one].purpose.value}")
    return look.passes(all(clauses[one].purpose == purpose for one in used))


def lb_04(case: PacketCase) -> RuleOutcome:
    """Support holds no assessment's questions, an assessment nothing of support; the house says which a service is.

    Whether a medical clarification is the one or the other is open in law: until the house says so, nobody can tell.
    """
    look, service = Look(), case.referral.service
    look.at("service", service.value)
    types = case.registers.held(FactKind.EXCHANGE_TYPE, service.value, at=case.at)
    for one in types:
        look.fact(one, at=case.at, day=day_of)
    if not types and service is Service.MEDICAL_CLARIFICATION:
        return look.misses("die Angabe, ob das Hilfe oder Begutachtung ist,", "whether this is support or assessment")
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    if any(one.document["flow"] != _SUPPORT for one in types):
        return look.passes(not _OF_SUPPORT & case.categories)
    asks = f"\n{_QUESTIONS}" in case.places
    return look.passes(service is Service.MEDICAL_CLARIFICATION or not asks)


@cache
def _is_against_the_person() -> bool:
    """Whether the list of purposes has one that is."""
    return any(word in one for one in Purpose for word in _AGAINST_THE_PERSON)


def _tells_of_health(case: PacketCase) -> bool:
    """Whether the service does, or what it holds, or a sealed part, which may hold anything."""
    tells = case.referral.service in SERVICES_OF_HEALTH or not SENSITIVE.isdisjoint(case.categories)
    return tells or any(row.sealed for row in case.sorts)


def _names_it(case: PacketCase, row: Row) -> bool:
    clauses = case.clauses
    found = [clauses.get(clause) for clause in row.clauses]
    return all(
        clause is not None and category in clause.categories
        for clause, category in zip(found, row.categories, strict=True)
    )
