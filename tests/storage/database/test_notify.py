"""What one process puts into a mailbox rings in another one at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from queue import Empty, Queue
from threading import Event, Thread

import pytest

from exchange.core.vocabulary import Delivery
from exchange.storage.database import notify
from exchange.storage.database.engine import writing
from exchange.storage.database.notify import Publisher, hear
from tests.support.clock import NOON
from tests.support.examples import CENTRE, an_outgoing, uid
from tests.support.places import SqlPlace
from tests.support.statements import hear as hear_statements

SURELY = 20
OTHER = "https://andere.example"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    if request.param == "sqlite":
        place = SqlPlace.sqlite(tmp_path)
    else:
        place = SqlPlace.new_postgresql(request.getfixturevalue("cluster"))
    yield place
    place.close()


class Hearer(Queue):
    """Somebody who waits for every name, and keeps what rings."""

    def __init__(self) -> None:
        super().__init__()
        self.stirred, self.written, self.waiters, self.missed = Event(), Event(), 1, Event()

    def notify(self, name):
        self.put(name)

    def notify_all(self):
        self.missed.set()


@pytest.fixture
def rung(place):
    """The names that ring in a process that listens."""
    names, stop = Hearer(), Event()
    thread = Thread(target=hear, args=(place.engine(place.main),), kwargs={"hearer": names, "stop": stop})
    thread.start()
    yield names
    stop.set()
    names.stirred.set()
    thread.join()


def deposit(store, number, partner=CENTRE):
    with store.shared() as tx:
        tx.outbox.add(an_outgoing(number, partner=partner, packet=None, state=Delivery.SENDING))
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


def quiet(rung):
    """Let everything ring that is about to."""
    with suppress(Empty):
        while rung.get(timeout=0.5):
            pass


def test_a_deposit_rings_in_another_process_for_its_partner_alone(place, rung):
    assert rings(place, rung, 1) == CENTRE
    quiet(rung)
    deposit(place.open(), 200, partner=OTHER)
    assert rung.get(timeout=SURELY) == OTHER


def test_what_is_put_into_the_mailbox_at_once_rings_too(place, rung):
    assert rings(place, rung, 1) == CENTRE
    quiet(rung)
    with place.open().shared() as tx:
        tx.outbox.add_deposited(an_outgoing(200, partner=OTHER, packet=None, state=Delivery.SENDING), at=NOON)
    assert rung.get(timeout=SURELY) == OTHER


def test_what_waits_for_the_worker_rings_for_nobody(place, rung):
    assert rings(place, rung, 1) == CENTRE
    quiet(rung)
    with place.open().shared() as tx:
        tx.outbox.add(an_outgoing(200, partner=OTHER, packet=None))
    deposit(place.open(), 201)
    assert rung.get(timeout=SURELY) == CENTRE


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_deposit_rings_again_after_the_server_was_away(place, rung, cluster):
    assert rings(place, rung, 1) == CENTRE
    with cluster.stopped():
        pass
    quiet(rung)
    assert rings(place, rung, 200) == CENTRE


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_the_word_follows_the_commit_and_waits_for_no_disk(place):
    store, said = place.open(), []
    with store.reading():
        pass
    hear_statements(store._engine, said.append)
    with store.shared() as tx:
        tx.outbox.add_deposited(an_outgoing(1, packet=None, state=Delivery.SENDING), at=NOON)
        tx.outbox.waiting(CENTRE, at=NOON)
        assert [one for one in said if "INSERT INTO outbox" in one]
        assert not [one for one in said if "pg_notify" in one]
        within = len(said)
    told = [one for one in said if "pg_notify" in one]
    assert said[-1:] == told
    assert said.index(told[0]) >= within
    assert "set_config" in told[0]


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_what_was_undone_rings_for_nobody(place, rung):
    assert rings(place, rung, 1) == CENTRE
    quiet(rung)
    store = place.open()
    with suppress(ZeroDivisionError), store.shared() as tx:
        tx.outbox.add_deposited(an_outgoing(200, partner=OTHER, packet=None, state=Delivery.SENDING), at=NOON)
        raise ZeroDivisionError
    with suppress(ZeroDivisionError), store.shared() as tx:
        with suppress(ZeroDivisionError), tx.savepoint():
            tx.outbox.add_deposited(an_outgoing(201, partner=OTHER, packet=None, state=Delivery.SENDING), at=NOON)
            raise ZeroDivisionError
        tx.outbox.add_deposited(an_outgoing(202, packet=None, state=Delivery.SENDING), at=NOON)
    assert rung.get(timeout=SURELY) == CENTRE
    quiet(rung)
    assert rung.empty()


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_what_several_threads_deposit_at_once_rings_for_every_partner(place, rung):
    assert rings(place, rung, 1) == CENTRE
    quiet(rung)
    store, partners = place.open(), [f"https://stelle-{number}.example" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(partial(deposit, store), range(200, 224), partners))
    assert {rung.get(timeout=SURELY) for _ in partners} == set(partners)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_who_deposits_hears_nothing_of_a_word_that_could_not_be_said(place, cluster):
    publisher = Publisher(place.open()._engine)
    with cluster.stopped():
        publisher.publish([uid(1)])
    publisher.publish([uid(1)])


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_deposit_rings_again_after_the_file_could_not_be_read(place, rung):
    assert rings(place, rung, 1) == CENTRE
    quiet(rung)
    renamed(place, "outbox", "gone")
    # Long enough for somebody who looks every few milliseconds to find it gone.
    Event().wait(0.2)
    renamed(place, "gone", "outbox")
    assert rings(place, rung, 200) == CENTRE


def renamed(place, table, name):
    with writing(place.engine(place.main)) as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")


def test_who_listens_anew_wakes_everybody_since_something_may_have_been_missed(place, rung):
    assert rung.missed.wait(SURELY)
    if place.main.startswith("sqlite"):
        rung.missed.clear()
        renamed(place, "outbox", "gone")
        Event().wait(0.2)
        renamed(place, "gone", "outbox")
        assert rung.missed.wait(SURELY)


def test_a_deposit_is_news_for_whoever_works(place, rung):
    assert rings(place, rung, 1) == CENTRE
    quiet(rung)
    rung.written.clear()
    deposit(place.open(), 200)
    assert rung.written.wait(SURELY)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_while_nobody_waits_the_file_is_looked_at_when_this_process_has_written(place, rung, monkeypatch):
    assert rings(place, rung, 1) == CENTRE
    quiet(rung)
    monkeypatch.setattr(notify, "_QUIET_SECONDS", 3 * SURELY)
    rung.waiters = 0
    # What pause it is in now was measured before.
    Event().wait(0.5)
    deposit(place.open(), 200)
    with pytest.raises(Empty):
        rung.get(timeout=0.5)
    rung.stirred.set()
    assert rung.get(timeout=SURELY) == CENTRE


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_what_changes_nothing_is_no_news(place, rung):
    assert rings(place, rung, 1) == CENTRE
    quiet(rung)
    rung.written.clear()
    for _ in range(3):
        rung.stirred.set()
        Event().wait(0.1)
    assert not rung.written.is_set()
