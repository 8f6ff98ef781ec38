from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exchange.core.calendar import days_after, year_after
from exchange.core.consent.clause import Recipient, ReleaseForm
from exchange.core.consent.consent import with_feedback
from exchange.core.consent.signature import Area, Signer, SignerRole
from exchange.core.consent.validity import check_answer, check_validity
from exchange.core.vocabulary import Category, ConsentForm, ConsentStatus, Direction
from tests.support import consented as c

GUARDIAN = Signer(
    role=SignerRole.GUARDIAN, name="Bernd Beispiel (erfunden)", signed_at=c.AT, scope=frozenset({Area.HEALTH})
)
TWO_WEEKS = days_after(c.CLAUSE.valid_from, days=14)
ORAL = replace(
    c.CONSENT,
    form=ConsentForm.ORAL_EXCEPTION,
    clauses=(replace(c.CLAUSE, categories=frozenset({Category.PERSON_CONTACT}), valid_until=TWO_WEEKS),),
    feedback_level=0,
    reason="liegt im Krankenhaus",
    second_witness="s2",
    evidence_sha256="",
    copy_at=None,
)


def said(consent=c.CONSENT, **changes: object):
    return getattr(check_validity(replace(consent, **changes), at=c.AT), "reason", "sound")


def clause(**changes: object):
    return {"clauses": (replace(c.CLAUSE, **changes),)}


WHOLE_YEAR = replace(c.CLAUSE, valid_until=year_after(c.CLAUSE.valid_from))
HOUSEHOLD = replace(c.CLAUSE, categories=frozenset({Category.HOUSEHOLD}))


@pytest.mark.parametrize(
    "consent",
    [
        c.CONSENT,
        with_feedback(c.CONSENT),
        ORAL,
        with_feedback(ORAL),
        replace(c.CONSENT, clauses=(WHOLE_YEAR,)),
        replace(c.CONSENT, clauses=(HOUSEHOLD,)),
        replace(c.CONSENT, reviewed_at=c.CONSENT.signers[0].signed_at, copy_at=c.AT),
    ],
)
def test_a_consent_given_as_it_must_be_is_sound(consent):
    assert said(consent) == "sound"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": ConsentStatus.REFUSED}, "status"),
        ({"clauses": ()}, "clauses"),
        ({"clauses": (c.CLAUSE, c.CLAUSE)}, "clause-id"),
        (clause(id=""), "clause-id"),
        (clause(valid_until=c.AT), "expired"),
        (clause(recipient=Recipient(entity="*", service_line="sucht")), "recipient"),
        (clause(recipient=Recipient(entity="https://*.example", service_line="*")), "recipient"),
        (clause(recipient=Recipient(entity=c.CENTRE.entity, service_line="")), "recipient"),
        (clause(recipient=Recipient(entity=c.CENTRE.entity, service_line="*")), "recipient"),
        (clause(recipient=Recipient(entity="alle Ärzte", service_line="sucht")), "recipient"),
        (clause(valid_from=c.AT, valid_until=year_after(c.AT) + c.DAY / 86400), "period"),
        (clause(valid_from=c.AT + c.DAY, valid_until=c.AT + c.DAY), "period"),
        (clause(categories=frozenset()), "categories"),
        (clause(categories=frozenset({"weather"})), "categories"),
        (clause(categories=frozenset({"fb.decision"})), "categories"),
        (clause(direction=Direction.BACK), "categories"),
        (clause(categories=frozenset({"household", "housing"})), "household"),
        (clause(sources=frozenset()), "sources"),
        (clause(sources=frozenset({"professional"})), "sources"),
        (clause(sources=frozenset({"professional:*"})), "sources"),
        (clause(sources=frozenset({"https://praxis.example"})), "sources"),
        ({"feedback_level": 7}, "feedback-level"),
        ({"feedback_level": -1}, "feedback-level"),
        (clause(direction=Direction.BACK, categories=frozenset({"fb.outcome"})), "feedback-level"),
        (clause(direction=Direction.BACK, categories=frozenset({"fb.no_show"})), "feedback-level"),
        ({"releases": (replace(c.RELEASE, professional="alle"),)}, "release"),
        ({"releases": (replace(c.RELEASE, recipient="*"),)}, "release"),
        ({"releases": (replace(c.RELEASE, categories=frozenset()),)}, "release"),
        ({"releases": (replace(c.RELEASE, categories=frozenset({"all"})),)}, "release"),
        ({"notices": replace(c.CONSENT.notices, purpose=False)}, "notices"),
        ({"notices": replace(c.CONSENT.notices, refusal_without_consequence=False)}, "notices"),
        ({"notices": replace(c.CONSENT.notices, withdrawal_any_time=False)}, "notices"),
        ({"text_version": ""}, "text"),
        ({"text_sha256": ""}, "text"),
        ({"language": ""}, "language"),
        ({"reviewed_at": None}, "reviewed"),
        ({"reviewed_at": c.AT}, "reviewed"),
        ({"copy_at": None}, "copy"),
        ({"copy_at": c.AT + c.DAY}, "copy"),
        ({"evidence_sha256": ""}, "evidence"),
        ({"form": ConsentForm.ELECTRONIC, "evidence_sha256": ""}, "evidence"),
        ({"signers": ()}, "signature"),
        ({"signers": (replace(c.CONSENT.signers[0], signed_at=c.AT + c.DAY),)}, "signature"),
    ],
)
def test_each_rule_of_a_sound_consent_names_itself(changes, reason):
    assert said(**changes) == f"consent:{reason}"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reason": " "}, "oral-reason"),
        ({"second_witness": ""}, "oral-witness"),
        ({"second_witness": "s1"}, "oral-witness"),
        ({"clauses": (replace(ORAL.clauses[0], categories=c.CLAUSE.categories),)}, "oral-scope"),
        ({"clauses": (replace(ORAL.clauses[0], valid_until=c.AT + 14 * c.DAY),)}, "oral-period"),
        ({"reviewed_at": None}, "reviewed"),
    ],
)
def test_the_oral_form_is_a_narrow_exception(changes, reason):
    assert said(ORAL, **changes) == f"consent:{reason}"


