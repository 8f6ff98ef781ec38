"""What is written into the log waits beside its change, and gets its place after the commit: no gap, no double."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from exchange.core.evidence.entry import EntryType
from tests.support.clock import NOON
from tests.support.examples import an_entry, uid

ALL = 99


def entries(count):
    return [an_entry(number, person=uid(1) if number % 2 else "") for number in range(count)]


def write(store, *some) -> None:
    with store.transaction() as tx:
        for one in some:
            tx.log.later(one)


def places(store, limit=ALL):
    with store.shared() as tx:
        return tx.log.place(limit=limit)


def seen(store):
    with store.reading() as tx:
        found = [dict(tx.log.leaves(start=0, limit=ALL)), dict(tx.log.entries(start=0, limit=ALL))]
        return tx.log.placed(), tx.log.size(), *found


def test_what_waits_has_the_index_it_would_get_and_placed_keeps_it(store):
    some = entries(5)
    write(store, *some)
    leaves, written = dict(enumerate(one.leaf for one in some)), dict(enumerate(some))
    for placed in (0, 2, 4, 5):
        assert seen(store) == (placed, 5, leaves, written)
        places(store, limit=2)


def test_who_places_says_how_many_and_none_where_none_waits(store):
    write(store, *entries(3))
    assert [places(store, limit=2), places(store, limit=2), places(store, limit=2)] == [2, 1, 0]


def test_the_backlog_is_how_many_wait_and_since_when_the_first_does(store):
    with store.reading() as tx:
        assert (tx.log.backlog().count, tx.log.backlog().seconds(NOON)) == (0, 0)
    write(store, *entries(3))
    with store.reading() as tx:
        backlog = tx.log.backlog()
    assert (backlog.count, backlog.since) == (3, an_entry(0).at)


def test_a_stretch_may_begin_among_the_placed_and_end_among_those_that_wait(store):
    some = entries(6)
    write(store, *some)
    places(store, limit=3)
    with store.reading() as tx:
        for start, limit in ((0, 3), (2, 2), (3, 3), (4, 1), (4, 9), (6, 3)):
            wanted = list(enumerate(some))[start : start + limit]
            assert list(tx.log.entries(start=start, limit=limit)) == wanted
            assert list(tx.log.leaves(start=start, limit=limit)) == [(at, one.leaf) for at, one in wanted]


def test_places_that_were_undone_are_given_again(store):
    write(store, *entries(3))
    with pytest.raises(ZeroDivisionError), store.shared() as tx:
        assert tx.log.place(limit=ALL) / 0
    assert seen(store)[:2] == (0, 3)
    places(store)
    assert seen(store) == (3, 3, dict(enumerate(one.leaf for one in entries(3))), dict(enumerate(entries(3))))


def test_of_a_rare_kind_those_that_wait_are_found_too(store):
    founded = [replace(an_entry(number), type=EntryType.STAFF_FOUNDED) for number in (1, 3)]
    write(store, an_entry(0), founded[0])
    places(store)
    write(store, an_entry(2), founded[1])
    with store.reading() as tx:
        assert tx.log.of_type(EntryType.STAFF_FOUNDED) == ((1, founded[0]), (3, founded[1]))


def test_two_who_place_while_others_write_leave_no_gap_and_no_double(place):
    stores = [place.open() for _ in range(5)]

    def writes(number):
        for one in range(number * 20, number * 20 + 20):
            write(stores[number], an_entry(one))

    with ThreadPoolExecutor(5) as pool:
        writing = [pool.submit(writes, number) for number in range(3)]
        while not all(one.done() for one in writing):
            for placing in [pool.submit(places, store, 7) for store in stores[3:]]:
                placing.result()
    while places(stores[0], limit=7):
        pass
    placed, size, leaves, written = seen(stores[0])
    assert (placed, size, list(leaves), list(written)) == (60, 60, list(range(60)), list(range(60)))
    assert Counter(leaves.values()) == Counter(an_entry(number).leaf for number in range(60))
    # Each of the three wrote in an order of its own, and the log has it.
    for number in range(3):
        mine = [one.leaf for one in map(an_entry, range(number * 20, number * 20 + 20))]
        assert [leaf for leaf in leaves.values() if leaf in mine] == mine
