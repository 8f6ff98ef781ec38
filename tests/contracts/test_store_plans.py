"""Support plans, on every store."""

from datetime import date, timedelta

import pytest

from exchange.core.errors import NotFound
from exchange.core.plan.change import closed
from exchange.core.plan.plan import FollowUp, FollowUpWay, PlanClosing
from exchange.core.referral.finding import DetectorVerdict, Finding
from tests.support.clock import NOON
from tests.support.examples import a_person, a_plan, a_step, an_appointment, uid

DAY = timedelta(days=1)
CONTACT = FollowUp(
    number=1, on=date(2026, 11, 20), way=FollowUpWay.VISIT, note="Wie war es?", done_on=date(2026, 11, 21)
)
FOUND = Finding(kind="kin", pointer="/needs/0", exact=False, sha256="x", confirmed_by="alex")
WHOLE = a_plan(
    goals=("Arbeit",), steps=(a_step(goal=1), a_step(2, done_on=date(2026, 12, 1))), follow_ups=(CONTACT,),
    appointments=(an_appointment(step=1),), verdict=DetectorVerdict(version=1, findings=(FOUND,)),
)  # fmt: skip


def filled(store, *plans):
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.people.add(a_person(2))
        for one in plans:
            tx.plans.put(one)
    return store


def test_a_plan_comes_back_as_it_was_and_its_next_form_replaces_it(store):
    over = closed(a_plan(2), PlanClosing.MOVED, at=NOON)
    filled(store, WHOLE, over, a_plan(3, person=uid(2)))
    with store.transaction() as tx:
        assert tx.plans.of(uid(1)) == (WHOLE, over)
        tx.plans.put(a_plan())
    with store.reading() as tx:
        assert tx.plans.of(uid(1)) == (a_plan(), over)
        assert tx.plans.of(uid(9)) == ()


def test_a_plan_is_somebodys_who_is_known(store):
    with pytest.raises(NotFound), store.transaction() as tx:
        tx.plans.put(a_plan())


def test_what_is_due_is_listed_by_owner_and_longest_waiting_first(store):
    early, late = a_plan(3, review_on=date(2026, 11, 1)), a_plan(1, review_on=date(2026, 11, 20))
    other = a_plan(4, owner="kim", review_on=date(2026, 11, 10), person=uid(2))
    filled(store, late, early, other, closed(a_plan(2, review_on=date(2026, 11, 2)), PlanClosing.OTHER, at=NOON))
    with store.reading() as tx:
        assert [*tx.plans.due(NOON, limit=9)] == [early, other, late]
        assert [*tx.plans.due(NOON, limit=2)] == [early, other]
        assert [*tx.plans.due(NOON, limit=9, owner="alex")] == [early, late]
        assert [*tx.plans.due(NOON - 9 * DAY, limit=9, owner="alex")] == [early]
        assert [*tx.plans.open_of("alex")] == [late, early]