HEALTH = clause(categories=frozenset({"health.mental", "person.identity"}))
PERSON = c.CONSENT.signers[0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"signers": (GUARDIAN,)}, "consent:signature"),
        ({"signers": (PERSON, GUARDIAN)}, "sound"),
        ({"signers": (PERSON,), "capable": False}, "consent:guardian"),
        ({"signers": (GUARDIAN,), "capable": False}, "sound"),
        ({"signers": (PERSON, replace(GUARDIAN, scope=frozenset()))}, "consent:guardian-scope"),
        ({"signers": (PERSON, replace(GUARDIAN, scope=frozenset({Area.FINANCE})))}, "consent:guardian-scope"),
    ],
)
def test_a_guardian_signs_within_scope_and_beside_a_capable_person(changes, reason):
    assert said(**HEALTH, **changes) == reason


def test_a_guardian_without_any_area_signs_nothing():
    signers = (PERSON, replace(GUARDIAN, scope=frozenset()))
    assert said(signers=signers) == "consent:guardian-scope"
    assert said(signers=(PERSON, GUARDIAN)) == "sound"


def test_what_comes_back_about_an_appointment_lies_in_no_area():
    consent = with_feedback(replace(c.CONSENT, **HEALTH, feedback_level=4, signers=(PERSON, GUARDIAN)))
    assert said(consent) == "sound"


@pytest.mark.parametrize(
    ("category", "area"),
    [
        ("health.addiction", Area.HEALTH),
        ("person.identifier.health", Area.HEALTH),
        ("finance.debt", Area.FINANCE),
        ("housing", Area.HOUSING),
        ("integration.plan", Area.AUTHORITIES),
    ],
)
def test_each_category_lies_in_one_area_of_a_guardian(category, area):
    for scope, fits in ((frozenset({area}), True), (frozenset(Area) - {area}, False)):
        signers = (PERSON, replace(GUARDIAN, scope=scope))
        assert (said(**clause(categories=frozenset({category})), signers=signers) == "sound") is fits


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"age": 14, "approved_by": "s2"}, "consent:age"),
        ({"age": 15, "approved_by": "s2"}, "sound"),
        ({"age": 17, "approved_by": ""}, "consent:four-eyes"),
        ({"age": 17, "approved_by": "s1"}, "consent:four-eyes"),
        ({"age": 18, "approved_by": ""}, "sound"),
        ({"age": 16, "approved_by": "s2", "capable": False, "signers": (GUARDIAN,), **HEALTH}, "consent:age"),
    ],
)
def test_minors_from_fifteen_sign_themselves_with_four_eyes(changes, reason):
    assert said(**changes) == reason


