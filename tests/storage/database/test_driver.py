"""Every statement says the same, whether SQLAlchemy executes it or the driver is told its text."""

import gc
from datetime import UTC, datetime
from weakref import ref

import pytest
from sqlalchemy import Column, Integer, MetaData, Select, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import iterate

from exchange.core.errors import Conflict, GeleitError
from exchange.core.unavailable import DatabaseUnavailable
from exchange.core.vocabulary import State
from exchange.storage.database.deferred.optimistic import OptimisticDriver
from exchange.storage.database.driver import Driver, compiled
from exchange.storage.database.engine import reading, writing
from exchange.storage.database.statements import add_once
from exchange.storage.tables.columns import Instant
from exchange.storage.tables.people import person, person_key
from tests.storage.test_store_plans import statements
from tests.support.examples import a_person, uid
from tests.support.hubs import Bench
from tests.support.places import DATABASES, PLACES, SqlPlace

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
QUERIES = [(name, one) for name, one in statements() if isinstance(one, Select) and "person_keys" not in name]
OF_A_KIND = {"big_integer": 5, "integer": 5, "large_binary": b"x", "boolean": True, "null": 5}


@pytest.fixture(params=DATABASES)
def place(request):
    place = PLACES[request.param](request)
    yield place
    place.close()


def both(connection, statement, given):
    """What SQLAlchemy reads, and what is read by its text."""
    theirs = [dict(row) for row in connection.execute(statement, given).mappings()]
    return Driver(connection).rows(statement, given), theirs


def given_for(statement):
    """Something of the right kind for every parameter."""
    binds = [one for one in iterate(statement) if isinstance(one, BindParameter) and one.required]
    return {one.key: _value(one) for one in binds}


def _value(bind):
    if bind.key == "states":
        return sorted(State)
    value = NOON if isinstance(bind.type, Instant) else OF_A_KIND.get(type(bind.type).__visit_name__, "x")
    return [value, value] if bind.expanding else value


def test_every_named_query_reads_the_same_rows_both_ways(place):
    bench = Bench(store=place.open())
    bench.under_way("under-review")
    with reading(place.engine(place.main)) as connection:
        for name, statement in QUERIES:
            ours, theirs = both(connection, statement, given_for(statement))
            # A column without a name has another one each way; nobody asks for it by that.
            assert [[*row.values()] for row in ours] == [[*row.values()] for row in theirs], name


def test_in_a_referrals_whole_way_every_statement_reads_the_same_both_ways(place, monkeypatch):
    read = []

    def compare(kind):
        plain = kind.rows

        def compared(self, statement, given):
            if not isinstance(statement, Select):
                return plain(self, statement, given)
            # Ours first: what was written and waits travels with it, and SQLAlchemy's would go past it.
            ours = plain(self, statement, given)
            theirs = [dict(row) for row in self._connection.execute(statement, given).mappings()]
            assert ours == theirs
            read.append(len(ours))
            return ours

        monkeypatch.setattr(kind, "rows", compared)

    for kind in (OptimisticDriver, Driver):
        compare(kind)
    bench = Bench(store=place.open())
    bench.under_way("under-review")
    assert sum(read) > 50


def test_what_was_given_is_bound_and_never_text(place):
    odd = "x'); DROP TABLE person; -- %s ? :one %(one)s"
    with reading(place.engine(place.main)) as connection:
        assert both(connection, select(bindparam("one", odd, type_=Text).label("said")), {})[0] == [{"said": odd}]
        said = Driver(connection).rows(select(bindparam("one", type_=Text).label("said")), {"one": odd})
    assert said == [{"said": odd}]


def test_lists_of_any_length_are_read(place):
    column = person.c.id
    some = select(column).where(column.in_(bindparam("these", expanding=True))).order_by(column)
    with place.open().transaction() as tx:
        for number in (1, 2, 3):
            tx.people.add(a_person(number))
    with reading(place.engine(place.main)) as connection:
        for these in ([], [uid(1)], [uid(3), uid(1)], [uid(9), uid(2), uid(1)], [uid(3)]):
            ours, theirs = both(connection, some, {"these": these})
            assert ours == theirs == [{"id": one} for one in sorted({*these} - {uid(9)})]


