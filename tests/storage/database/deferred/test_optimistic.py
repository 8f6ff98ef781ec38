"""In its turn an attempt reads again whatever it has read, and writes only where all of that is as it was."""

import sqlite3

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, create_engine, func, insert, select, update

from exchange.core.errors import Conflict, NotFound
from exchange.storage.database.statements import add_once
from tests.support.examples import CENTRE, a_partner, an_entry, an_outgoing, uid
from tests.support.meddled import Counting, Meddled
from tests.support.places import SqlPlace

SPACE = Table("space", MetaData(), Column("id", Integer, primary_key=True), Column("car", Text))
_ONE = select(SPACE).where(SPACE.c.id == bindparam("one"))
_ALL = select(SPACE).order_by(SPACE.c.id)
_COUNT = select(func.count().label("many")).select_from(SPACE)
_TAKE = update(SPACE).where(SPACE.c.id == bindparam("one"), SPACE.c.car.is_(None)).values(car=bindparam("by"))
_SELL = update(SPACE).where(SPACE.c.id == bindparam("one")).values(car=bindparam("by"))
_ONCE = add_once(SPACE, returning=SPACE.c.id)


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


@pytest.fixture
def sql(place):
    """A store whose clock stands, with a table that no noun of the house knows."""
    SPACE.create(place.engine(place.main))
    store = Counting.on(place)
    with store.transaction() as tx:
        tx._scope.write(insert(SPACE), [{"id": one, "car": None} for one in (1, 2)])
    return store


@pytest.fixture
def store(sql):
    return Meddled(sql)


def cars(store):
    with store.reading() as tx:
        return {row["id"]: row["car"] for row in tx._scope.rows(_ALL)}


def says(store, statement, **row: object):
    """Somebody else's transaction."""

    def act():
        with store.transaction() as tx:
            tx._scope.write(statement, row)

    return act


def parks(store, statement, **given: object):
    """Work that reads by a statement, and writes down what it was told."""
    answers = []

    def work(tx):
        answers.append(tx._scope.rows(statement, **given))
        tx._scope.write(_SELL, {"one": 2, "by": "ours"})
        return answers[-1]

    return answers, store.attempt(work)


@pytest.mark.parametrize(
    ("read", "given", "change", "row"),
    [
        (_ONE, {"one": 1}, _SELL, {"one": 1, "by": "theirs"}),
        (_ONE, {"one": 3}, insert(SPACE), {"id": 3, "car": "theirs"}),
        (_ALL, {}, insert(SPACE), {"id": 3, "car": "theirs"}),
        (_COUNT, {}, insert(SPACE), {"id": 3, "car": "theirs"}),
    ],
    ids=["a row", "a missing row", "a list", "a number"],
)
def test_what_was_read_and_is_not_so_any_more_is_seen_whatever_kind_of_row_it_is(store, read, given, change, row):
    store.meanwhile = [says(store, change, **row)]
    answers, last = parks(store, read, **given)
    assert (store.runs, store.in_turn) == (2, 0)
    assert answers[0] != answers[1] == last
    assert cars(store)[2] == "ours"


def test_what_nothing_was_read_of_may_change(store):
    store.meanwhile = [says(store, _SELL, one=1, by="theirs")]
    parks(store, _ONE, one=2)
    assert (store.runs, store.in_turn) == (1, 0)
    assert cars(store) == {1: "theirs", 2: "ours"}