def test_twelve_months_from_a_signature_late_in_the_evening_run_to_the_end_of_that_day():
    signed, over = datetime(2026, 7, 14, 21, 59, tzinfo=UTC), datetime(2027, 7, 14, 22, tzinfo=UTC)
    assert said(**clause(valid_from=signed, valid_until=over)) != "consent:period"
    assert said(**clause(valid_from=signed, valid_until=over + c.DAY / 86400)) == "consent:period"


def test_fourteen_days_of_an_oral_yes_are_days_in_berlin():
    start = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    over = datetime(2026, 12, 7, 23, tzinfo=UTC)
    oral = {"form": ConsentForm.ORAL_EXCEPTION, "reason": "Telefon", "second_witness": "s2", "releases": ()}
    contact = {"categories": frozenset({Category.PERSON_CONTACT})}
    assert said(**oral, **clause(valid_from=start, valid_until=over, **contact)) == "sound"
    later = clause(valid_from=start, valid_until=over + c.DAY / 86400, **contact)
    assert said(**oral, **later) == "consent:oral-period"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": ConsentStatus.EXPIRED}, "consent:status"),
        ({"status": ConsentStatus.WITHDRAWN}, "consent:status"),
        ({"status": ConsentStatus.REFUSED}, "consent:answered"),
        ({"status": ConsentStatus.REFUSED, "answered_at": c.AT + c.DAY}, "consent:answered"),
        ({"status": ConsentStatus.REFUSED, "answered_at": c.AT, "clauses": ()}, "consent:clauses"),
        ({"status": ConsentStatus.REFUSED, "answered_at": c.AT}, "sound"),
        ({"status": ConsentStatus.REQUEST_DEFERRED}, "sound"),
        ({"answered_at": c.AT}, "consent:answered"),
        ({"answered_at": c.AT - c.DAY}, "sound"),
        ({"language": ""}, "consent:language"),
    ],
)
def test_what_is_put_on_record_was_declared_and_says_when(changes, reason):
    assert getattr(check_answer(replace(c.CONSENT, **changes), at=c.AT), "reason", "sound") == reason


def declared(**changes: object):
    """A release whose declaration is changed."""
    return {"releases": (replace(c.RELEASE, declaration=replace(c.DECLARED, **changes)),)}


LATER = replace(c.DECLARED.signers[0], signed_at=c.AT + c.DAY)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "sound"),
        ({"releases": ()}, "sound"),
        ({"releases": (replace(c.RELEASE, declaration=None),)}, "consent:release-declaration"),
        ({"releases": (c.RELEASE, c.RELEASE)}, "consent:release-id"),
        (declared(id=""), "consent:release-id"),
        (declared(text_version=""), "consent:release-text"),
        (declared(text_sha256=c.CONSENT.text_sha256), "consent:release-text"),
        (declared(evidence_sha256=""), "consent:release-evidence"),
        (declared(signers=()), "consent:release-signature"),
        (declared(signers=(replace(c.DECLARED.signers[0], role=SignerRole.GUARDIAN),)), "consent:release-signature"),
        (declared(signers=(LATER,)), "consent:release-signature"),
        ({"status": ConsentStatus.REFUSED, "answered_at": c.AT} | declared(signers=()), "sound"),
    ],
)
def test_a_release_from_secrecy_is_a_declaration_of_its_own_with_a_signature_of_its_own(changes, reason):
    assert getattr(check_answer(replace(c.CONSENT, **changes), at=c.AT), "reason", "sound") == reason


def test_a_release_of_before_stands_within_its_consent_and_in_force():
    old = replace(c.CONSENT, releases=(replace(c.RELEASE, declaration=None),))
    assert check_validity(old, at=c.AT)
    assert [one.declared for one in old.releases] == [ReleaseForm.WITHIN_CONSENT]
    assert [one.declared for one in c.CONSENT.releases] == [ReleaseForm.OWN]
