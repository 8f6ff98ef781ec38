"""Plans at rest: sealed under their person's key, gone with it, moved with it; no row is changed or lost unnoticed."""

from datetime import date

import pytest
from sqlalchemy import create_engine, text

from exchange.core.evidence.row import RowDiffers
from tests.support.clock import NOON
from tests.support.examples import a_person, a_plan, uid

SECRET = "erfundenesgeheimnis"
MINE = a_plan(needs=(SECRET,), review_on=date(2026, 11, 1))


@pytest.fixture
def filled(place):
    with place.open().transaction() as tx:
        tx.people.add(a_person())
        tx.people.add(a_person(2))
        tx.plans.put(MINE)
        tx.plans.put(a_plan(2, person=uid(2), review_on=date(2026, 11, 2)))
    return place


def run(place, words):
    engine = create_engine(place.main)
    with engine.begin() as connection:
        done = connection.execute(text(words))
        rows = [dict(row) for row in done.mappings()] if done.returns_rows else []
    engine.dispose()
    return rows


def test_it_is_readable_under_its_persons_key_alone_and_gone_with_it(filled):
    assert SECRET not in repr(run(filled, "SELECT * FROM plan"))
    filled.person_keys().destroy(uid(1))
    with filled.open().reading() as tx:
        assert tx.plans.of(uid(1)) == ()
        # Who was erased takes nobody's place on a list.
        assert [one.id for one in tx.plans.due(NOON, limit=1)] == [uid(2)]


def test_it_is_the_others_once_two_persons_are_one(filled):
    with filled.open().transaction() as tx:
        tx.people.merge(uid(1), into=uid(2))
    with filled.open().reading() as tx:
        assert [(one.id, one.person) for one in tx.plans.of(uid(2))] == [(uid(1), uid(2)), (uid(2), uid(2))]


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE plan SET owner = 'kim'",
        "UPDATE plan SET look_at = NULL",
        f"UPDATE plan SET person = '{uid(2)}' WHERE person = '{uid(1)}'",  # noqa: S608 ours
        f"DELETE FROM plan WHERE id = '{uid(1)}'",  # noqa: S608 ours
    ],
)
def test_whoever_writes_the_table_past_the_hub_is_noticed(filled, words):
    run(filled, words)
    with pytest.raises(RowDiffers), filled.open().reading() as tx:
        tx.plans.of(uid(1))
