"""What makes a pair of eyes is entered by one who stands, about another, and waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Conflict, Forbidden, IllegalStep, NotFound, SchemaInvalid, WrongPassphrase
from exchange.core.staff.change import AboutOneself
from exchange.core.vocabulary import Role, TrainingTopic
from exchange.flows.staff.authenticate import authenticate
from exchange.flows.staff.enter import enter_account, enter_reset, enter_return, enter_role, enter_training
from exchange.flows.staff.members import deactivate_staff
from tests.support.accounts import entered
from tests.support.clock import NOON
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, Bench, claim

SPAN = (NOON, NOON + timedelta(days=30))
ABOUT_SOMEBODY = {
    "reset": enter_reset,
    "return": enter_return,
    "role": lambda staff, **who: enter_role(staff, role=Role.DEPUTY, **who),
    "training": lambda staff, **who: enter_training(staff, topic=TrainingTopic.CRISIS, valid=SPAN, **who),
}
EVERY = {"account": lambda staff, **who: enter_account(staff, name="N", role=Role.DEPUTY, **who), **ABOUT_SOMEBODY}


def waiting(bench):
    with bench.store.reading() as tx:
        return tx.staff.changes()


def test_an_account_that_was_entered_lets_nobody_in_and_is_noted():
    bench = Bench()
    entered(bench)
    with bench.store.reading() as tx:
        assert tx.staff.get("neu") is None
    with pytest.raises(WrongPassphrase):
        authenticate(claim("neu"), hub=bench.hub)
    (leaf,) = bench.leaves("STAFF_ENTERED")
    assert leaf.items() >= {"staff": "neu", "by": OPS, "kind": "account", "role": "caseworker"}.items()
    assert bench.leaves("STAFF_ADDED") == []


def test_the_half_is_not_kept():
    bench = Bench()
    done = entered(bench)
    assert len(done.half.replace("-", "")) * 5 >= 64
    assert done.half not in repr(done) + repr(waiting(bench)) + repr(bench.leaves("STAFF_ENTERED"))


@pytest.mark.parametrize("what", EVERY)
@pytest.mark.parametrize("who", [KIM, DPO])
def test_who_neither_runs_the_hub_nor_leads_enters_nothing(what, who):
    bench = Bench()
    with pytest.raises(Forbidden):
        EVERY[what](ALEX, by=claim(who), hub=bench.hub)
    assert waiting(bench) == ()


@pytest.mark.parametrize("what", ABOUT_SOMEBODY)
@pytest.mark.parametrize("who", [BOSS, OPS])
def test_nobody_enters_anything_about_themselves(what, who):
    bench = Bench()
    with pytest.raises(AboutOneself):
        ABOUT_SOMEBODY[what](who, by=claim(who), hub=bench.hub)
    assert waiting(bench) == ()


@pytest.mark.parametrize("what", ABOUT_SOMEBODY)
def test_it_is_about_somebody(what):
    with pytest.raises(NotFound):
        ABOUT_SOMEBODY[what]("niemand", by=claim(BOSS), hub=Bench().hub)


def test_nobody_takes_over_anothers_name():
    with pytest.raises(Conflict):
        entered(Bench(), BOSS)


@pytest.mark.parametrize(("change", "at"), [({"staff_id": "Neu"}, "/id"), ({"name": ""}, "/name")])
def test_what_does_not_fit_the_schema_of_staff_is_refused(change, at):
    values = {"staff_id": "neu", "name": "N"} | change
    with pytest.raises(SchemaInvalid) as caught:
        enter_account(values["staff_id"], name=values["name"], role=Role.DEPUTY, by=claim(OPS), hub=Bench().hub)
    assert caught.value.pointer == at


def test_a_name_holds_no_number_and_no_diagnosis():
    bench = Bench()
    with pytest.raises(ForbiddenText) as refused:
        enter_account("neu", name="N. (123A456789)", role=Role.DEPUTY, by=claim(OPS), hub=bench.hub)
    assert (refused.value.detail, refused.value.pointer) == ("forbidden:customer-number", "/name")
    assert bench.leaves("STAFF_ENTERED") == []


def test_only_who_left_returns_and_only_who_is_there_is_reset():
    bench = Bench()
    with pytest.raises(IllegalStep):
        enter_return(KIM, by=claim(BOSS), hub=bench.hub)
    deactivate_staff(KIM, by=claim(BOSS), hub=bench.hub)
    for what in ("reset", "role", "training"):
        with pytest.raises(IllegalStep):
            ABOUT_SOMEBODY[what](KIM, by=claim(BOSS), hub=bench.hub)


def test_a_training_ends_after_it_begins():
    with pytest.raises(IllegalStep):
        enter_training(KIM, topic=TrainingTopic.CRISIS, valid=SPAN[::-1], by=claim(BOSS), hub=Bench().hub)


def test_the_only_lead_of_a_house_is_reset_by_two_of_the_others():
    bench = Bench()
    deactivate_staff(OPS, by=claim(BOSS), hub=bench.hub)
    assert enter_reset(BOSS, by=claim(KIM), hub=bench.hub).half
    for whom, who in ((ALEX, KIM), (BOSS, DPO)):
        with pytest.raises(Forbidden):
            enter_reset(whom, by=claim(who), hub=bench.hub)


def test_what_is_entered_anew_replaces_what_waited_and_what_is_void_goes():
    bench = Bench()
    for _ in range(2):
        entered(bench)
        entered(bench, "andere")
    assert [one.staff for one in waiting(bench)] == ["neu", "andere"]
    bench.clock.advance(hours=72)
    entered(bench)
    assert [one.staff for one in waiting(bench)] == ["neu"]


def test_without_two_founders_no_training_is_in_force_at_once():
    bench = Bench()
    done = ABOUT_SOMEBODY["training"](ALEX, by=claim(BOSS), hub=bench.hub)
    with bench.store.transaction() as tx:
        assert tx.staff.trainings(ALEX) == ()
        assert done.training is None
        for one in (ALEX, BOSS):
            assert not tx.staff.get(one).founder
            tx.staff.add(replace(tx.staff.get(one), entered_by=KIM))
    assert ABOUT_SOMEBODY["training"](ALEX, by=claim(BOSS), hub=bench.hub).training is None
