from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.consent.clause import feedback_clauses
from exchange.core.consent.context import Claimed
from exchange.core.consent.field import Field
from exchange.core.errors import Malformed
from exchange.core.events.event import PARTNER_EVENTS
from exchange.core.events.feedback import ALWAYS, EVENT_CATEGORY, Message, check_event, check_feedback, read_feedback
from exchange.core.packet.manifest import row_of, show_row
from exchange.core.packet.packet import show_file
from exchange.core.vocabulary import Power
from tests.support import consented as c
from tests.support.anything import JUNK
from tests.support.consented import FILE


def agreed(level, *, no_show=False):
    return feedback_clauses(
        level,
        no_show=no_show,
        recipient=c.CENTRE,
        purpose=c.SETTING.purpose,
        valid_from=c.AT - c.DAY,
        valid_until=c.AT + c.DAY,
        prefix="",
    )


def said(name, clauses, *, content=None, context=c.BACK, releases=(c.RELEASE,)):
    verdict = check_event(name, content=content or {}, context=context, clauses=clauses, releases=releases)
    return getattr(verdict, "reason", "granted"), getattr(verdict, "pointer", "")


FIRST_LEVEL = {
    1: ["under-review", "accepted", "declined", "redirected", "question"],
    2: ["waitlisted", "scheduled", "appointment-cancelled"],
    3: ["in-service"],
    4: ["on-hold", "completed", "ended-early"],
}


@pytest.mark.parametrize(("first", "name"), [(level, name) for level, names in FIRST_LEVEL.items() for name in names])
def test_each_step_comes_in_from_its_level_on(first, name):
    verdicts = [said(name, agreed(level))[0] for level in range(7)]
    assert verdicts == ["clause:category"] * first + ["granted"] * (7 - first)


@pytest.mark.parametrize("level", range(7))
def test_a_missed_appointment_comes_in_by_its_switch_alone(level):
    assert said("no-show", agreed(level))[0] == "clause:category"
    assert said("no-show", agreed(level, no_show=True))[0] == "granted"


@pytest.mark.parametrize("name", sorted(ALWAYS))
def test_the_technical_receipt_and_answers_to_stop_signals_always_come_in(name):
    assert said(name, (), releases=())[0] == "granted"


def test_every_event_of_a_partner_is_known_here():
    assert set(EVENT_CATEGORY) | ALWAYS | {"feedback"} >= PARTNER_EVENTS


@pytest.mark.parametrize("name", ["feedback", "gossip", "sanction-hint", ""])
def test_what_is_no_step_is_beyond_every_level(name):
    assert said(name, agreed(6, no_show=True))[0] == "clause:missing"


@pytest.mark.parametrize("name", sorted(EVENT_CATEGORY))
def test_without_clause_or_release_no_step_comes_in(name):
    assert said(name, ())[0] == "clause:missing"
    assert said(name, agreed(6, no_show=True), releases=())[0] == "provenance:release"
    over = replace(c.BACK, at=c.AT + c.DAY)
    assert said(name, agreed(6, no_show=True), context=over)[0] == "clause:expired"


@pytest.mark.parametrize(
    ("name", "content", "level", "pointer"),
    [
        ("accepted", {"weeks": 3}, 1, "/weeks"),
        ("accepted", {"appointment": "2026-12-01T09:00:00Z"}, 1, "/appointment"),
        ("in-service", {"outcome": "got-help"}, 3, "/outcome"),
        ("question", {"text": "Ist F32.1 gesichert?", "categories": ["housing"]}, 6, "/text"),
        ("declined", {"reason": "no-capacity", "note": {"inner": "123A456789"}}, 6, "/note/inner"),
    ],
)
def test_a_member_beyond_is_refused_at_its_place(name, content, level, pointer):
    assert said(name, agreed(level), content=content)[1] == pointer
    assert said(name, agreed(level))[0] == "granted"


def test_members_within_the_level_come_in():
    assert said("completed", agreed(4), content={"outcome": "got-help"})[0] == "granted"
    assert said("waitlisted", agreed(2), content={"weeks": 8, "pad": "A" * 9})[0] == "granted"


def test_a_partner_not_bound_to_secrecy_needs_no_release():
    context = replace(c.BACK, bound_by_203=False)
    assert said("accepted", agreed(1), context=context, releases=())[0] == "granted"


