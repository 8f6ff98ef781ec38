"""Registered clients, who acts through them, who approves beside them, and who acts no more."""

import json
from dataclasses import replace

import pytest

from exchange.core.errors import (
    AttachmentRefused,
    Forbidden,
    FourEyes,
    IllegalStep,
    KeyUnusable,
    Malformed,
    NotAnId,
    NotFound,
    StaleVersion,
    WrongPassphrase,
)
from exchange.core.partner.partner import PartnerStatus
from exchange.core.staff.caller import ClientSuspended, StaffUnknown
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.sending.approve import approve, to_approve
from exchange.flows.sending.attach import attach, seal_for
from exchange.flows.sending.edit import edit
from exchange.flows.sending.release import release_and_send
from exchange.flows.staff.authenticate import OnBehalfOf, deactivate_staff
from exchange.flows.staff.clients import Registration, clients, register_client, suspend_client
from keys.jwk import Purpose
from tests.flows.hubs import (
    ALEX,
    BOSS,
    DPO,
    KIM,
    OPS,
    ORIGIN,
    Bench,
    a_file,
    claim,
    encoded,
    jwks,
    key_of,
    refer_document,
)

CASES = f"{ORIGIN}/clients/fallakte"


def what(short="fallakte", keys=None):
    published = jwks(key_of(CASES, Purpose.OAUTH)) if keys is None else keys
    return Registration(short=short, name="Fallakte", jwks=json.dumps(published).encode())


def register(bench, by=OPS, second=BOSS, **changes: object):
    approve_by = claim(second) if second else None
    return register_client(what(**changes), by=claim(by), approve_by=approve_by, hub=bench.hub)


def through(bench):
    """The hub as it is while a registered client's call is worked on."""
    return replace(bench.hub, through=CASES)


def test_two_people_register_a_client_below_the_hubs_address_and_the_log_says_who():
    bench = Bench()
    assert register(bench).id == CASES
    (leaf,) = bench.leaves("CLIENT_REGISTERED")
    kid = key_of(CASES, Purpose.OAUTH).kid
    assert leaf | {"at": ""} == {"registered": CASES, "kids": [kid], "by": OPS, "approved_by": BOSS, "at": ""}


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"second": None}, FourEyes),
        ({"second": OPS}, FourEyes),
        ({"by": KIM}, Forbidden),
        ({"short": "Fall Akte"}, NotAnId),
        ({"short": "../x"}, NotAnId),
        ({"keys": {"keys": []}}, KeyUnusable),
        ({"keys": jwks(key_of(CASES, Purpose.ENC))}, KeyUnusable),
    ],
)
def test_a_client_is_not_registered_otherwise(change, refused):
    bench = Bench()
    with pytest.raises(refused):
        register(bench, **change)
    assert clients(hub=bench.hub) == ()


def test_a_key_set_is_json():
    bench = Bench()
    with pytest.raises(Malformed):
        register_client(replace(what(), jwks=b"x"), by=claim(OPS), approve_by=claim(BOSS), hub=bench.hub)


def test_a_suspended_client_stands_again_once_two_people_register_it_anew():
    bench = Bench()
    register(bench)
    assert suspend_client("fallakte", by=claim(OPS), hub=bench.hub).standing is PartnerStatus.SUSPENDED
    assert bench.leaves("CLIENT_SUSPENDED")[0]["suspended"] == CASES
    assert register(bench).standing is PartnerStatus.ACTIVE


def test_only_a_client_that_is_there_can_be_suspended_and_only_by_those_who_may():
    bench = Bench()
    with pytest.raises(NotFound):
        suspend_client("fallakte", by=claim(OPS), hub=bench.hub)
    with pytest.raises(Forbidden):
        suspend_client("fallakte", by=claim(KIM), hub=bench.hub)


# --- acting


def test_a_client_acts_for_its_staff_and_the_log_names_both():
    bench = Bench()
    register(bench)
    consent = bench.a_consent()
    withdraw(consent.id, recipient=None, by=OnBehalfOf(KIM, CASES), hub=through(bench))
    assert {"by": KIM, "client": CASES}.items() <= bench.leaves("CONSENT_WITHDRAWN")[0].items()


def acts(bench, staff):
    consent = bench.a_consent()
    withdraw(consent.id, recipient=None, by=OnBehalfOf(staff, CASES), hub=through(bench))


