"""What a document adds to a plan is checked against the day and the plan; nothing that was agreed is rewritten."""

from datetime import UTC, date, datetime, timedelta

import pytest

from exchange.core.calendar import LATEST
from exchange.core.plan.change import (
    MOST,
    Moment,
    PlanUnfit,
    added,
    closed,
    follow_up_done,
    placed,
    reviewed,
    step_done,
    texts_of,
)
from exchange.core.plan.plan import PlanClosing, open_plan_of
from tests.support.clock import NOON
from tests.support.examples import a_plan, a_step, uid

WHEN = Moment(at=NOON, ids=(uid(7), uid(8)))
TODAY = WHEN.today
STEP = {"text": "Anrufen", "who": "person", "until": str(TODAY)}
CONTACT = {"on": str(TODAY), "way": "telephone"}
ALONG = {"at": "2026-12-01T10:00:00+01:00", "minutes": 60, "place": "Beispielweg 1", "accompanied_by": "alex"}


def unfit(document, plan=None):
    with pytest.raises(PlanUnfit) as refused:
        added(plan or a_plan(), document, when=WHEN)
    assert all(refused.value.form)
    return refused.value.pointer


def test_what_is_added_comes_behind_what_was_there_and_is_counted_on():
    plan = added(a_plan(steps=(a_step(),)), {"needs": ["x"], "goals": ["y"], "steps": [STEP | {"goal": 1}]}, when=WHEN)
    assert plan.needs[1:] == ("x",)
    assert plan.goals == ("y",)
    assert [(one.number, one.text, one.goal) for one in plan.steps] == [(1, "Erstes Gespräch", 0), (2, "Anrufen", 1)]
    more = added(plan, {"follow_ups": [CONTACT, CONTACT], "appointments": [ALONG | {"step": 2}, ALONG]}, when=WHEN)
    assert [one.number for one in more.follow_ups] == [1, 2]
    assert [(one.id, one.number, one.step, one.noted_at) for one in more.appointments] == [
        (uid(7), 1, 2, NOON),
        (uid(8), 2, 0, NOON),
    ]
    assert more.appointments[0].at == datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + LATEST + timedelta(days=1)])
def test_a_day_that_is_past_or_years_ahead_is_a_slip(day):
    assert unfit({"steps": [STEP, STEP | {"until": str(day)}]}) == "/steps/1/until"
    assert unfit({"follow_ups": [CONTACT | {"on": str(day)}]}) == "/follow_ups/0/on"
    assert unfit({"appointments": [ALONG | {"at": f"{day}T12:00:00Z"}]}) == "/appointments/0/at"


def test_a_number_names_what_is_in_this_plan():
    assert unfit({"steps": [STEP | {"goal": 1}]}) == "/steps/0/goal"
    assert unfit({"appointments": [ALONG | {"step": 2}]}, plan=a_plan(steps=(a_step(),))) == "/appointments/0/step"
    for number in (0, 2, -1):
        with pytest.raises(PlanUnfit):
            step_done(a_plan(steps=(a_step(),)), number, on=TODAY)


def test_a_plan_does_not_grow_without_end():
    assert unfit({"goals": ["x"]}, plan=a_plan(goals=("y",) * MOST)) == "/goals"


def test_what_is_done_keeps_the_day_on_which_it_was():
    plan = added(a_plan(), {"steps": [STEP], "follow_ups": [CONTACT]}, when=WHEN)
    later = TODAY + timedelta(days=3)
    done = follow_up_done(step_done(plan, 1, on=TODAY), 1, on=TODAY)
    again = follow_up_done(step_done(done, 1, on=later), 1, on=later)
    assert [one.done_on for one in (*again.steps, *again.follow_ups)] == [TODAY, TODAY]


def test_a_review_sets_the_next_and_an_end_is_said_why():
    assert reviewed(a_plan(), on=date(2027, 1, 4)).review_on == date(2027, 7, 4)
    over = closed(a_plan(), PlanClosing.MOVED, at=NOON)
    assert (over.is_open, over.closing) == (False, PlanClosing.MOVED)
    newer = a_plan(2, opened_at=NOON + timedelta(days=1))
    assert open_plan_of([newer, a_plan(3), over]) == newer
    assert open_plan_of([over]) is None


def test_every_free_text_is_named_by_its_place_in_the_document_and_in_the_plan():
    document = {
        "needs": ["a"], "goals": ["b"], "steps": [STEP], "follow_ups": [CONTACT, CONTACT | {"note": "c"}],
        "appointments": [ALONG],
    }  # fmt: skip
    assert texts_of(document) == {
        "/needs/0": "a", "/goals/0": "b", "/steps/0/text": "Anrufen", "/follow_ups/1/note": "c",
        "/appointments/0/place": "Beispielweg 1",
    }  # fmt: skip
    assert placed("/steps/0/text", a_plan(steps=(a_step(),))) == "/steps/1/text"
    assert placed("/needs/0", a_plan()) == "/needs/1"
