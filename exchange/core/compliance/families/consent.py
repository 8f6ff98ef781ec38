"""Consent (CO): its form, its reading, its window, its recipients (Art. 7 GDPR; § 67b SGB X; § 36a SGB I)."""

from collections.abc import Collection
from datetime import datetime

from exchange.core.compliance.case import ConsentCase, PacketCase, named, window_holds
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.consent.answers import ONCE_GIVEN, revocations_of
from exchange.core.consent.consent import Consent
from exchange.core.consent.validity import faults
from exchange.core.vocabulary import ConsentForm

_FORM = frozenset({"evidence", "oral-reason", "oral-witness", "oral-scope", "oral-period"})
_READING = frozenset({"reviewed", "copy"})
_NAMED = frozenset({"recipient", "period"})


def co_01(case: ConsentCase) -> RuleOutcome:
    """It is in writing or electronic with its evidence, or oral within the narrow exception."""
    return _judged(case, _FORM, "form", case.consent.form.value)


def co_03(case: ConsentCase) -> RuleOutcome:
    """The person read it whole before signing, and has a copy."""
    reviewed, copied = case.consent.reviewed_at, case.consent.copy_at
    if reviewed is None and case.consent.is_readable and case.consent.status in ONCE_GIVEN:
        return Look().misses("wann die Person es gelesen hat", "when the person read it")
    if copied is None and case.consent.is_readable and case.consent.form is not ConsentForm.ORAL_EXCEPTION:
        return Look().misses("wann die Person die Kopie bekam", "when the person was given the copy")
    return _judged(case, _READING, "reviewed_at", reviewed)


def co_07(case: ConsentCase) -> RuleOutcome:
    """It names its recipient, and runs for twelve months at the most."""
    return _judged(case, _NAMED, "recipients", len({one.recipient for one in case.consent.clauses}))


def co_05(case: PacketCase) -> RuleOutcome:
    """At sealing and at pick-up each clause named was open, and nothing was withdrawn; a withdrawal wins."""
    look = Look()
    if case.referral.power:
        return look.does_not_concern("es gab keine Einwilligung", "there was no consent")
    if case.rows is None or case.consent is None or not case.consent.is_readable:
        return look.misses("die Einwilligung", "the consent")
    used = named(case.rows)
    if not used <= set(case.clauses):
        return look.misses("eine Klausel", "a clause")
    for what, at in case.instants:
        look.at(what, at.isoformat())
    return look.passes(all(_open(case, used, at) for _, at in case.instants))


def _open(case: PacketCase, used: Collection[str], at: datetime) -> bool:
    consent = case.consent
    withdrawn = consent is not None and any(
        one.at <= at for one in revocations_of(consent) if one.entity in ("", case.packet.partner)
    )
    return not withdrawn and all(window_holds(case.clauses[one], at) for one in used)


def _judged(case: ConsentCase, codes: frozenset[str], what: str, value: object) -> RuleOutcome:
    look, consent = Look(), case.consent
    if not consent.is_readable:
        return look.misses("die Einwilligung", "the consent")
    if consent.status not in ONCE_GIVEN:
        return look.does_not_concern("die Person hat nicht zugestimmt", "the person did not agree")
    look.at(what, value)
    return look.passes(not codes & _faults(consent, at=case.at))


def _faults(consent: Consent, *, at: datetime) -> frozenset[str]:
    return frozenset(one.reason.removeprefix("consent:") for one in faults(consent, at=at))
