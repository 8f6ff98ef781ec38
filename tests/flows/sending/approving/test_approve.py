"""Who approves a draft, what they saw, and what an approval holds for."""

from dataclasses import replace

import pytest

from exchange.core.errors import Forbidden, FourEyes, IllegalStep, NotFound, NotTrained, SchemaInvalid, StaleVersion
from exchange.flows.sending.approving.approve import approve, to_approve
from exchange.flows.sending.drafting.attach import attach, seal_for
from exchange.flows.sending.drafting.edit import edit
from exchange.flows.sending.release import release_and_send
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.flows.staff.members import deactivate_staff
from tests.support.clients import CASES, register, through
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA, Bench, a_file, claim, encoded, refer_document


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
    attach(
        referral.id,
        sealed=seal_for(referral.id, file=a_file(), by=claim(KIM), hub=bench.hub),
        by=claim(by),
        hub=bench.hub,
    )
    return bench.now(referral)


@pytest.mark.parametrize("written", [edited, attached])
@pytest.mark.parametrize("who", [KIM, BOSS])
def test_nobody_who_had_a_hand_in_a_draft_approves_it(written, who):
    bench = Bench()
    referral = written(bench, drafted(bench), BOSS)
    with pytest.raises(FourEyes):
        to_approve(referral.id, by=claim(who), hub=bench.hub)
    shown = to_approve(referral.id, by=claim(VERA), hub=bench.hub)
    with pytest.raises(FourEyes):
        approve(shown, by=claim(who), hub=bench.hub)
    assert approve(shown, by=claim(VERA), hub=bench.hub).approved_by == VERA


@pytest.mark.parametrize("written", [edited, attached])
def test_nobody_who_had_a_hand_in_a_draft_is_the_second_person_of_its_release(written):
    bench = Bench()
    referral = drafted(bench)
    train(bench, ALEX)
    referral = written(bench, referral, BOSS)
    for second in (BOSS, KIM):
        with pytest.raises(FourEyes):
            bench.release(referral, by=VERA, second=second)
    bench.put(referral, approved_by=BOSS)
    with pytest.raises(FourEyes):
        bench.release(referral, by=VERA, second=None)
    assert bench.release(referral, by=VERA, second=ALEX).referral.approved_by == ALEX


def train(bench, staff):
    with bench.store.transaction() as tx:
        for place, one in enumerate(tx.staff.trainings(KIM)):
            tx.staff.add_training(replace(one, id=f"x{place}", staff=staff))


def test_who_approved_does_not_send():
    bench = Bench()
    register(bench)
    referral = drafted(bench)
    approved(bench, referral, by=VERA)
    train(bench, VERA)
    with pytest.raises(FourEyes):
        sends(bench, referral, by=VERA)


def test_an_approval_ends_with_the_one_who_gave_it():
    bench = Bench()
    register(bench)
    referral = drafted(bench)
    approved(bench, referral, by=VERA)
    deactivate_staff(VERA, by=claim(BOSS), hub=bench.hub)
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


def test_what_changed_since_it_was_shown_is_not_approved():
    bench = Bench()
    referral = drafted(bench)
    shown = to_approve(referral.id, by=claim(BOSS), hub=bench.hub)
    approved(bench, referral, by=VERA)
    with pytest.raises(StaleVersion):
        approve(shown, by=claim(BOSS), hub=bench.hub)


@pytest.mark.parametrize(("who", "refused"), [(OPS, Forbidden), (DPO, Forbidden), (KIM, FourEyes)])
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


def test_what_was_approved_is_not_said_to_come_from_somebody_else():
    bench = Bench()
    referral = drafted(bench)
    approved(bench, referral)
    document = {"data": refer_document()["data"], "sources": {"/plan": "person"}}
    with pytest.raises(SchemaInvalid) as refused:
        edit(referral.id, encoded(document), by=claim(KIM), hub=bench.hub)
    assert refused.value.detail == "source"
    assert bench.now(referral).approved_by == BOSS


@pytest.mark.parametrize("written", [edited, attached])
def test_whatever_is_written_into_an_approved_draft_ends_its_approval_in_the_draft_and_beside_it(written):
    bench = Bench()
    referral = drafted(bench)
    approved(bench, referral)
    with bench.store.reading() as tx:
        before = tx.referrals.draft(referral.id)
    if written is edited:
        # Of the very same words: an approval that was only half ended would fit them again.
        document = encoded({"data": before.data, "sources": before.sources})
        edit(referral.id, document, by=claim(KIM), hub=bench.hub)
    else:
        attached(bench, referral, KIM)
    with bench.store.reading() as tx:
        assert (before.approved.by, tx.referrals.draft(referral.id).approved) == (BOSS, None)
    assert bench.now(referral).approved_by == ""
    with pytest.raises(FourEyes):
        bench.release(referral, second=None)


def untrained(bench, who=BOSS):
    bench.store.tables.trainings = {
        key: one for key, one in bench.store.tables.trainings.items() if one.staff != who or one.topic != "addiction"
    }


def test_who_lacks_the_training_approves_nothing_of_it():
    bench = Bench()
    referral = drafted(bench)
    untrained(bench)
    with pytest.raises(NotTrained) as refused:
        approved(bench, referral)
    assert refused.value.detail == "boss: addiction"
    assert bench.leaves("DRAFT_APPROVED") == []


def test_as_long_as_consent_is_missing_all_of_the_draft_is_asked_for():
    bench = Bench()
    referral = bench.draft()
    untrained(bench)
    with pytest.raises(NotTrained):
        approved(bench, referral)
