"""Assurance per act: the evidence says how who acts proved it, and the rule of two factors reads just that (FE-03)."""

from datetime import timedelta

import pytest

from exchange.core.compliance.gate import RuleFailed
from exchange.core.session.session import NotFresh
from exchange.flows.consent.record import record_consent
from exchange.flows.sending.approving.approve import approve, to_approve
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.release import release_and_send
from exchange.flows.session.freshen import freshen
from exchange.flows.session.sign_in import sign_in
from exchange.flows.staff.authenticate import SENDERS, SignedIn
from tests.support.hubs import (
    BOSS,
    CENTRE,
    KIM,
    PASSPHRASE,
    ROLES,
    Bench,
    claim,
    consent_document,
    encoded,
    refer_document,
)
from tests.support.passkeys import by_passkey
from tests.support.places import PLACES
from tests.support.reviewed import arm, findings

SENDING = {one for one, role in ROLES.items() if role in SENDERS}
CONSENT = {"level": 6, "no_show": True, "to": CENTRE, "days": 200}
ACTS = ("CONSENT_RECORDED", "DRAFT_APPROVED", "REFERRAL_STEP")


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture(params=PLACES)
def each(request):
    """The same on each store."""
    place = PLACES[request.param](request)
    yield Bench(store=place.open())
    place.close()


def referred(bench, first, second, *, beside=None, person="P-1001"):
    """A whole referral: `first` records and sends, `second` approves; or types a passphrase `beside` them."""
    said = encoded(consent_document(bench.clock.now(), **CONSENT) | {"person": person})
    record_consent(said, by=first, approve_by=beside, hub=bench.hub)
    case = draft(encoded(refer_document(person={"reference": person})), files=(), by=first, hub=bench.hub)
    if beside is None:
        approve(to_approve(case.id, by=second, hub=bench.hub), by=second, hub=bench.hub)
    return release_and_send(case.id, by=first, approve_by=beside, hub=bench.hub)


def of_acts(bench):
    """How strong each act of staff was, where the rule asks for two factors."""
    found = [line for name in ACTS for line in bench.leaves(name) if line.get("by") != "hub"]
    return {line.get("assurance") for line in found}


def test_acts_with_passkeys_are_two_factors_and_pass(each):
    referred(each, by_passkey(each, KIM), by_passkey(each, BOSS))
    assert of_acts(each) == {"passkey"}
    assert not [line for line in each.leaves("REFERRAL_STEP") if line["by"] == "hub" and "assurance" in line]
    assert {line["assurance"] for line in each.leaves("STAFF_ACCESS")} == {"passkey"}


def test_acts_with_a_passphrase_are_one_and_fail_and_looking_passes_all_the_same():
    strong, weak = Bench(), Bench()
    referred(strong, by_passkey(strong, KIM), by_passkey(strong, BOSS))
    assert set(findings(strong, "FE-03")) == {"pass"}
    referred(weak, claim(KIM), claim(BOSS))
    assert of_acts(weak) == {"passphrase"}
    assert set(findings(weak, "FE-03")) == {"pass", "fail"}


def test_a_second_person_who_types_a_passphrase_beside_makes_it_one_factor(bench):
    referred(bench, by_passkey(bench, KIM), None, beside=claim(BOSS))
    steps = {line["to"]: line.get("assurance") for line in bench.leaves("REFERRAL_STEP") if line["who"]}
    assert steps["released"] == "passphrase"


def test_armed_the_rule_stops_what_one_factor_sends_and_lets_two_through():
    bench = Bench()
    kim, boss = by_passkey(bench, KIM), by_passkey(bench, BOSS)
    for one in SENDING - {KIM, BOSS}:
        by_passkey(bench, one)
    arm(bench, "FE-03")
    assert referred(bench, kim, boss).referral.packet
    with pytest.raises(RuleFailed, match="FE-03"):
        referred(bench, claim(KIM), boss, person="P-1002")
    with pytest.raises(RuleFailed, match="FE-03"):
        referred(bench, kim, None, beside=claim(BOSS), person="P-1003")


def test_a_passphrase_typed_after_the_passkey_makes_what_follows_one_factor(bench):
    kim = by_passkey(bench, KIM)
    bench.clock.at += timedelta(minutes=5)
    said = encoded(consent_document(bench.clock.now(), **CONSENT))
    record_consent(said, by=kim, approve_by=None, hub=bench.hub)
    opened = sign_in(claim(KIM), hub=bench.hub)
    freshen(opened.token, PASSPHRASE, hub=bench.hub)
    record_consent(said, by=SignedIn(KIM, opened.session.id), approve_by=None, hub=bench.hub)
    assert [line["assurance"] for line in bench.leaves("CONSENT_RECORDED")] == ["passkey", "passphrase"]
    case = draft(encoded(refer_document()), files=(), by=kim, hub=bench.hub)
    with pytest.raises(NotFresh):
        release_and_send(case.id, by=kim, approve_by=None, hub=bench.hub)
