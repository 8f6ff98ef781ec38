"""Whom somebody stands in for, and when, is entered by one and confirmed by another; it ends by itself."""

from datetime import date, timedelta

import pytest

from exchange.core.errors import Forbidden, FourEyes, NotFound
from exchange.core.staff.change import AboutOneself
from exchange.core.staff.deputy import DaysUnfit, NoDeputy
from exchange.core.vocabulary import Role
from exchange.flows.staff.access import look
from exchange.flows.staff.confirm import confirm
from exchange.flows.staff.deputies import end_deputy
from exchange.flows.staff.enter import enter_deputy, enter_role
from exchange.flows.staff.members import deactivate_staff
from exchange.operations.settings import check_staff
from tests.support.clock import NOON
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA, Bench, claim

TODAY = NOON.date()
WEEK = (TODAY, TODAY + timedelta(days=6))


def entered(bench, deputy=VERA, owner=ALEX, days=WEEK, by=OPS):
    return enter_deputy(deputy, owner=owner, days=days, by=claim(by), hub=bench.hub).change


def case_of(bench, owner=ALEX):
    bench.a_consent()
    return bench.put(bench.draft(), owner=owner)


def sees(bench, referral, who=VERA):
    try:
        return look(referral.id, what="referral", by=claim(who), hub=bench.hub).by == who
    except NotFound:
        return False


def test_two_people_let_a_deputy_stand_in_and_the_last_day_ends_it():
    bench = Bench()
    case = case_of(bench)
    change = entered(bench)
    assert not sees(bench, case)
    confirm(change, by=claim(BOSS), hub=bench.hub)
    assert sees(bench, case)
    bench.clock.advance(days=6, hours=10, minutes=59)  # 23:59 in Berlin: it was noon in UTC, 13:00 there
    assert sees(bench, case)
    bench.clock.advance(minutes=1)
    assert not sees(bench, case)
    (leaf,) = bench.leaves("DEPUTY_APPOINTED")
    assert leaf.items() >= {"deputy": VERA, "owner": ALEX, "by": OPS, "confirmed_by": BOSS}.items()


def test_it_begins_with_its_first_day():
    bench = Bench()
    case = case_of(bench)
    days = (TODAY + timedelta(days=1), TODAY + timedelta(days=1))
    confirm(entered(bench, days=days), by=claim(BOSS), hub=bench.hub)
    assert not sees(bench, case)
    bench.clock.advance(hours=11)
    assert sees(bench, case)


def test_whose_cases_they_are_may_say_so_as_the_second_and_the_deputy_may_not():
    bench = Bench()
    with pytest.raises(AboutOneself):
        confirm(entered(bench), by=claim(VERA), hub=bench.hub)
    with pytest.raises(FourEyes):
        confirm(entered(bench), by=claim(OPS), hub=bench.hub)
    assert bench.leaves("DEPUTY_APPOINTED") == []
    confirm(entered(bench), by=claim(ALEX), hub=bench.hub)
    assert len(bench.leaves("DEPUTY_APPOINTED")) == 1


@pytest.mark.parametrize(("deputy", "owner"), [(KIM, ALEX), (VERA, VERA), (VERA, DPO), (VERA, OPS)])
def test_only_a_deputy_stands_in_and_for_who_has_cases(deputy, owner):
    with pytest.raises(NoDeputy):
        entered(Bench(), deputy=deputy, owner=owner)


def test_a_deputy_for_nobody_of_the_house_and_days_that_are_over_are_refused():
    with pytest.raises(NotFound):
        entered(Bench(), owner="niemand")
    with pytest.raises(DaysUnfit):
        entered(Bench(), days=(date(2020, 1, 1), TODAY - timedelta(days=1)))


def test_who_has_another_role_meanwhile_stands_in_for_nobody():
    bench = Bench()
    case, change = case_of(bench), entered(bench)
    confirm(change, by=claim(BOSS), hub=bench.hub)
    late = entered(bench, owner=BOSS)
    role = enter_role(VERA, role=Role.CASEWORKER, by=claim(OPS), hub=bench.hub).change
    confirm(role, by=claim(BOSS), hub=bench.hub)
    assert not sees(bench, case)
    with pytest.raises(NoDeputy):
        confirm(late, by=claim(KIM), hub=bench.hub)


def test_who_has_left_may_be_stood_in_for():
    bench = Bench()
    case = case_of(bench)
    deactivate_staff(ALEX, by=claim(OPS), hub=bench.hub)
    confirm(entered(bench), by=claim(BOSS), hub=bench.hub)
    assert sees(bench, case)


@pytest.mark.parametrize("who", [OPS, BOSS, ALEX, VERA])
def test_one_person_ends_it_at_once(who):
    bench = Bench()
    case = case_of(bench)
    confirm(entered(bench), by=claim(BOSS), hub=bench.hub)
    end_deputy(VERA, owner=ALEX, by=claim(who), hub=bench.hub)
    assert not sees(bench, case)
    assert [one["by"] for one in bench.leaves("DEPUTY_ENDED")] == [who]
    with pytest.raises(NotFound):
        end_deputy(VERA, owner=ALEX, by=claim(who), hub=bench.hub)


def test_a_colleague_ends_nothing():
    bench = Bench()
    confirm(entered(bench), by=claim(BOSS), hub=bench.hub)
    with pytest.raises(Forbidden):
        end_deputy(VERA, owner=ALEX, by=claim(KIM), hub=bench.hub)


def test_what_is_to_come_ends_before_it_began():
    bench = Bench()
    days = (TODAY + timedelta(days=3), TODAY + timedelta(days=4))
    confirm(entered(bench, days=days), by=claim(BOSS), hub=bench.hub)
    (ended,) = end_deputy(VERA, owner=ALEX, by=claim(OPS), hub=bench.hub)
    assert ended.valid_from == ended.valid_until == bench.clock.now()


def test_the_doctor_names_a_deputy_who_stands_in_for_nobody():
    bench = Bench()
    told = {one.check: one.advice for one in check_staff(bench.hub)}
    assert "deputies" not in told
    end_deputy(VERA, owner=KIM, by=claim(BOSS), hub=bench.hub)
    told = {one.check: one.advice for one in check_staff(bench.hub)}
    assert told["deputies"].endswith(f": {VERA}")


def test_nobody_stands_in_for_days_that_are_over():
    bench, day = Bench(), timedelta(days=1)
    before = bench.log()
    for last in (TODAY - day, TODAY - 30 * day):
        with pytest.raises(DaysUnfit):
            entered(bench, days=(TODAY - 40 * day, last))
    assert bench.log() == before
    assert entered(bench, days=(TODAY - 40 * day, TODAY)).valid_until > bench.clock.now()
