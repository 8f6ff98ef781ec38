"""Who writes a draft asks a colleague for the second look; only those who could approve it can be asked."""

from datetime import timedelta

import pytest

import schemas
from exchange.core.compliance.kind import FactKind
from exchange.core.errors import IllegalStep, NotFound
from exchange.core.referral.referral import Asked
from exchange.core.staff.staff import Training
from exchange.core.vocabulary import TrainingTopic
from exchange.flows.register.enter import enter_fact
from exchange.flows.sending.approving.ask import ask_approval, who_may_approve
from exchange.flows.staff.members import deactivate_staff
from tests.flows.sending.approving.test_approve import approved, drafted, edited
from tests.flows.sending.approving.test_give_back import back, draft
from tests.support.examples import uid
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA, Bench, claim, encoded, refer_document


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def referral(bench):
    return drafted(bench)


def able(bench, referral, by=KIM):
    return {one.id for one in who_may_approve(referral.id, by=claim(by), hub=bench.hub)}


def asks(bench, referral, of=BOSS, by=KIM):
    return ask_approval(referral.id, of=of, by=claim(by), hub=bench.hub)


def test_those_can_be_asked_who_could_approve_it(bench, referral):
    assert able(bench, referral) == {BOSS, VERA}
    for who in able(bench, referral):
        assert approved(bench, bench.now(referral), by=who).approved_by == who


def test_who_wrote_it_has_gone_or_is_close_to_the_person_cannot_be_asked(bench, referral):
    edited(bench, referral, BOSS)
    assert able(bench, referral) == {VERA}
    conflict = schemas.example("fact-conflict") | {"person": refer_document()["person"]["reference"], "staff": VERA}
    enter_fact(FactKind.CONFLICT, encoded(conflict), by=claim(BOSS), approve_by=None, hub=bench.hub)
    assert able(bench, referral) == set()


def test_who_was_deactivated_cannot_be_asked(bench, referral):
    deactivate_staff(VERA, by=claim(BOSS), hub=bench.hub)
    assert able(bench, referral) == {BOSS}


def trained(bench, staff, *, until):
    at = bench.clock.now()
    one = Training(id=uid(977), staff=staff, topic=TrainingTopic.ADDICTION, valid_from=at, valid_until=until)
    with bench.store.transaction() as tx:
        tx.staff.add_training(one)


def test_who_may_not_see_the_case_cannot_be_asked_however_well_trained(bench, referral):
    trained(bench, ALEX, until=bench.clock.now() + timedelta(days=9))
    assert able(bench, referral) == {BOSS, VERA}


def test_who_is_not_trained_for_what_leaves_cannot_be_asked(bench, referral):
    bench.put(referral, owner=ALEX)
    assert able(bench, referral, by=ALEX) == {BOSS}


@pytest.mark.parametrize("of", [KIM, ALEX, DPO, OPS, "nobody"])
def test_nobody_else_is_asked_and_the_answer_names_who_can_be(bench, referral, of):
    with pytest.raises(NotFound) as refused:
        asks(bench, referral, of=of)
    assert all(who in refused.value.form.en for who in (BOSS, VERA))
    assert draft(bench, referral).asked is None


def test_who_was_asked_is_on_record_and_the_next_one_takes_their_place(bench, referral):
    asks(bench, referral)
    asks(bench, referral, of=VERA)
    assert draft(bench, referral).asked == Asked(of=VERA, by=KIM, at=bench.clock.now())
    assert [one["of"] for one in bench.leaves("APPROVAL_ASKED")] == [BOSS, VERA]


@pytest.mark.parametrize("done", [approved, back])
def test_it_stands_until_the_draft_is_approved_or_given_back_by_whoever(bench, referral, done):
    asks(bench, referral)
    done(bench, bench.now(referral), by=VERA)
    assert draft(bench, referral).asked is None


def test_what_was_sent_needs_nobody_asked_and_strangers_ask_nobody(bench, referral):
    with pytest.raises(NotFound):
        able(bench, referral, by=ALEX)
    sent = bench.release(referral).referral
    with pytest.raises(IllegalStep):
        asks(bench, sent)
