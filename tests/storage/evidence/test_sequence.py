"""Places are given to what is committed, all of a batch or none, by one at a time, in the order within a subject."""

import itertools
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.support.examples import a_person, an_entry, uid
from tests.support.places import SqlPlace
from tests.support.statements import hear

ALL, SURELY = 99, 20
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def shared(cluster):
    place = SqlPlace.postgresql(cluster)
    yield place
    place.close()


@pytest.fixture
def pool():
    with ThreadPoolExecutor(5) as pool:
        yield pool


def entry(number):
    return an_entry(number, person="")


def write(store, *numbers) -> None:
    with store.shared() as tx:
        for number in numbers:
            tx.log.later(entry(number))


def places(store, limit=ALL):
    with store.shared() as tx:
        return tx.log.place(limit=limit)


def order(store):
    """The numbers of the entries in order, and how many of them have their place."""
    with store.reading() as tx:
        leaves = tx.log.leaves(start=0, limit=ALL)
        assert [index for index, _ in leaves] == list(range(len(leaves)))
        entries = dict(tx.log.entries(start=0, limit=ALL))
        assert {index: one.leaf for index, one in entries.items()} == dict(leaves)
        return [int.from_bytes(entries[index].salt) for index, _ in leaves], tx.log.placed()


def is_killed_at(place, statement) -> bool:
    """Place in a process of its own that is killed before it says its statement of this number; False if it says less.

    The connection is made after the fork: nothing of this process is used there.
    """
    child = os.fork()
    if child == 0:
        try:
            store, said = place.open(), itertools.count(1)
            hear(store._engine, lambda _: next(said) < statement or os.kill(os.getpid(), signal.SIGKILL))
            places(store)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_killed_before_any_of_its_statements_it_has_placed_all_or_nothing(either):
    store = either.open()
    write(store, 1, 2, 3)
    kills = 0
    while is_killed_at(either, kills + 1):
        kills += 1
        assert order(store) == ([1, 2, 3], 0)
    assert kills > 5
    assert order(store) == ([1, 2, 3], 3)
    assert places(store) == 0


def test_whoever_places_second_waits_for_the_first_and_places_the_rest(shared, pool):
    first, second = shared.open(), shared.open()
    write(first, *range(5))
    with psycopg.connect(shared.main, autocommit=True) as looking, first.shared() as tx:
        assert tx.log.place(limit=2) == 2
        later = pool.submit(places, second)
        while looking.execute(WAITING).fetchone() == (0,):
            assert not later.done()
    assert later.result(SURELY) == 3
    assert order(first) == ([0, 1, 2, 3, 4], 5)


def test_a_leaf_that_is_committed_late_takes_the_place_it_finds(shared):
    first, second = shared.open(), shared.open()
    with first.shared() as tx:
        tx.log.append(entry(1))
        write(second, 2)
        assert places(second) == 1
    assert places(second) == 1
    assert order(second) == ([2, 1], 2)


def test_within_a_person_leaves_have_the_order_of_commits_whoever_writes_at_once(shared, pool):
    stores, committed = [shared.open() for _ in range(4)], []
    with stores[0].transaction() as tx:
        tx.people.add(a_person())

    def writes(store):
        for _ in range(15):
            with store.shared() as tx:
                tx.consents.of(uid(1))
                # From here on nobody else writes about the person until this one has committed.
                committed.append(number := len(committed))
                tx.log.later(an_entry(number))

    writing = [pool.submit(writes, store) for store in stores]
    while not all(one.done() for one in writing):
        places(stores[0], limit=5)
    assert [one.result() for one in writing] == [None] * 4
    with stores[0].reading() as tx:
        found = [int.from_bytes(one.salt) for _, one in tx.log.entries(start=0, limit=ALL) if one.record == b'{"a":1}']
    assert found == list(range(60))


def test_a_leaf_about_a_person_nobody_has_looked_at_is_written_while_they_are_held(shared, pool):
    first, second = shared.open(), shared.open()
    with first.transaction() as tx:
        tx.people.add(a_person())

    def writes():
        with second.shared() as tx:
            tx.log.later(an_entry(2, person=uid(1)))

    with psycopg.connect(shared.main, autocommit=True) as looking, first.shared() as tx:
        tx.consents.of(uid(1))
        later = pool.submit(writes)
        while looking.execute(WAITING).fetchone() == (0,):
            assert not later.done()
        tx.log.later(an_entry(1, person=uid(1)))
    later.result(SURELY)
    with first.reading() as tx:
        assert [int.from_bytes(one.salt) for _, one in tx.log.entries(start=0, limit=ALL)][-2:] == [1, 2]
