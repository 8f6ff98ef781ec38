"""What is due on a plan, and from when on it lies on somebody's list."""

from datetime import UTC, date, datetime

import pytest

from exchange.core.plan.change import closed
from exchange.core.plan.due import PlanItem, agenda, next_look, review_after
from exchange.core.plan.plan import FollowUp, FollowUpWay, PlanClosing
from tests.support.clock import NOON
from tests.support.examples import a_plan, a_step

JANUARY = date(2027, 1, 15)
CONTACT = FollowUp(number=1, on=JANUARY, way=FollowUpWay.TELEPHONE)
PLAN = a_plan(steps=(a_step(), a_step(2, done_on=JANUARY)), follow_ups=(CONTACT,))


def test_a_plan_is_on_the_list_for_what_comes_first_and_not_for_what_is_done():
    assert [(one.item, one.on, one.number) for one in agenda(PLAN)] == [
        (PlanItem.FOLLOW_UP, JANUARY, 1),
        (PlanItem.STEP, date(2027, 1, 29), 1),
        (PlanItem.REVIEW, date(2027, 5, 24), 0),
    ]


def test_it_is_there_from_when_that_day_begins_in_berlin():
    assert next_look(PLAN) == datetime(2027, 1, 14, 23, tzinfo=UTC)
    assert next_look(a_plan()) == datetime(2027, 5, 23, 22, tzinfo=UTC)


def test_a_closed_plan_is_on_no_list():
    over = closed(PLAN, PlanClosing.REACHED, at=NOON)
    assert (agenda(over), next_look(over)) == ((), None)


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        (date(2026, 11, 30), date(2027, 5, 30)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2027, 6, 30), date(2027, 12, 30)),
    ],
)
def test_six_months_later_is_the_same_day_or_the_last_of_that_month(day, next_day):
    assert review_after(day) == next_day
