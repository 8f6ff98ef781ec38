"""Who is here, and what waits for whom, is shown to one of the house, and a line says so."""

from datetime import timedelta

import pytest

from exchange.core.errors import WrongPassphrase
from exchange.core.staff.staff import AccountStanding
from exchange.core.vocabulary import Role, TrainingTopic
from exchange.flows.staff.authenticate import Credentials
from exchange.flows.staff.confirm import confirm
from exchange.flows.staff.enter import enter_training
from exchange.flows.staff.members import deactivate_staff
from exchange.flows.staff.roster import look_at_roster
from tests.support.accounts import account, entered, halves_of
from tests.support.clock import NOON
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA, Bench, claim


def roster(bench, by=KIM):
    found = look_at_roster(by=claim(by), hub=bench.hub)
    return {one.id: one for one in found.members}, found.waiting


def test_accounts_are_shown_as_they_stand_those_to_come_included():
    bench = Bench()
    account(bench, "alt")
    entered(bench, "neu")
    halves_of(entered(bench, "mia", role=Role.DEPUTY), bench)
    deactivate_staff(ALEX, by=claim(OPS), hub=bench.hub)
    members, waiting = roster(bench)
    standing = {name: one.standing for name, one in members.items()}
    assert standing.items() >= {
        ALEX: AccountStanding.DEACTIVATED, KIM: AccountStanding.ACTIVE, "alt": AccountStanding.ACTIVE,
        "neu": AccountStanding.TO_CONFIRM, "mia": AccountStanding.TO_ACTIVATE,
    }.items()  # fmt: skip
    assert {name for name, one in members.items() if one.passphrase_own} == {"alt"}
    assert (members["mia"].role, [one.staff for one in waiting]) == (Role.DEPUTY, ["neu", "mia"])


def test_trainings_and_periods_are_shown_until_they_end():
    bench = Bench()
    valid = (NOON, NOON + timedelta(days=2))
    change = enter_training(ALEX, topic=TrainingTopic.CRISIS, valid=valid, by=claim(OPS), hub=bench.hub).change
    confirm(change, by=claim(BOSS), hub=bench.hub)
    members, _ = roster(bench)
    assert [one.topic for one in members[ALEX].trainings] == ["crisis"]
    assert [one.owner for one in members[VERA].deputy_for] == [KIM]
    bench.clock.advance(days=2)
    assert roster(bench)[0][ALEX].trainings == ()


def test_what_somebody_who_left_entered_waits_for_nobody():
    bench = Bench()
    entered(bench)
    deactivate_staff(OPS, by=claim(BOSS), hub=bench.hub)
    members, waiting = roster(bench)
    assert (waiting, "neu" in members) == ((), False)


@pytest.mark.parametrize("who", [KIM, VERA, BOSS, DPO, OPS])
def test_everybody_of_the_house_may_see_it_and_leaves_a_line(who):
    bench = Bench()
    roster(bench, by=who)
    (line,) = bench.leaves("STAFF_ACCESS")
    assert line.items() >= {"by": who, "count": 6, "what": "staff"}.items()


def test_nobody_else_sees_it():
    bench = Bench()
    with pytest.raises(WrongPassphrase):
        look_at_roster(by=Credentials(KIM, b"falsch"), hub=bench.hub)
    assert bench.leaves("STAFF_ACCESS") == []
