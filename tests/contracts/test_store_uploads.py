"""Files that were put and that nothing names: counted for whoever put them, by all processes together."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from exchange.core.errors import Conflict
from exchange.core.evidence.entry import LogStart
from exchange.core.upload import Unnamed, Upload
from tests.support.clock import NOON

ONE = Upload(id="1", sha256="a", who="https://one.example", size=10, at=NOON)
LATER = NOON + timedelta(hours=1)
OTHERS = "https://other.example"


def unnamed(store, who=ONE.who):
    with store.reading() as tx:
        return tx.uploads.unnamed(who)


def add(store, *uploads):
    with store.shared() as tx:
        for one in uploads:
            tx.uploads.add(one)


def test_what_somebody_put_counts_together_for_them_alone_and_after_a_restart(place):
    add(place.open(), ONE, replace(ONE, id="2", size=5, at=LATER), replace(ONE, id="3", who=OTHERS))
    store = place.open()
    assert unnamed(store) == Unnamed(15, NOON)
    assert unnamed(store, OTHERS) == Unnamed(10, NOON)
    assert unnamed(store, "https://nobody.example") == Unnamed()


def test_what_is_named_counts_no_more_whoever_put_it_and_however_often(store):
    add(store, ONE, replace(ONE, id="2"), replace(ONE, id="3", who=OTHERS), replace(ONE, id="4", sha256="b", size=1))
    store.attempt(lambda tx: tx.uploads.named(["a", "never put"]))
    assert (unnamed(store), unnamed(store, OTHERS)) == (Unnamed(1, NOON), Unnamed())


def test_naming_that_is_undone_leaves_the_count(store):
    add(store, ONE)
    with pytest.raises(Conflict):
        store.attempt(lambda tx: (tx.uploads.named(["a"]), tx.log.begin(LogStart(number=1, first=7))))
    assert unnamed(store).size == ONE.size


def test_a_file_may_turn_out_smaller_or_not_to_be_kept(store):
    add(store, ONE, replace(ONE, id="2"))
    with store.shared() as tx:
        tx.uploads.resize("1", size=4)
        tx.uploads.drop("2")
    assert unnamed(store).size == 4


def test_what_is_older_is_found_oldest_first(store):
    add(store, replace(ONE, id="2", at=LATER), ONE, replace(ONE, id="3", at=LATER + timedelta(seconds=1)))
    with store.shared() as tx:
        assert [one.id for one in tx.uploads.before(LATER)] == ["1"]
        assert [one.id for one in tx.uploads.before(LATER + timedelta(seconds=1))] == ["1", "2"]


def test_of_many_at_once_only_so_many_find_room(place):
    stores, ready = [place.open() for _ in range(2)], Barrier(8)

    def take(number: int) -> None:
        ready.wait()
        with stores[number % 2].shared() as tx:
            if tx.uploads.unnamed(ONE.who).size < 3 * ONE.size:
                tx.uploads.add(replace(ONE, id=str(number)))

    threads = [Thread(target=take, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert unnamed(stores[0]).size == 3 * ONE.size
