"""Validity of consent (Art. 7 GDPR; § 67b SGB X): whether it was given as it must be (domain section 5).

The rules are CO-01 to CO-08.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from exchange.core.calendar import days_after, year_after
from exchange.core.consent.circumstances import unfit
from exchange.core.consent.clause import LEVELS, Clause, feedback_categories
from exchange.core.consent.consent import Consent
from exchange.core.consent.field import JOBCENTER, PERSON, PROFESSIONAL
from exchange.core.consent.signature import Area, Signer, SignerRole
from exchange.core.errors import NotAnEntity
from exchange.core.ids import read_entity
from exchange.core.verdict import Granted, Refused, Verdict
from exchange.core.vocabulary import DECLARED, GIVEN, Category, ConsentForm, ConsentStatus, Direction

ORAL_DAYS = 14
AGE_OF_SIGNING = 15
ADULT = 18
_KNOWN = frozenset(map(str, Category))
_HEALTH = frozenset({Category.PERSON_IDENTIFIER_HEALTH, Category.FB_WORKCAPACITY, Category.FB_CONTENT})
_EVERY_MATTER = frozenset(
    {
        Category.ENQUIRY,
        Category.REFERRAL_CORE,
        Category.PERSON_IDENTITY,
        Category.PERSON_CONTACT,
        Category.PERSON_COMMUNICATION,
        Category.REPRESENTATIVE,
    }
)
_AREAS = {Category.FINANCE_DEBT: Area.FINANCE, Category.HOUSING: Area.HOUSING}
_Rule = Callable[[Consent, datetime], Refused | None]


def check_validity(consent: Consent, *, at: datetime) -> Verdict:
    """Say whether data may flow on the strength of this record. The first rule that fails names itself.

    Reasons are `consent:` and one of status, clauses, clause-id, recipient, period, expired, categories, household,
    sources, feedback-level, release, notices, text, language, reviewed, copy, evidence, oral-reason,
    oral-witness, oral-scope, oral-period, shown, capacity, guardian-paper, signature, guardian, guardian-scope, age,
    four-eyes.
    """
    for rule in _RULES:
        refused = rule(consent, at)
        if refused is not None:
            return refused
    return Granted()


def faults(consent: Consent, *, at: datetime) -> tuple[Refused, ...]:
    """Everything that is wrong with how a consent was given, as it was at an instant: the first of each rule.

    What became of it since, its end and its withdrawal, is no fault of how it was given.
    """
    given = replace(consent, status=ConsentStatus.GIVEN)
    found = (rule(given, at) for rule in _RULES)
    return tuple(one for one in found if one is not None)


def check_answer(answer: Consent, *, at: datetime) -> Verdict:
    """Say whether an answer of the person may be put on record now: a yes is valid, a no says to whom and since when.

    Reasons are those of `check_validity` and `consent:answered`; a status nobody declares is `consent:status`, and a
    release that is no sound declaration of its own `consent:release-declaration`, `-id`, `-text`, `-evidence` or
    `-signature`. Releases recorded before that was asked stay in force.
    """
    if answer.status not in DECLARED:
        return _no("status", "/status")
    if answer.status is ConsentStatus.REFUSED and not answer.clauses:
        return _no("clauses", "/clauses")
    if not _answered(answer, at):
        return _no("answered", "/answered_at")
    # A refusal or a deferral is recorded as it is; the rules of a sound consent do not apply to it.
    if answer.status not in GIVEN:
        return Granted()
    verdict = check_validity(answer, at=at)
    refused = _declarations(answer, at) if verdict else None
    return verdict if refused is None else refused


def _answered(answer: Consent, at: datetime) -> bool:
    """Whether it says when it was declared, and that was not after now."""
    if answer.answered_at is None:
        return answer.status is not ConsentStatus.REFUSED
    # A yes is declared by signing it; another time would let it pass a no that came between.
    signed = {signer.signed_at for signer in answer.signers}
    return answer.answered_at <= at and (answer.status not in GIVEN or answer.answered_at in signed)


def area_of(category: str) -> Area | None:
    """The guardian's area a category falls into; None for what goes with every referral, such as the name."""
    if category.startswith("health.") or category in _HEALTH:
        return Area.HEALTH
    if category.startswith("fb.") or category in _EVERY_MATTER:
        return None
    return _AREAS.get(Category(category), Area.AUTHORITIES)


