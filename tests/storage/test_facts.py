"""Facts at rest: what concerns a person is sealed, and no row is changed, put back or taken away unnoticed."""

from contextlib import nullcontext

import pytest
from sqlalchemy import create_engine, text

from exchange.core.compliance.kind import FactKind
from exchange.core.evidence.row import RowDiffers
from tests.support.examples import CENTRE, a_fact, a_person, uid

SECRET = "erfundenesgeheimnis"
OF_PERSON = a_fact(
    2, kind=FactKind.CONFLICT, subject=uid(1), person=uid(1), topic="anna", document={"relation": SECRET}
)


@pytest.fixture
def filled(either):
    with either.open().transaction() as tx:
        tx.people.add(a_person())
        tx.facts.put(a_fact(1))
        tx.facts.put(OF_PERSON)
    return either


def run(place, words):
    engine = create_engine(place.main)
    with engine.begin() as connection:
        done = connection.execute(text(words))
        rows = [dict(row) for row in done.mappings()] if done.returns_rows else []
    engine.dispose()
    return rows


def test_what_concerns_a_person_is_readable_under_their_key_alone(filled):
    assert SECRET not in repr(run(filled, "SELECT * FROM fact"))
    with filled.open().reading() as tx:
        assert tx.facts.history(FactKind.CONFLICT)[0].document == {"relation": SECRET}


def test_of_an_erased_person_nothing_is_known_any_more(filled):
    filled.person_keys().destroy(uid(1))
    with filled.open().reading() as tx:
        assert tx.facts.history(FactKind.CONFLICT) == ()
        assert tx.facts.history(FactKind.CONTRACT) == (a_fact(1),)


CHANGES = {
    "another end": "UPDATE fact SET valid_until = 1 WHERE kind = 'contract'",
    "another subject": f"UPDATE fact SET subject = '{CENTRE}' WHERE kind = 'conflict'",  # noqa: S608 ours
    "another document": "UPDATE fact SET document = '{\"norm\": \"x\"}' WHERE kind = 'contract'",
    "one of nobody's made somebody's": f"UPDATE fact SET person = '{uid(1)}' WHERE kind = 'contract'",  # noqa: S608 ours
    "taken away": "DELETE FROM fact WHERE kind = 'contract'",
    "taken away of a person": "DELETE FROM fact WHERE kind = 'conflict'",
    "moved to another kind": "UPDATE fact SET kind = 'processor' WHERE kind = 'contract'",
}


@pytest.mark.parametrize("words", CHANGES.values(), ids=CHANGES)
def test_whoever_writes_the_table_past_the_hub_is_noticed(filled, words):
    run(filled, words)
    seen = []
    for kind in (FactKind.CONTRACT, FactKind.CONFLICT):
        with filled.open().reading() as tx:
            try:
                tx.facts.history(kind)
            except RowDiffers:
                seen.append(kind)
    assert len(seen) == 1
    # So it is where one person alone is asked about.
    of_one = nullcontext() if seen != [FactKind.CONFLICT] else pytest.raises(RowDiffers)
    with of_one, filled.open().reading() as tx:
        assert len(tx.facts.history(FactKind.CONFLICT, uid(1))) == 1


def test_what_a_gate_reads_at_once_is_noticed_where_it_was_changed(filled):
    asked = {(FactKind.CONTRACT, CENTRE)}
    with filled.open().reading() as tx:
        assert tx.facts.several(asked, whole=[FactKind.ARMED])[FactKind.CONTRACT, CENTRE] == [a_fact(1)]
    run(filled, CHANGES["another document"])
    with filled.open().reading() as tx, pytest.raises(RowDiffers):
        tx.facts.several(asked, whole=[FactKind.ARMED])
