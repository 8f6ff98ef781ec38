"""Accounts of members of staff: added by others, trained, and gone for good."""

from datetime import timedelta

import pytest

from exchange.core.errors import Conflict, Forbidden, NotFound, NotTrained
from exchange.core.vocabulary import Role, State
from exchange.flows.staff.members import add_staff, deactivate_staff, record_training
from tests.support.clock import NOON
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, Bench, claim


def add(bench, name="neu", role=Role.CASEWORKER, by=OPS):
    return add_staff(name, name="N", role=role, passphrase=b"eine neue", by=by and claim(by), hub=bench.hub)


def test_a_member_of_staff_is_added_by_an_operator_and_noted():
    bench = Bench()
    assert add(bench).role is Role.CASEWORKER
    assert bench.leaves("STAFF_ADDED")[0]["by"] == OPS


@pytest.mark.parametrize("who", [None, KIM])
def test_nobody_else_adds_staff(who):
    with pytest.raises(Forbidden):
        add(Bench(), by=who)


def test_nobody_takes_over_anothers_name():
    with pytest.raises(Conflict):
        add(Bench(), name=BOSS)


def train(bench, staff, by=BOSS):
    valid = (NOON, NOON + timedelta(days=30))
    return record_training(staff, topic="sucht", valid=valid, by=claim(by), hub=bench.hub)


def test_nobody_records_a_training_of_their_own():
    with pytest.raises(Forbidden):
        train(Bench(), BOSS)


@pytest.mark.parametrize("who", [KIM, DPO])
def test_nobody_records_a_training_who_may_not_add_staff(who):
    with pytest.raises(Forbidden):
        train(Bench(), ALEX, by=who)


def test_a_training_is_of_somebody():
    with pytest.raises(Forbidden):
        train(Bench(), "niemand")


def test_who_is_not_trained_sends_nothing_sensitive():
    bench = Bench()
    bench.a_consent()
    referral = bench.draft(by=ALEX)
    with pytest.raises(NotTrained):
        bench.release(referral, by=ALEX)
    train(bench, ALEX)
    assert bench.release(referral, by=ALEX).referral.state is State.SENT


def test_a_training_that_ended_is_none():
    bench = Bench()
    train(bench, ALEX)
    bench.clock.advance(days=30)
    bench.a_consent()
    with pytest.raises(NotTrained):
        bench.release(bench.draft(by=ALEX), by=ALEX)


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