def _no(code: str, pointer: str = "") -> Refused:
    return Refused(reason=f"consent:{code}", pointer=pointer)


def _given(consent: Consent, at: datetime) -> Refused | None:
    if consent.status not in GIVEN:
        return _no("status", "/status")
    if not consent.clauses:
        return _no("clauses", "/clauses")
    ids = [clause.id for clause in consent.clauses]
    if not all(ids) or len(set(ids)) != len(ids):
        return _no("clause-id", "/clauses")
    if all(clause.valid_until <= at for clause in consent.clauses):
        return _no("expired", "/clauses")
    return None


def _clauses(consent: Consent, _: datetime) -> Refused | None:
    for index, clause in enumerate(consent.clauses):
        code = _clause(clause)
        if code:
            return _no(code, f"/clauses/{index}")
    return None


def _clause(clause: Clause) -> str:
    """Name the first thing wrong with a clause; empty where it is sound."""
    back = clause.direction == Direction.BACK
    sound = {
        "recipient": _named(clause.recipient.entity) and bool(clause.recipient.service_line.strip("* ")),
        "period": clause.valid_from < clause.valid_until <= year_after(clause.valid_from),
        "categories": bool(clause.categories)
        and clause.categories <= _KNOWN
        and all(category.startswith("fb.") == back for category in clause.categories),
        "household": Category.HOUSEHOLD not in clause.categories or len(clause.categories) == 1,
        "sources": bool(clause.sources) and all(map(_source, clause.sources)),
    }
    return next((code for code, holds in sound.items() if not holds), "")


def _feedback(consent: Consent, _: datetime) -> Refused | None:
    if not 0 <= consent.feedback_level < len(LEVELS):
        return _no("feedback-level", "/feedback/level")
    # `fb.content` belongs to no level: it takes a clause of its own, and never from a partner bound to secrecy.
    allowed = feedback_categories(consent.feedback_level, no_show=consent.no_show) | {Category.FB_CONTENT}
    for index, clause in enumerate(consent.clauses):
        if clause.direction == Direction.BACK and not clause.categories <= allowed:
            return _no("feedback-level", f"/clauses/{index}")
    return None


def _releases(consent: Consent, _: datetime) -> Refused | None:
    for index, release in enumerate(consent.releases):
        named = _named(release.professional) and _named(release.recipient)
        if not named or not release.categories or not release.categories <= _KNOWN:
            return _no("release", f"/releases/{index}")
    return None


def _declarations(consent: Consent, at: datetime) -> Refused | None:
    """Each release stands by itself: one signature under both is the defect courts and authorities name first."""
    ids = [one.declaration.id for one in consent.releases if one.declaration]
    for index, release in enumerate(consent.releases):
        own = release.declaration
        if own is None:
            return _no("release-declaration", f"/releases/{index}/declaration")
        holds = {
            "id": bool(own.id) and ids.count(own.id) == 1,
            "text": bool(own.text_version and own.text_sha256) and own.text_sha256 != consent.text_sha256,
            "evidence": bool(own.evidence_sha256),
            "signature": _signed(own.signers, capable=consent.capable, at=at),
        }
        code = next((code for code, sound in holds.items() if not sound), "")
        if code:
            return _no(f"release-{code}", f"/releases/{index}/declaration")
    return None


def _signed(signers: Sequence[Signer], *, capable: bool, at: datetime) -> bool:
    """Whether the one who decides has signed, and nobody signed later than now."""
    needed = SignerRole.PERSON if capable else SignerRole.GUARDIAN
    return needed in {signer.role for signer in signers} and all(signer.signed_at <= at for signer in signers)


