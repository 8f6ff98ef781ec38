"""What one process puts into a mailbox rings in another one at once."""

from queue import Queue
from threading import Event, Thread

import pytest

from exchange.storage.notices import hear
from tests.fakes import NOON
from tests.storage.examples import an_outgoing, uid
from tests.storage.places import SqlPlace

SURELY = 20


@pytest.fixture
def place(cluster):
    place = SqlPlace.new_postgresql(cluster)
    yield place
    place.close()


@pytest.fixture
def rung(place):
    """The names that ring in a process that listens."""
    names, stop = Queue(), Event()
    thread = Thread(target=hear, args=(place.engine(place.main),), kwargs={"ring": names.put, "stop": stop})
    thread.start()
    yield names
    stop.set()
    thread.join()


def deposit(store, number):
    with store.shared() as tx:
        tx.outbox.add(an_outgoing(number, packet=None))
        tx.outbox.deposit(uid(number), at=NOON)


def rings(place, rung, first):
    """Deposit until it rings: listening begins a moment after a start, or after the server was away."""
    store = place.open()
    for number in range(first, first + 100):
        deposit(store, number)
        if not rung.empty():
            break
        Event().wait(0.1)
    return rung.get(timeout=SURELY)


def test_a_deposit_rings_in_another_process_and_again_after_the_server_was_away(place, rung, cluster):
    assert rings(place, rung, 1) == an_outgoing().partner
    with cluster.stopped():
        pass
    while not rung.empty():
        rung.get()
    assert rings(place, rung, 200) == an_outgoing().partner


def test_where_there_is_one_process_there_is_nothing_to_hear(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    hear(place.engine(place.main), ring=print, stop=Event())
    place.close()