@pytest.mark.parametrize(("staff", "refused"), [("nobody", StaffUnknown), (OPS, Forbidden)])
def test_nobody_acts_who_is_not_there_or_may_not(staff, refused):
    bench = Bench()
    register(bench)
    with pytest.raises(refused):
        acts(bench, staff)


def test_nobody_acts_through_a_client_that_is_not_registered_or_is_suspended():
    bench = Bench()
    with pytest.raises(ClientSuspended):
        acts(bench, KIM)
    register(bench)
    suspend_client("fallakte", by=claim(OPS), hub=bench.hub)
    with pytest.raises(ClientSuspended):
        acts(bench, KIM)


def test_somebody_who_left_acts_by_no_way_any_more():
    bench = Bench()
    register(bench)
    deactivate_staff(KIM, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(StaffUnknown):
        withdraw("x", recipient=None, by=OnBehalfOf(KIM, CASES), hub=through(bench))
    with pytest.raises(WrongPassphrase):
        withdraw("x", recipient=None, by=claim(KIM), hub=bench.hub)
    assert bench.leaves("STAFF_DEACTIVATED") == [
        {"staff": KIM, "by": BOSS, "at": bench.leaves("STAFF_DEACTIVATED")[0]["at"]}
    ]


def test_who_left_stays_gone_and_the_log_says_it_once():
    bench = Bench()
    for _ in range(2):
        assert not deactivate_staff(KIM, by=claim(BOSS), hub=bench.hub).active
    assert len(bench.leaves("STAFF_DEACTIVATED")) == 1


@pytest.mark.parametrize(
    ("staff", "by", "refused"), [(BOSS, BOSS, Forbidden), (KIM, ALEX, Forbidden), ("x", BOSS, NotFound)]
)
def test_nobody_deactivates_themselves_or_without_the_right_or_whom_nobody_knows(staff, by, refused):
    with pytest.raises(refused):
        deactivate_staff(staff, by=claim(by), hub=Bench().hub)


# --- approving


def drafted(bench):
    bench.a_consent()
    return bench.draft()


def approved(bench, referral, by=BOSS):
    return approve(to_approve(referral.id, by=claim(by), hub=bench.hub), by=claim(by), hub=bench.hub)


def sends(bench, referral, by=KIM):
    return release_and_send(referral.id, by=OnBehalfOf(by, CASES), approve_by=None, hub=through(bench))


def test_a_sensitive_referral_goes_through_a_client_once_a_second_person_approved_it_here():
    bench = Bench()
    register(bench)
    referral = drafted(bench)
    with pytest.raises(FourEyes):
        sends(bench, referral)
    approved(bench, referral)
    assert sends(bench, referral).referral.approved_by == BOSS
    assert bench.leaves("DRAFT_APPROVED")[0]["by"] == BOSS


def test_the_creator_never_approves():
    bench = Bench()
    referral = drafted(bench)
    with pytest.raises(FourEyes):
        to_approve(referral.id, by=claim(KIM), hub=bench.hub)
    shown = to_approve(referral.id, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(FourEyes):
        approve(shown, by=claim(KIM), hub=bench.hub)


def edited(bench, referral, by):
    document = encoded({"data": refer_document()["data"], "sources": {}})
    return edit(referral.id, document, by=claim(by), hub=bench.hub)


def attached(bench, referral, by):
    attach(referral.id, sealed=seal_for(referral.id, file=a_file(), hub=bench.hub), by=claim(by), hub=bench.hub)
    return bench.now(referral)


@pytest.mark.parametrize("written", [edited, attached])
@pytest.mark.parametrize("who", [KIM, BOSS])
def test_nobody_who_had_a_hand_in_a_draft_approves_it(written, who):
    bench = Bench()
    referral = written(bench, drafted(bench), BOSS)
    with pytest.raises(FourEyes):
        to_approve(referral.id, by=claim(who), hub=bench.hub)
    shown = to_approve(referral.id, by=claim(ALEX), hub=bench.hub)
    with pytest.raises(FourEyes):
        approve(shown, by=claim(who), hub=bench.hub)
    assert approve(shown, by=claim(ALEX), hub=bench.hub).approved_by == ALEX


@pytest.mark.parametrize("written", [edited, attached])
def test_nobody_who_had_a_hand_in_a_draft_is_the_second_person_of_its_release(written):
    bench = Bench()
    referral = drafted(bench)
    train_alex(bench)
    referral = written(bench, referral, BOSS)
    for second in (BOSS, KIM):
        with pytest.raises(FourEyes):
            bench.release(referral, by=ALEX, second=second)
    bench.put(referral, approved_by=BOSS)
    with pytest.raises(FourEyes):
        bench.release(referral, by=ALEX, second=None)
    assert bench.release(referral, by=ALEX, second=DPO).referral.approved_by == DPO


def train_alex(bench):
    with bench.store.transaction() as tx:
        tx.staff.add_training(replace(tx.staff.trainings(KIM)[0], id="x", staff=ALEX))


def test_who_approved_does_not_send():
    bench = Bench()
    register(bench)
    referral = drafted(bench)
    approved(bench, referral, by=ALEX)
    with bench.store.transaction() as tx:
        tx.staff.add_training(replace(tx.staff.trainings(KIM)[0], id="x", staff=ALEX))
    with pytest.raises(FourEyes):
        sends(bench, referral, by=ALEX)


def test_an_approval_ends_with_the_one_who_gave_it():
    bench = Bench()
    register(bench)
    referral = drafted(bench)
    approved(bench, referral, by=DPO)
    deactivate_staff(DPO, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(FourEyes):
        sends(bench, referral)


def test_an_approval_does_not_hold_for_another_consent():
    bench = Bench()
    register(bench)
    bench.a_consent(days=5)
    referral = bench.draft()
    approved(bench, referral)
    bench.clock.advance(days=6)
    bench.a_consent()
    with pytest.raises(FourEyes):
        sends(bench, referral)


def test_a_draft_is_shown_on_the_consent_it_would_go_out_on():
    bench = Bench()
    bench.a_consent(days=5)
    referral = bench.draft()
    bench.clock.advance(days=6)
    renewed = bench.a_consent()
    assert to_approve(referral.id, by=claim(BOSS), hub=bench.hub).consent.id == renewed.id


def test_files_that_are_together_too_many_are_refused_before_they_are_sealed_and_after():
    bench = Bench()
    referral, most = drafted(bench), bench.hub.policy.attachment_count
    early = [seal_for(referral.id, file=a_file(), hub=bench.hub) for _ in range(most + 1)]
    for sealed in early[:-1]:
        attach(referral.id, sealed=sealed, by=claim(KIM), hub=bench.hub)
    with pytest.raises(AttachmentRefused):
        attach(referral.id, sealed=early[-1], by=claim(KIM), hub=bench.hub)
    kept = len(bench.blobs.kept)
    with pytest.raises(AttachmentRefused):
        seal_for(referral.id, file=a_file(), hub=bench.hub)
    assert len(bench.blobs.kept) == kept


def test_a_file_sealed_to_a_packet_that_the_draft_has_no_more_is_not_attached():
    bench = Bench()
    referral = drafted(bench)
    sealed = seal_for(referral.id, file=a_file(), hub=bench.hub)
    with pytest.raises(StaleVersion):
        attach(referral.id, sealed=replace(sealed, packet="another"), by=claim(KIM), hub=bench.hub)


def test_what_changed_since_it_was_shown_is_not_approved():
    bench = Bench()
    referral = drafted(bench)
    shown = to_approve(referral.id, by=claim(BOSS), hub=bench.hub)
    approved(bench, referral, by=DPO)
    with pytest.raises(StaleVersion):
        approve(shown, by=claim(BOSS), hub=bench.hub)


@pytest.mark.parametrize(("who", "refused"), [(OPS, Forbidden), (KIM, FourEyes)])
def test_what_one_was_shown_is_not_approved_by_another_who_may_not(who, refused):
    bench = Bench()
    shown = to_approve(drafted(bench).id, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(refused):
        approve(shown, by=claim(who), hub=bench.hub)


def test_only_a_draft_is_approved():
    bench = Bench()
    sent = bench.release(drafted(bench)).referral
    with pytest.raises(IllegalStep):
        to_approve(sent.id, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(NotFound):
        to_approve("018f0000-0000-7000-8000-000000000009", by=claim(BOSS), hub=bench.hub)
