"""Rows are held against what the log says of them, whether or not it has its place there."""

import pytest

from exchange.flows.evidence.compare import RowLeaves
from tests.support.examples import a_person, uid
from tests.support.places import SqlPlace


@pytest.fixture
def place(cluster):
    place = SqlPlace.postgresql(cluster)
    yield place
    place.close()


def test_a_leaf_that_is_committed_late_comes_before_one_that_was_read_already_and_is_read_too(place):
    slow, quick = place.open(), place.open()
    leaves = RowLeaves()

    def faults():
        with quick.reading() as tx:
            leaves.read_on(tx)
            return list(leaves.compare(tx, "person"))

    with slow.shared() as tx:
        tx.people.add(a_person(1))
        # Its leaf is numbered now, and seen by nobody before the commit.
        assert tx.log.size() == 1
        with quick.shared() as other:
            other.people.add(a_person(2))
        assert (faults(), leaves.newest(f"person:{uid(2)}").position) == ([], None)
    assert faults() == []
    with quick.shared() as tx:
        tx.log.place(limit=9)
    assert faults() == []
    assert [leaves.newest(f"person:{uid(number)}").position for number in (1, 2)] == [0, 1]
