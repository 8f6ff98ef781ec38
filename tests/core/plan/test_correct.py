"""An entry of a plan is put right, and what stood there before is kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exchange.core.plan.change import Moment, PlanUnfit
from exchange.core.plan.correct import Correcting, PlanEntry, corrected, place_of
from exchange.core.plan.plan import (
    FollowUp,
    FollowUpWay,
    PlanAppointment,
    PlanCorrection,
    PlanStep,
    StepActor,
    SupportPlan,
)
from tests.support.clock import NOON

WHEN = Moment(at=NOON, ids=())
DAY = WHEN.today + timedelta(days=9)
PLAN = SupportPlan(
    id="plan-1", person="p1", owner="kim", opened_at=NOON, review_on=DAY, needs=("Ruhe",), goals=("Arbeit", "Tag"),
    steps=(PlanStep(number=1, text="Anrufen", who=StepActor.PERSON, until=DAY, goal=2, done_on=DAY),),
    follow_ups=(FollowUp(number=1, on=DAY, way=FollowUpWay.LETTER, note="Wie geht es?"),),
    appointments=(
        PlanAppointment(
            id="a1", number=1, at=NOON + timedelta(days=9), minutes=30, place="Weg 1", accompanied_by="kim",
            noted_at=NOON,
        ),
    ),
)  # fmt: skip


def put_right(entry, number=1, plan=PLAN, **said: object):
    return corrected(plan, Correcting(entry=PlanEntry(entry), number=number, **said), by="alex", when=WHEN)


@pytest.mark.parametrize(
    ("entry", "number", "said", "member", "before"),
    [
        ("need", 1, {"text": "Stille"}, "needs", "Ruhe"),
        ("goal", 2, {"text": "Ein fester Tag"}, "goals", "Tag"),
        ("step", 1, {"text": "Schreiben"}, "steps", f"Anrufen ({DAY})"),
        ("step", 1, {"day": DAY + timedelta(days=1)}, "steps", f"Anrufen ({DAY})"),
        ("follow-up", 1, {"day": WHEN.today}, "follow_ups", f"Wie geht es? ({DAY})"),
        ("appointment", 1, {"at": NOON + timedelta(days=3)}, "appointments", "Weg 1 (2026-12-03T12:00:00+00:00)"),
    ],
)
def test_one_entry_says_something_else_and_what_it_said_stays(entry, number, said, member, before):
    done = put_right(entry, number, **said)
    assert done.corrections == (PlanCorrection(entry=entry, number=number, before=before, by="alex", at=NOON),)
    new, old = getattr(done, member)[number - 1], getattr(PLAN, member)[number - 1]
    assert new != old
    rest = {member: getattr(PLAN, member), "corrections": ()}
    assert replace(done, **rest) == PLAN
    if entry == "step":
        assert (new.goal, new.done_on, new.who) == (2, DAY, StepActor.PERSON)


def test_each_correction_stays_and_the_same_words_again_are_none():
    once = put_right("need", text="Stille")
    twice = put_right("need", plan=once, text="Viel Stille")
    assert [one.before for one in twice.corrections] == ["Ruhe", "Stille"]
    assert put_right("need", plan=twice, text="Viel Stille") is twice


@pytest.mark.parametrize(
    ("entry", "number", "said", "where"),
    [
        ("goal", 3, {"text": "x"}, "--number"),
        ("goal", 0, {"text": "x"}, "--number"),
        ("goal", 1, {}, "/text"),
        ("goal", 1, {"text": " "}, "/text"),
        ("goal", 1, {"day": DAY}, "/on"),
        ("step", 1, {"at": NOON}, "/at"),
        ("step", 1, {"day": date(2020, 1, 1)}, "/on"),
        ("appointment", 1, {"day": DAY}, "/on"),
        ("appointment", 1, {"at": NOON + timedelta(days=9999)}, "/at"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(entry, number, said, where):
    with pytest.raises(PlanUnfit) as refused:
        put_right(entry, number, **said)
    assert refused.value.where == where


def test_the_place_of_an_entry_is_where_the_detectors_say_it_is():
    assert place_of(Correcting(entry=PlanEntry.NEED, number=2)) == "/needs/1"
    assert place_of(Correcting(entry=PlanEntry.STEP, number=1)) == "/steps/0/text"