def test_the_third_time_is_within_the_turn_and_nobody_else_writes_meanwhile(store, place):
    def knock():
        other = sqlite3.connect(place.main.removeprefix("sqlite:///"), timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()

    store.meanwhile = [says(store, _SELL, one=1, by=by) for by in ("first", "second")] + [knock]
    _, last = parks(store, _ONE, one=1)
    assert (store.runs, store.in_turn, store.errors) == (3, 1, [])
    assert last == [{"id": 1, "car": "second"}]


def test_a_count_that_was_taken_for_granted_is_counted_in_the_turn(store):
    store.meanwhile = [says(store, _SELL, one=1, by="theirs")]
    assert not store.attempt(lambda tx: tx._scope.changed(_TAKE, {"one": 1, "by": "ours"}))
    assert cars(store)[1] == "theirs"


def test_of_two_who_add_the_same_one_is_first(store):
    once = {"id": 7, "car": "ours"}
    store.meanwhile = [says(store, insert(SPACE), id=7, car="theirs")]
    assert not store.attempt(lambda tx: tx._scope.add_once(_ONCE, once))
    assert store.attempt(lambda tx: tx._scope.add_once(_ONCE, once | {"id": 8}))
    assert (cars(store)[7], cars(store)[8]) == ("theirs", "ours")


def test_a_refusal_that_rests_on_what_was_taken_for_granted_is_asked_for_again(store):
    def work(tx):
        if tx._scope.changed(_TAKE, {"one": 1, "by": "ours"}):
            raise NotFound("only if it was free")

    says(store, _SELL, one=1, by="theirs")()
    assert store.attempt(work) is None
    assert (store.runs, store.in_turn) == (2, 1)


def test_a_refusal_that_rests_on_a_view_takes_no_turn(store):
    def work(tx):
        tx._scope.write(_SELL, {"one": 1, "by": "ours"})
        raise NotFound("whatever it is")

    with pytest.raises(NotFound):
        store.attempt(work)
    assert (store.runs, store.in_turn, cars(store)[1]) == (1, 0, None)


def test_whoever_reads_what_they_have_written_does_so_in_their_turn(store):
    def work(tx):
        tx._scope.write(_SELL, {"one": 1, "by": "ours"})
        return tx._scope.rows(_ALL)[0]["car"]

    assert store.attempt(work) == "ours"
    assert (store.runs, store.in_turn) == (2, 1)


def test_whoever_catches_everything_does_not_go_on_with_half_of_it(store):
    def work(tx):
        tx._scope.write(_SELL, {"one": 1, "by": "ours"})
        try:
            return tx._scope.rows(_ALL)[0]["car"]
        except Exception:  # noqa: BLE001 as careless as can be
            return "nobody"

    assert store.attempt(work) == "ours"


def test_what_a_rule_of_the_tables_forbids_is_raised_where_it_is_said(store):
    heard = []

    def work(tx):
        try:
            with tx.savepoint():
                tx.outbox.add(an_outgoing(1))
        except Conflict as error:
            heard.append(error)
        tx._scope.write(_SELL, {"one": 1, "by": "ours"})

    store.attempt(work)
    store.attempt(work)
    assert (len(heard), store.in_turn, cars(store)[1]) == (1, 1, "ours")


def test_of_a_part_that_was_undone_nothing_is_written_but_what_it_read_counts(store):
    def part(tx):
        with tx.savepoint():
            tx._scope.write(_SELL, {"one": 1, "by": "ours"})
            raise NotFound(tx._scope.rows(_ONE, one=2)[0]["car"] or "nobody")

    def work(tx):
        with pytest.raises(NotFound) as caught:
            part(tx)
        tx._scope.write(_SELL, {"one": 2, "by": f"after {caught.value.detail}"})

    store.meanwhile = [says(store, _SELL, one=2, by="theirs")]
    store.attempt(work)
    assert (store.runs, store.in_turn) == (2, 0)
    assert cars(store) == {1: None, 2: "after theirs"}


def test_a_row_that_decides_and_its_leaf_are_written_in_the_turn(store):
    with store.transaction() as tx:
        tx.partners.put(a_partner())
    store.meanwhile = [lambda: _rename(store, "Zwischen (erfunden)")]
    store.attempt(lambda tx: tx.log.later(an_entry(1)) or tx.partners.put(tx.partners.get(CENTRE)))
    with store.reading() as tx:
        assert tx.partners.get(CENTRE).name == "Zwischen (erfunden)"
        assert tx.log.entries(start=0, limit=9)[-1][1] == an_entry(1)


def _rename(store, name):
    with store.transaction() as tx:
        tx.partners.put(a_partner(name=name))


def test_work_that_writes_nothing_takes_no_turn(store, place):
    other = create_engine(place.main)
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        assert store.attempt(lambda tx: tx._scope.rows(_ONE, one=1)) == [{"id": 1, "car": None}]
        assert store.attempt(lambda tx: tx.inbox.get(CENTRE, uid(1))) is None
    other.dispose()
    assert store.in_turn == 0
