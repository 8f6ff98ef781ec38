"""On PostgreSQL a write has no way of its own; it arrives before what is asked after it, or is refused then."""

import pytest

from exchange.core.errors import Conflict, NotFound
from tests.support.examples import CENTRE, a_partner, a_person, a_referral, an_outgoing, uid
from tests.support.places import SqlPlace
from tests.support.statements import hear_ways

TOLD = 1
"""The way of the word to whoever waits for a mailbox, after the commit."""


@pytest.fixture
def place(cluster):
    place = SqlPlace.postgresql(cluster)
    yield place
    place.close()


@pytest.fixture
def store(place):
    return place.open()


@pytest.fixture
def ways(store):
    """How often somebody went to the main database, so far."""
    heard = []
    with store.reading():
        pass
    hear_ways(store._engine, lambda: heard.append(1))
    return heard


def waiting(tx):
    return [one.jti for one in tx.outbox.ripe(CENTRE, at=a_referral().created_at, limit=9)]


def put(tx, *numbers):
    for number in numbers:
        tx.outbox.add_deposited(an_outgoing(number), at=a_referral().created_at)


def test_writes_travel_with_the_next_question_and_with_the_commit(store, ways):
    with store.shared() as tx:
        begun = len(ways)
        put(tx, 1, 2, 3)
        assert len(ways) == begun
        assert waiting(tx) == [uid(1), uid(2), uid(3)]
        assert len(ways) == begun + 1
        put(tx, 4, 5)
    assert len(ways) == begun + 2 + TOLD
    with store.reading() as tx:
        assert len(waiting(tx)) == 5


def test_alone_too_writes_travel_with_the_commit(store, ways):
    with store.transaction() as tx:
        begun = len(ways)
        put(tx, 1, 2)
    assert len(ways) == begun + 1 + TOLD


def test_a_write_that_a_rule_forbids_is_heard_of_with_the_next_answer_and_nothing_stands(store):
    def work(tx):
        put(tx, 1, 1)
        heard.append("said")
        waiting(tx)
        heard.append("never")

    heard = []
    with pytest.raises(Conflict), store.shared() as tx:
        work(tx)
    with store.reading() as tx:
        assert (heard, waiting(tx)) == (["said"], [])


def test_it_is_heard_of_with_the_commit_at_the_latest(store):
    with pytest.raises(Conflict), store.shared() as tx:
        put(tx, 1, 1, 2)
    with store.reading() as tx:
        assert waiting(tx) == []


def test_of_a_part_that_was_undone_nothing_is_said_later(store):
    def part(tx):
        with tx.savepoint():
            # The first is there already; nobody hears of that any more.
            put(tx, 1, 2)
            raise NotFound("this part")

    with store.shared() as tx:
        put(tx, 1)
        with pytest.raises(NotFound):
            part(tx)
        put(tx, 3)
    with store.reading() as tx:
        assert waiting(tx) == [uid(1), uid(3)]


def test_what_raises_says_nothing_of_what_was_kept(store):
    def work(tx):
        put(tx, 1, 2)
        raise NotFound("all of it")

    with pytest.raises(NotFound), store.shared() as tx:
        work(tx)
    with store.reading() as tx:
        assert waiting(tx) == []


def test_how_many_rows_were_changed_is_said_where_it_is_asked(store):
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.partners.put(a_partner())
    with store.shared() as tx:
        put(tx, 1)
        assert [tx.single_use.spend("dpop", "m", until=a_referral().created_at) for _ in range(2)] == [True, False]
