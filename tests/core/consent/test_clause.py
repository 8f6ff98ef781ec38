import pytest
from hypothesis import given

from exchange.core.consent.clause import (
    LEVELS,
    feedback_categories,
    feedback_clauses,
    last_instant,
    read_clause,
    read_release,
    show_clause,
    show_release,
)
from exchange.core.vocabulary import Category, Direction
from tests.support import consented as c


def preset(level, *, no_show=False):
    return feedback_clauses(
        level,
        no_show=no_show,
        recipient=c.CENTRE,
        purpose=c.SETTING.purpose,
        valid_from=c.AT,
        valid_until=c.AT + c.DAY,
        prefix="x-",
    )


@pytest.mark.parametrize("level", range(7))
def test_each_level_adds_to_the_one_below_and_the_receipt_is_always_there(level):
    expected = ["fb.receipt", "fb.decision", "fb.appointment", "fb.attendance", "fb.progress", "fb.outcome"]
    expected += ["fb.workcapacity", "fb.recommendation"]
    count = 1 + sum(len(step) for step in LEVELS[: level + 1])
    assert feedback_categories(level, no_show=False) == set(expected[:count])


@pytest.mark.parametrize("level", range(7))
def test_a_missed_appointment_has_its_own_switch_at_every_level(level):
    assert Category.FB_NO_SHOW not in feedback_categories(level, no_show=False)
    assert Category.FB_NO_SHOW in feedback_categories(level, no_show=True)


def test_a_level_becomes_clauses_of_the_way_back():
    level, missed = preset(4, no_show=True)
    assert (level.id, missed.id) == ("x-back", "x-no-show")
    assert level.direction == missed.direction == Direction.BACK
    assert level.categories == feedback_categories(4, no_show=False)
    assert missed.categories == {Category.FB_NO_SHOW}
    assert level.sources == {"person", f"professional:{c.CENTRE.entity}"}


def test_without_the_switch_there_is_one_clause():
    assert [clause.id for clause in preset(6)] == ["x-back"]


@given(c.clause_lists(), c.release_lists)
def test_clauses_and_releases_keep_their_meaning_on_the_wire(clauses, releases):
    assert tuple(read_clause(show_clause(clause)) for clause in clauses) == clauses
    assert [read_release(show_release(release)) for release in releases] == releases


def test_the_last_instant_is_that_of_the_longest_running_clause():
    assert last_instant((c.CLAUSE, *preset(1))) == c.CLAUSE.valid_until
    assert last_instant(()) is None