def _text(consent: Consent, _: datetime) -> Refused | None:
    notices = consent.notices
    if not (notices.purpose and notices.refusal_without_consequence and notices.withdrawal_any_time):
        return _no("notices", "/notices")
    if not consent.text_version or not consent.text_sha256:
        return _no("text", "/text")
    if not consent.language:
        return _no("language", "/language")
    return None


def _reading(consent: Consent, at: datetime) -> Refused | None:
    signed = min((signer.signed_at for signer in consent.signers), default=at)
    if consent.reviewed_at is None or consent.reviewed_at > min(signed, at):
        return _no("reviewed", "/reviewed_at")
    return None


def _handed_over(consent: Consent, at: datetime) -> Refused | None:
    # Nothing can be handed over on the telephone; the written form follows within the fourteen days.
    if consent.form == ConsentForm.ORAL_EXCEPTION:
        return None
    return _no("copy", "/copy_at") if consent.copy_at is None or consent.copy_at > at else None


def _evidenced(consent: Consent, _: datetime) -> Refused | None:
    if consent.form == ConsentForm.ORAL_EXCEPTION or consent.evidence_sha256:
        return None
    return _no("evidence", "/evidence_sha256")


def _oral(consent: Consent, _: datetime) -> Refused | None:
    if consent.form != ConsentForm.ORAL_EXCEPTION:
        return None
    if not consent.reason.strip():
        return _no("oral-reason", "/oral/reason")
    if not consent.second_witness.strip() or consent.second_witness == consent.recorded_by:
        return _no("oral-witness", "/oral/second_witness")
    for index, clause in enumerate(consent.clauses):
        if not clause.categories <= {Category.PERSON_CONTACT, Category.FB_RECEIPT}:
            return _no("oral-scope", f"/clauses/{index}")
        if clause.valid_until > days_after(clause.valid_from, days=ORAL_DAYS):
            return _no("oral-period", f"/clauses/{index}")
    return None


def _circumstances(consent: Consent, at: datetime) -> Refused | None:
    code, place = unfit(consent.circumstances, consent.signers, at=at)
    return _no(code, place) if code else None


def _signers(consent: Consent, at: datetime) -> Refused | None:
    if not consent.signers or any(signer.signed_at > at for signer in consent.signers):
        return _no("signature", "/signers")
    roles = {signer.role for signer in consent.signers}
    if consent.capable and SignerRole.PERSON not in roles:
        return _no("signature", "/signers")
    if not consent.capable and SignerRole.GUARDIAN not in roles:
        return _no("guardian", "/signers")
    return _guardians(consent)


def _guardians(consent: Consent) -> Refused | None:
    """A guardian signs only within what the court put into their hands."""
    needed = {area_of(category) for category in chain.from_iterable(clause.categories for clause in consent.clauses)}
    for index, signer in enumerate(consent.signers):
        if signer.role == SignerRole.GUARDIAN and (not signer.scope or not needed - {None} <= signer.scope):
            return _no("guardian-scope", f"/signers/{index}")
    return None


def _minor(consent: Consent, _: datetime) -> Refused | None:
    if consent.age is None or consent.age >= ADULT:
        return None
    if consent.age < AGE_OF_SIGNING or not any(signer.role == SignerRole.PERSON for signer in consent.signers):
        return _no("age", "/age")
    if not consent.approved_by or consent.approved_by == consent.recorded_by:
        return _no("four-eyes", "/approved_by")
    return None


def _named(entity: str) -> bool:
    try:
        read_entity(entity, demo=True)
    except NotAnEntity:
        return False
    return True


def _source(source: str) -> bool:
    if source.startswith(PROFESSIONAL):
        return _named(source.removeprefix(PROFESSIONAL))
    return source in (PERSON, JOBCENTER)


_RULES: tuple[_Rule, ...] = (
    _given,
    _clauses,
    _feedback,
    _releases,
    _text,
    _reading,
    _handed_over,
    _evidenced,
    _oral,
    _circumstances,
    _signers,
    _minor,
)
