"""Whoever mistypes hears four things: what is the matter, where, what would be right, and what to do; in one language.

Real runs of the command line and of the JSON API. No answer shows a stack trace or a value of a person's.
"""

import re
from datetime import UTC, datetime
from itertools import dropwhile

import pytest

from exchange.core.calendar import day_of
from tests.acceptance.mistakes.calls import CALLS
from tests.acceptance.mistakes.desk import PERSONAL, desk_at
from tests.acceptance.mistakes.documents import DOCUMENTS
from tests.acceptance.mistakes.people import PEOPLES
from tests.acceptance.mistakes.words import TYPED
from tests.support.office import Office

ROWS = [*DOCUMENTS, *PEOPLES, *TYPED]
HEADS = (("Wo", "Richtig", "Was tun"), ("Where", "Right form", "What to do"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return desk_at(tmp_path_factory.mktemp("mistakes"))


def parts(said):
    """The line with the code, and the others by their heads; look-alikes of the person may be proposed before it."""
    first, *others = dropwhile(lambda line: not re.match(r"[A-Z_]+: ", line), said.splitlines())
    return first, dict(re.fullmatch(r"  ([\w ]+?): +(.*)", line).groups() for line in others if line.startswith("  "))


def dated(text):
    return text.replace("TODAY", str(day_of(datetime.now(tz=UTC))))


def test_there_are_forty_mistakes_of_people_and_forty_of_systems_each_of_its_own():
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert len({call.name for call in CALLS}) == len(CALLS)
    assert (len(ROWS) >= 40, len(CALLS) >= 40) == (True, True)


@pytest.mark.parametrize("tongue", [0, 1], ids=["de", "en"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_mistake_is_answered_in_four_parts(desk, row, tongue):
    answer = desk.runs(*row.types(desk), lang=("de", "en")[tongue], **row.who)
    first, lines = parts(answer.err)
    where, right, do = HEADS[tongue]
    assert answer.code == row.ends
    assert first.startswith(f"{row.code}: ")
    assert dated(row.what[tongue]) in first
    assert row.where in lines[where]
    assert row.right[tongue] in lines[right]
    assert row.do[tongue] in lines[do]
    assert all(lines[head].strip() for head in HEADS[tongue])
    assert set(lines) == {where, right, do}, "one language, four parts, nothing else"
    said = answer.out + answer.err
    assert "Traceback" not in said
    assert [value for value in PERSONAL if value in said] == []


@pytest.mark.parametrize("tongue", ["de", "en"])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_mistake_of_a_system_is_answered_in_four_parts(call, tongue):
    cases = Office().cases()
    answer = call.sends(cases, tongue)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (call.status, call.code)
    assert answer.headers["content-language"] == tongue
    assert said.get("pointer", "") == call.where
    place = ("de", "en").index(tongue)
    assert call.what[place] in f"{said['title']} {said['detail']}"
    assert call.right[place] in said["expected"]
    assert call.do[place] in said["detail"]
    assert "Traceback" not in answer.text
    assert [value for value in PERSONAL if value in answer.text] == []
