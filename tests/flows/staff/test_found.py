"""Two people begin a hub, each entered by the other; until a third stands each enters the other's trainings."""

from datetime import timedelta

import pytest

from exchange.core.errors import Conflict, NotTrained, SchemaInvalid
from exchange.core.staff.change import AboutOneself
from exchange.core.staff.founding import Founder, FoundersUnfit
from exchange.core.staff.passphrase import WeakPassphrase
from exchange.core.vocabulary import Role, TrainingTopic
from exchange.flows.staff.authenticate import Credentials
from exchange.flows.staff.confirm import confirm
from exchange.flows.staff.enter import enter_account, enter_training
from exchange.flows.staff.found import found
from exchange.operations.settings import check_staff
from tests.support.accounts import takes
from tests.support.clock import NOON
from tests.support.hubs import Bench

SPAN = (NOON, NOON + timedelta(days=30))
LEA = Credentials("lea", "lea hat lange Wörter".encode())
OMAR = Credentials("omar", b"omar kann es besser")


def founder(who=LEA, role=Role.TEAM_LEAD, **changes: object):
    return Founder(**{"id": who.staff, "name": "N", "role": role, "passphrase": who.passphrase} | changes)


def begun(bench=None):
    """A hub of two: nobody else was ever there."""
    bench = bench or Bench()
    bench.store.tables.staff, bench.store.tables.trainings = {}, {}
    found(founder(), founder(OMAR, Role.CASEWORKER), hub=bench.hub)
    return bench


def trains(bench, staff, by, topic=TrainingTopic.ADDICTION):
    return enter_training(staff, topic=topic, valid=SPAN, by=by, hub=bench.hub)


def told(bench):
    return {one.check: one.advice for one in check_staff(bench.hub)}


def test_each_founder_is_entered_by_the_other_and_the_log_says_founding():
    bench = begun()
    leaves = [(one["staff"], one["by"], one["founding"]) for one in bench.leaves("STAFF_ADDED")]
    assert leaves == [("lea", "omar", True), ("omar", "lea", True)]
    with bench.store.reading() as tx:
        assert all(one.founder and one.passphrase_changed_at for one in tx.staff.all())


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        (founder(), founder(), FoundersUnfit),
        (founder(), founder(OMAR, passphrase=LEA.passphrase), FoundersUnfit),
        (founder(), founder(OMAR, id="lea"), FoundersUnfit),
        (founder(role=Role.CASEWORKER), founder(OMAR, Role.OPERATOR), FoundersUnfit),
        (founder(), founder(OMAR, Role.DPO), FoundersUnfit),
        (founder(), founder(OMAR, Role.PARTNER_INTAKE), FoundersUnfit),
        (founder(), founder(OMAR, passphrase=b"kurz"), WeakPassphrase),
        (founder(id="Lea L."), founder(OMAR), SchemaInvalid),
    ],
)
def test_two_who_cannot_look_at_each_other_begin_nothing(first, second, refused):
    bench = Bench()
    bench.store.tables.staff = {}
    with pytest.raises(refused):
        found(first, second, hub=bench.hub)
    assert bench.store.tables.staff == {}


def test_nobody_founds_a_hub_that_has_people():
    bench = Bench()
    with pytest.raises(Conflict):
        found(founder(), founder(OMAR), hub=bench.hub)


def test_a_founder_enters_the_others_training_alone_and_log_and_doctor_say_so():
    bench = begun()
    for whom, by in (("omar", LEA), ("lea", OMAR)):
        assert trains(bench, whom, by).training.founding
    leaves = [(one["staff"], one["by"], one["founding"]) for one in bench.leaves("TRAINING_RECORDED")]
    assert leaves == [("omar", "lea", True), ("lea", "omar", True)]
    assert "lea: addiction, omar: addiction" in told(bench)["founding trainings"]
    with pytest.raises(AboutOneself):
        trains(bench, "lea", LEA)


def third(bench):
    one = enter_account("dritte", name="N", role=Role.CASEWORKER, by=LEA, hub=bench.hub)
    other = confirm(one.change, by=OMAR, hub=bench.hub)
    return takes(bench, (one.half.encode(), other.half.encode()), "dritte")


def test_once_a_third_account_stood_every_training_needs_another_to_confirm_it():
    bench = begun()
    trains(bench, "omar", LEA)
    third(bench)
    waits = trains(bench, "omar", LEA)
    assert waits.training is None
    assert "founding trainings" in told(bench)
    confirm(waits.change, by=Credentials("dritte", "vier Wörter ohne Zusammenhang".encode()), hub=bench.hub)
    assert "founding trainings" not in told(bench)


def test_an_account_that_only_waits_is_no_third():
    bench = begun()
    enter_account("dritte", name="N", role=Role.CASEWORKER, by=LEA, hub=bench.hub)
    assert trains(bench, "omar", LEA).training


def test_doctor_names_who_never_changed_a_passphrase_and_trainings_that_open_nothing():
    bench = Bench()
    assert "alex, boss, dpo, kim, ops" in told(bench)["staff passphrases"]
    assert "staff passphrases" not in told(begun())


def test_any_training_opens_nothing():
    bench = Bench()
    trainings = bench.store.tables.trainings
    bench.a_consent()
    bench.store.tables.trainings = {
        key: type(one)(
            id=key, staff=one.staff, topic="Kaffeekochen", valid_from=one.valid_from, valid_until=one.valid_until
        )
        for key, one in trainings.items()
    }
    with pytest.raises(NotTrained):
        bench.release(bench.draft())
    assert "kim" in told(bench)["staff trainings"]