def test_a_statement_that_lacks_a_parameter_is_refused(place):
    with reading(place.engine(place.main)) as connection, pytest.raises((KeyError, InvalidRequestError)):
        Driver(connection).rows(select(person.c.id).where(person.c.id == bindparam("one")), {})


def test_rows_are_written_one_or_several_and_counted(place):
    keys = place.engine(place.keys)
    with writing(keys) as connection:
        driver = Driver(connection)
        assert driver.changed(insert(person_key), {"person": uid(1), "wrapped": b"one"}) == 1
        driver.write(insert(person_key), [{"person": uid(n), "wrapped": None} for n in (2, 3)])
        driver.write(insert(person_key), [])
        assert driver.changed(update(person_key).values(wrapped=b"new"), {}) == 3
        assert driver.changed(delete(person_key).where(person_key.c.person == uid(2)), {}) == 1
        assert driver.changed(delete(person_key).where(person_key.c.person == uid(2)), {}) == 0
    with reading(keys) as connection:
        assert Driver(connection).rows(select(person_key).order_by(person_key.c.person), {}) == [
            {"person": uid(1), "wrapped": b"new"},
            {"person": uid(3), "wrapped": b"new"},
        ]


def test_what_is_written_while_reading_is_undone(place):
    keys = place.engine(place.keys)
    with reading(keys) as connection:
        Driver(connection).write(insert(person_key), {"person": uid(1), "wrapped": b"one"})
    with reading(keys) as connection:
        assert Driver(connection).rows(select(person_key), {}) == []


def test_an_answer_that_nobody_wants_keeps_no_commit_waiting(place):
    once = add_once(person_key, returning=person_key.c.person)
    with writing(place.engine(place.keys)) as connection:
        driver = Driver(connection)
        held = driver.changed(once[driver.dialect.name], {"person": uid(1), "wrapped": b"one"})
    assert held == 1


@pytest.mark.parametrize("way", ["text", "core"])
def test_an_error_of_the_driver_is_ours_both_ways(place, way):
    row = {"person": "ZAUNKOENIG", "wrapped": b"one"}
    with writing(place.engine(place.keys)) as connection:
        say = Driver(connection).write if way == "text" else connection.execute
        say(insert(person_key), row)
        with pytest.raises(Conflict) as caught:
            say(insert(person_key), row)
    assert "ZAUNKOENIG" not in repr(caught.value.__cause__)


def test_a_mistake_of_ours_comes_through_as_it_is(cluster):
    place = SqlPlace.postgresql(cluster)
    nowhere = Table("nowhere", MetaData(), Column("id", Integer))
    with writing(place.engine(place.keys)) as connection, pytest.raises(Exception, match="nowhere") as caught:
        Driver(connection).rows(select(nowhere), {})
    assert not isinstance(caught.value, GeleitError)
    place.close()


def test_a_server_that_goes_in_the_middle_is_told_and_the_next_one_begins_anew(cluster):
    place = SqlPlace.postgresql(cluster)
    engine = place.engine(place.main)
    with reading(engine) as connection:
        with cluster.stopped():
            pass
        with pytest.raises(DatabaseUnavailable, match="unreachable"):
            Driver(connection).rows(select(person.c.id), {})
    with writing(engine) as connection:
        assert Driver(connection).rows(select(person.c.id), {}) == []
    place.close()


def test_a_statement_is_compiled_once_and_forgotten_with_it(place):
    statement = select(person_key.c.person).where(person_key.c.person == bindparam("one"))
    with reading(place.engine(place.keys)) as connection:
        first = compiled(statement, {"one": "a"}, dialect=connection.dialect)
        assert compiled(statement, {"one": "b"}, dialect=connection.dialect) is first
    gone = ref(statement)
    del statement, first
    gc.collect()
    assert gone() is None


def test_a_column_whose_value_python_makes_is_refused(place):
    made = Table("made", MetaData(), Column("id", Integer), Column("at", Integer, default=lambda: 1))
    with writing(place.engine(place.keys)) as connection, pytest.raises(TypeError):
        Driver(connection).write(insert(made), {"id": 1})
