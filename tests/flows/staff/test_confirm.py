"""Another who stands confirms what one entered; neither is the one it is about."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import Forbidden, FourEyes, IllegalStep, StaleVersion, WrongPassphrase
from exchange.core.staff.change import AboutOneself, ChangeKind, NoSuchChange, SeveralChanges
from exchange.core.vocabulary import Role, TrainingTopic
from exchange.flows.staff.authenticate import Credentials
from exchange.flows.staff.confirm import confirm, to_confirm
from exchange.flows.staff.enter import enter_role, enter_training
from exchange.flows.staff.members import deactivate_staff
from tests.support.accounts import account, entered
from tests.support.clock import NOON
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, Bench, claim


def role(bench, staff=ALEX, by=OPS):
    return enter_role(staff, role=Role.TEAM_LEAD, by=claim(by), hub=bench.hub).change


def training(bench, topic=TrainingTopic.ADDICTION):
    valid = (NOON, NOON + timedelta(days=30))
    return enter_training(ALEX, topic=topic, valid=valid, by=claim(OPS), hub=bench.hub).change


def stored(bench, staff=ALEX):
    with bench.store.reading() as tx:
        return tx.staff.get(staff)


@pytest.mark.parametrize("what", [role, training, lambda bench: entered(bench).change])
@pytest.mark.parametrize(("who", "refused"), [(OPS, FourEyes), (DPO, Forbidden)])
def test_neither_who_entered_it_nor_the_dpo_confirms(what, who, refused):
    bench = Bench()
    change = what(bench)
    for act in (
        lambda: to_confirm(change.staff, subject="", by=claim(who), hub=bench.hub),
        lambda: confirm(change, by=claim(who), hub=bench.hub),
    ):
        with pytest.raises(refused):
            act()
    assert bench.leaves("STAFF_CONFIRMED") == []


@pytest.mark.parametrize("what", [role, training])
def test_nobody_confirms_what_is_about_themselves(what):
    bench = Bench()
    with pytest.raises(AboutOneself):
        confirm(what(bench), by=claim(ALEX), hub=bench.hub)
    assert stored(bench).role is Role.CASEWORKER


def test_nobody_confirms_with_a_passphrase_that_is_not_theirs():
    bench = Bench()
    with pytest.raises(WrongPassphrase):
        confirm(role(bench), by=Credentials(KIM, b"falsch"), hub=bench.hub)


def test_a_role_counts_when_two_said_so():
    bench = Bench()
    change = role(bench)
    assert stored(bench).role is Role.CASEWORKER
    confirm(change, by=claim(BOSS), hub=bench.hub)
    assert stored(bench).role is Role.TEAM_LEAD
    (leaf,) = bench.leaves("STAFF_ROLE_CHANGED")
    assert leaf | {"at": ""} == {
        "staff": ALEX, "from": "caseworker", "role": "team-lead", "by": OPS, "confirmed_by": BOSS, "at": "",
    }  # fmt: skip
    with pytest.raises(StaleVersion):
        confirm(change, by=claim(KIM), hub=bench.hub)


def test_a_training_counts_when_two_said_so():
    bench = Bench()
    confirm(training(bench), by=claim(KIM), hub=bench.hub)
    with bench.store.reading() as tx:
        (one,) = tx.staff.trainings(ALEX)
    assert (one.topic, one.entered_by, one.confirmed_by, one.founding) == ("addiction", OPS, KIM, False)
    (leaf,) = bench.leaves("TRAINING_RECORDED")
    assert leaf.items() >= {"by": OPS, "confirmed_by": KIM}.items()
    assert "founding" not in leaf


def test_who_confirms_says_which_where_several_wait():
    bench = Bench()
    role(bench)
    training(bench)
    with pytest.raises(SeveralChanges) as caught:
        to_confirm(ALEX, subject="", by=claim(BOSS), hub=bench.hub)
    assert set(caught.value.allowed) == {"role", "addiction"}
    assert to_confirm(ALEX, subject="role", by=claim(BOSS), hub=bench.hub).kind is ChangeKind.ROLE
    with pytest.raises(NoSuchChange):
        to_confirm(ALEX, subject="crisis", by=claim(BOSS), hub=bench.hub)


def test_what_was_entered_anew_since_it_was_shown_is_not_confirmed():
    bench = Bench()
    shown = role(bench)
    enter_role(ALEX, role=Role.OPERATOR, by=claim(OPS), hub=bench.hub)
    with pytest.raises(StaleVersion):
        confirm(shown, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(StaleVersion):
        confirm(replace(role(bench), role=Role.DPO), by=claim(BOSS), hub=bench.hub)


def test_what_somebody_who_left_entered_is_void():
    bench = Bench()
    change = role(bench)
    deactivate_staff(OPS, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(NoSuchChange):
        to_confirm(ALEX, subject="", by=claim(KIM), hub=bench.hub)
    with pytest.raises(StaleVersion):
        confirm(change, by=claim(KIM), hub=bench.hub)


def test_after_72_hours_there_is_nothing_to_confirm():
    bench = Bench()
    change = role(bench)
    bench.clock.advance(hours=72)
    with pytest.raises(NoSuchChange):
        confirm(change, by=claim(BOSS), hub=bench.hub)


def test_the_second_half_is_shown_once():
    bench = Bench()
    one = entered(bench)
    done = confirm(one.change, by=claim(BOSS), hub=bench.hub)
    assert done.half
    assert done.half != one.half
    assert done.half not in repr(done)
    with pytest.raises(IllegalStep):
        confirm(done.change, by=claim(KIM), hub=bench.hub)
    with pytest.raises(NoSuchChange):
        to_confirm("neu", subject="", by=claim(KIM), hub=bench.hub)


def test_who_was_made_by_two_is_a_full_pair_of_eyes_beside_them():
    bench = Bench()
    account(bench, role=Role.TEAM_LEAD)
    words = "vier Wörter ohne Zusammenhang".encode()
    assert enter_role(KIM, role=Role.DEPUTY, by=Credentials("neu", words), hub=bench.hub).change.entered_by == "neu"
    done = confirm(role(bench), by=Credentials("neu", words), hub=bench.hub)
    assert done.change.confirmed_by == "neu"
