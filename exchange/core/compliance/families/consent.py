"""Consent (CO): its form, its reading, its window, its recipients (Art. 7 GDPR; § 67b SGB X; § 36a SGB I)."""

from collections.abc import Collection
from datetime import datetime

from exchange.core.compliance.case import ConsentCase, PacketCase, window_holds
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.consent.answers import ONCE_GIVEN, revocations_of
from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Consent
from exchange.core.consent.validity import faults
from exchange.core.packet.manifest import Row
from exchange.core.vocabulary import ConsentForm, Direction

_FORM = frozenset({"evidence", "oral-reason", "oral-witness", "oral-scope", "oral-period"})
_READING = frozenset({"reviewed", "copy"})
_NAMED = frozenset({"recipient", "period"})
_ID = "CO-06"
_SIGNED = frozenset({"signature", "guardian", "guardian-scope", "age", "four-eyes"})


def co_01(case: ConsentCase) -> RuleOutcome:
    """It is in writing or electronic with its evidence, or oral within the narrow exception."""
    return _judged(case, _FORM, "form", case.consent.form.value)


def co_03(case: ConsentCase) -> RuleOutcome:
    """The person read it whole before signing, and has a copy."""
    reviewed, copied = case.consent.reviewed_at, case.consent.copy_at
    unfit = no_yes(case, Look())
    if unfit is not None:
        return unfit
    if reviewed is None:
        return Look().misses("wann die Person es gelesen hat", "when the person read it")
    if copied is None and case.consent.form is not ConsentForm.ORAL_EXCEPTION:
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
    used = case.named
    if not used <= case.clauses.keys():
        return look.misses("eine Klausel", "a clause")
    for what, at in case.instants:
        look.at(what, at.isoformat())
    return look.passes(all(_open(case, used, at) for _, at in case.instants))


def co_06(case: PacketCase) -> RuleOutcome:
    """Each leaf has exactly one row, each row its leaf, and the clause it names grants it: `permits` said so.

    The check of the finished packet compares leaves and rows, and only then are they here. What is left of it is its
    verdict with the packet's leaf; a review looks at each row against its clause once more.
    """
    look = Look()
    if case.covered is not None:
        return look.passes(case.covered)
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    look.at("rows", len(case.rows))
    if len({row.pointer for row in case.rows}) < len(case.rows) or _ID in case.sealed.get("findings", ()):
        return look.fails()
    if case.referral.power:
        return look.passes(all(row.basis == case.referral.power and not row.clauses for row in case.rows))
    if case.consent is None or not case.consent.is_readable:
        return look.misses("die Einwilligung", "the consent")
    return look.passes(all(_granted(case, row) for row in case.rows))


def co_08(case: ConsentCase) -> RuleOutcome:
    """Who decides has signed: the person, or a guardian whom the court gave what is at stake; a minor with a second."""
    look = Look()
    unfit = no_yes(case, look)
    if unfit is not None:
        return unfit
    look.at("capable", case.consent.capable)
    look.at("signers", ", ".join(sorted({one.role.value for one in case.consent.signers})))
    if _SIGNED & _faults(case.consent, at=case.at):
        return look.fails()
    if case.consent.capable:
        return look.passes(holds=True)
    known = case.consent.circumstances
    if known.guardian is None or not known.guardian.court_sha256:
        return look.misses("der Beschluss des Gerichts", "the court's decision")
    if known.capacity is None or not known.capacity.note_sha256:
        return look.misses(
            "der Vermerk, warum die Person nicht selbst entscheidet", "the note why the person does not decide"
        )
    look.at("court_sha256", known.guardian.court_sha256)
    return look.passes(known.capacity.by)


def _granted(case: PacketCase, row: Row) -> bool:
    """Whether each category of a row is in the clause it names, for this recipient and purpose, from this source."""
    recipient = Recipient(entity=case.packet.partner, service_line=case.referral.service_line)
    named = [case.clauses.get(clause) for clause in row.clauses]
    return len(named) == len(row.categories) and all(
        clause is not None
        and (clause.direction, clause.recipient, clause.purpose) == (Direction.OUT, recipient, case.referral.purpose)
        and category in clause.categories
        and row.source in clause.sources
        for clause, category in zip(named, row.categories, strict=True)
    )


def _open(case: PacketCase, used: Collection[str], at: datetime) -> bool:
    consent = case.consent
    withdrawn = consent is not None and any(
        one.at <= at for one in revocations_of(consent) if one.entity in ("", case.packet.partner)
    )
    return not withdrawn and all(window_holds(case.clauses[one], at) for one in used)


def _judged(case: ConsentCase, codes: frozenset[str], what: str, value: object) -> RuleOutcome:
    look = Look()
    unfit = no_yes(case, look)
    if unfit is not None:
        return unfit
    look.at(what, value)
    return look.passes(not codes & _faults(case.consent, at=case.at))


def no_yes(case: ConsentCase, look: Look) -> RuleOutcome | None:
    """What ends a look at a yes before it begins: it cannot be read, or it is none; None where it is one."""
    if not case.consent.is_readable:
        return look.misses("die Einwilligung", "the consent")
    if case.consent.status not in ONCE_GIVEN:
        return look.does_not_concern("die Person hat nicht zugestimmt", "the person did not agree")
    return None


def _faults(consent: Consent, *, at: datetime) -> frozenset[str]:
    return frozenset(one.reason.removeprefix("consent:") for one in faults(consent, at=at))
