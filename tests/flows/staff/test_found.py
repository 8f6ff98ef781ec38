"""Two people begin a hub, each entered by the other; until a third stands each enters the other's trainings."""

from datetime import timedelta

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Conflict, Forbidden, NotTrained, SchemaInvalid, WrongPassphrase
from exchange.core.staff.change import AboutOneself
from exchange.core.staff.founding import EnoughStand, Founder, FoundersUnfit
from exchange.core.staff.passphrase import WeakPassphrase
from exchange.core.vocabulary import Role, TrainingTopic
from exchange.flows.staff.authenticate import Credentials
from exchange.flows.staff.confirm import confirm
from exchange.flows.staff.enter import enter_account, enter_reset, enter_training
from exchange.flows.staff.found import found, found_anew
from exchange.flows.staff.members import deactivate_staff
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
        (founder(), founder(OMAR, name="Omar F32.1"), ForbiddenText),
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
    assert "lea: Sucht ansprechen, omar: Sucht ansprechen" in told(bench)["founding trainings"]
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


MIA = Credentials("mia", "mia fängt noch einmal an".encode())


def anew(bench, who=MIA, role=Role.TEAM_LEAD, **changes: object):
    return found_anew(founder(who, role, **changes), hub=bench.hub)


def test_a_house_of_two_that_lost_a_passphrase_deactivates_and_founds():
    bench = begun()
    with pytest.raises(EnoughStand):
        anew(bench)
    # OMAR leads nobody, and is the only one left who could do anything about LEA.
    deactivate_staff("lea", by=OMAR, hub=bench.hub)
    assert anew(bench).active
    (leaf,) = bench.leaves("STAFF_FOUNDED")
    assert leaf.items() >= {"staff": "mia", "role": "team-lead", "beside": ["omar"]}.items()
    assert "mia" in told(bench)["staff founded"]
    with pytest.raises(EnoughStand):
        anew(bench, Credentials("noch-eine", b"und noch ein langes Wort"))


def test_the_two_then_train_each_other_until_a_third_stands():
    bench = begun()
    third(bench)
    for who, by in (("dritte", LEA), ("lea", OMAR)):
        deactivate_staff(who, by=by, hub=bench.hub)
        assert trains_alone(bench, "omar", by=LEA) is False
    bench.clock.advance(minutes=1)
    anew(bench)
    assert trains(bench, "omar", MIA).training.founding
    bench.clock.advance(minutes=1)
    third_of(bench)
    assert trains(bench, "omar", MIA).training is None


def trains_alone(bench, whom, by):
    """Whether a training would count on one word; nobody who has left says one."""
    try:
        return trains(bench, whom, by).training is not None
    except WrongPassphrase:
        return False


def third_of(bench):
    one = enter_account("vierte", name="N", role=Role.CASEWORKER, by=MIA, hub=bench.hub)
    other = confirm(one.change, by=OMAR, hub=bench.hub)
    return takes(bench, (one.half.encode(), other.half.encode()), "vierte")


def test_it_is_shown_for_good_whatever_becomes_of_the_account():
    bench = begun()
    deactivate_staff("lea", by=OMAR, hub=bench.hub)
    anew(bench)
    third_of(bench)
    enter_reset("mia", by=OMAR, hub=bench.hub)
    bench.clock.advance(days=400)
    assert "mia" in told(bench)["staff founded"]


def test_what_waited_for_a_code_is_void():
    bench = begun()
    enter_account("dritte", name="N", role=Role.CASEWORKER, by=LEA, hub=bench.hub)
    deactivate_staff("lea", by=OMAR, hub=bench.hub)
    anew(bench)
    with bench.store.reading() as tx:
        assert tx.staff.changes() == ()


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"role": Role.CASEWORKER}, FoundersUnfit),
        ({"role": Role.DPO}, FoundersUnfit),
        ({"passphrase": b"kurz"}, WeakPassphrase),
        ({"id": "lea"}, Conflict),
        ({"id": "Mia L."}, SchemaInvalid),
        ({"name": "Mia F32.1"}, ForbiddenText),
    ],
)
def test_who_could_not_be_the_second_of_two_is_not_founded(changes, refused):
    bench = begun()
    deactivate_staff("lea", by=OMAR, hub=bench.hub)
    with pytest.raises(refused):
        anew(bench, **changes)
    assert bench.leaves("STAFF_FOUNDED") == []


def test_nobody_of_three_is_deactivated_by_who_leads_nobody():
    bench = begun()
    third(bench)
    with pytest.raises(Forbidden):
        deactivate_staff("lea", by=OMAR, hub=bench.hub)


def test_a_worker_alarms_of_each_and_not_every_minute(caplog):
    bench = begun()
    deactivate_staff("lea", by=OMAR, hub=bench.hub)
    bench.worker.once()
    assert "staff founded anew" not in caplog.messages
    anew(bench)
    for _ in range(3):
        bench.clock.advance(minutes=2)
        bench.worker.once()
    assert caplog.messages.count("staff founded anew") == 1