SOURCE = f"professional:{c.CENTRE.entity}"
CLAUSES = agreed(6)
LEAVES = [
    Field(pointer="/hours", categories=("fb.workcapacity",)),
    Field(pointer="/advice", categories=("fb.recommendation",)),
]
ROWS = tuple(
    row_of(replace(field, source=SOURCE), clauses=("back",), basis="consent") for field in LEAVES
)  # fmt: skip
MESSAGE = Message(
    schema="urn:geleit:schema:feedback:1", data={"hours": 3, "advice": "Reha"}, manifest=ROWS, attachments=()
)


def checked(message=MESSAGE, *, clauses=CLAUSES, context=c.BACK, releases=(c.RELEASE,), fields=LEAVES):
    verdict = check_feedback(message, fields=fields, context=context, clauses=clauses, releases=releases)
    return getattr(verdict, "reason", "granted"), getattr(verdict, "pointer", "")


def test_feedback_within_clauses_and_release_comes_in():
    assert checked() == ("granted", "")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"clauses": agreed(5)}, ("clause:category", "/advice")),
        ({"clauses": ()}, ("manifest:clause", "/hours")),
        ({"releases": ()}, ("provenance:release", "/hours")),
        ({"context": replace(c.BACK, at=c.AT + c.DAY)}, ("clause:expired", "/hours")),
        ({"context": replace(c.BACK, recipient=c.OTHER)}, ("clause:recipient", "/hours")),
        ({"context": c.SETTING}, ("manifest:context", "")),
        ({"context": replace(c.BACK, basis=Claimed(power=Power.SGBX_69))}, ("manifest:context", "")),
        ({"fields": [LEAVES[0], replace(LEAVES[1], categories=("fb.content",))]}, ("manifest:category", "/advice")),
        ({"message": replace(MESSAGE, manifest=ROWS[:1])}, ("manifest:unlisted", "/advice")),
        ({"message": replace(MESSAGE, data={"hours": 3, "advice": "F32.1"})}, ("forbidden:icd", "/advice")),
        ({"message": replace(MESSAGE, attachments=(FILE,))}, ("manifest:unlisted", f"attachment:{FILE.id}")),
    ],
)
def test_the_first_leaf_beyond_is_named(changes, found):
    assert checked(**changes) == found


def test_what_was_said_in_counselling_never_comes_in_from_a_bound_partner():
    content = replace(CLAUSES[0], categories=frozenset({"fb.content"}))
    field, row = replace(LEAVES[0], categories=("fb.content",)), ROWS[0]._replace(categories=("fb.content",))
    message = replace(MESSAGE, data={"hours": 3}, manifest=(row,))
    assert checked(message, clauses=(content,), fields=[field])[0] == "category-partner:fb.content"


def test_an_attachment_comes_in_by_its_own_category():
    file = replace(FILE, category="fb.recommendation")
    row = ROWS[1]._replace(pointer=f"attachment:{FILE.id}")
    message = replace(MESSAGE, manifest=(*ROWS, row), attachments=(file,))
    assert checked(message) == ("granted", "")
    assert checked(message, clauses=agreed(5))[0] == "clause:category"


WIRE = {
    "schema": MESSAGE.schema,
    "data": MESSAGE.data,
    "manifest": [show_row(row) for row in ROWS],
    "attachments": [show_file(FILE)],
}


def test_feedback_keeps_its_meaning_on_the_wire():
    assert read_feedback(WIRE | {"pad": "AAA"}) == replace(MESSAGE, attachments=(FILE,))


@pytest.mark.parametrize(
    "change", [{"data": []}, {"data": "x"}, {"schema": ""}, {"manifest": {}}, {"attachments": None}]
)
def test_feedback_of_the_wrong_kind_is_malformed(change):
    with pytest.raises(Malformed):
        read_feedback(WIRE | change)


@given(st.sampled_from([*sorted(WIRE), "more"]), JUNK)
def test_whatever_stands_in_feedback_is_read_or_malformed(name, junk):
    try:
        read_feedback(WIRE | {name: junk})
    except Malformed:
        return
    assert name != "more"


@given(JUNK)
def test_whatever_comes_instead_of_feedback_is_malformed(junk):
    with pytest.raises(Malformed):
        read_feedback(junk)
