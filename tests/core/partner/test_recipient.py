"""The digest of a recipient: what is in it, what is not, and whom a consent is bound to."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.ids import uuid7
from exchange.core.partner.identity import IdentityHistory
from exchange.core.partner.recipient import approved_for, is_bound_to, recipient_sha256
from exchange.core.referral.referral import Approval
from exchange.core.vocabulary import PartnerKind, Service
from keys.encoding import digest
from keys.strictjson import canonical
from tests.support.clock import NOON
from tests.support.examples import a_consent, a_partner
from tests.support.hubs import OTHER, Bench

PARTNER = a_partner()
(LINE,) = PARTNER.lines
KEY = f"{PARTNER.entity} {LINE.id}"
SHA256 = recipient_sha256(PARTNER, LINE)


def consent(**changes: object):
    return a_consent(id=uuid7(NOON, random=bytes(10)), **{"bound": {KEY: SHA256}} | changes)


def test_the_digest_is_of_the_canonical_row():
    assert SHA256 == "aGS1bp8IJ-pSMNqCtZbS3VOGy-wFuy5qCqeP1prBx4M"


@given(st.text())
def test_whatever_its_name_is_the_digest_is_over_rfc_8785(name):
    row = {"entity": PARTNER.entity, "name": name, "kind": PARTNER.kind.value, "bound_by_203": PARTNER.bound_by_203}
    row |= {"line": LINE.id, "service": LINE.service.value}
    assert recipient_sha256(replace(PARTNER, name=name), LINE) == digest(canonical(row))


@pytest.mark.parametrize(
    ("partner", "line"),
    [
        (replace(PARTNER, name="Andere"), LINE),
        (replace(PARTNER, kind=PartnerKind.CLINIC), LINE),
        (replace(PARTNER, bound_by_203=False), LINE),
        (replace(PARTNER, entity=OTHER), LINE),
        (PARTNER, replace(LINE, id="andere")),
        (PARTNER, replace(LINE, service=Service.TRAINING)),
    ],
)
def test_whatever_is_in_it_makes_another_recipient(partner, line):
    assert recipient_sha256(partner, line) != SHA256
    assert not is_bound_to(consent(), partner, line)
    assert not approved_for(Approval(by="lea", fields="f", recipient_sha256=SHA256), partner, line)


def test_titles_hours_and_capacity_are_not_in_it():
    assert recipient_sha256(replace(PARTNER, pin="neu", adapter="webhook"), replace(LINE, title="Neu")) == SHA256


def test_a_consent_recorded_before_its_recipient_was_enrolled_lets_nothing_out():
    assert not is_bound_to(consent(bound={}), PARTNER, LINE)


def test_a_consent_of_before_is_bound_to_the_row_as_it_stood_at_the_migration():
    assert not is_bound_to(consent(bound=None), PARTNER, LINE)
    migrated = replace(PARTNER, history=IdentityHistory(at_migration={LINE.id: SHA256}))
    assert is_bound_to(consent(bound=None), migrated, LINE)
    assert not is_bound_to(consent(bound=None), replace(migrated, name="Andere"), LINE)
    assert approved_for(Approval(by="lea", fields="f"), migrated, LINE)
    assert not approved_for(Approval(by="lea", fields="f"), PARTNER, LINE)


def test_consents_to_whom_two_people_took_for_the_same_stand():
    renamed = replace(PARTNER, name="Neu", history=IdentityHistory(formerly=(PARTNER.identity,)))
    assert is_bound_to(consent(), renamed, LINE)


def test_no_consent_from_before_it_became_another_counts():
    later = replace(PARTNER, history=IdentityHistory(another_since=NOON + timedelta(seconds=1)))
    assert not is_bound_to(consent(), later, LINE)


def test_a_recorded_consent_names_every_recipient_that_is_enrolled_and_says_of_whom_it_is_not():
    bench = Bench()
    known = bench.recorded()
    assert (len(known.consent.bound), known.unbound) == (1, ())
    stranger = bench.a_consent(to="https://fremd.example")
    assert stranger.bound == {}
