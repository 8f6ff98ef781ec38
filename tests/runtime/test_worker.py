"""A worker that is told to stop finishes what it began and gives back what it only claimed."""

from threading import Event, Thread

from adapters.contract import END_TO_END, Offered
from exchange.core.vocabulary import Delivery
from exchange.flows.delivery.deliver import lease_due
from exchange.flows.evidence.sequence import place_waiting
from exchange.flows.session.sign_in import sign_in
from exchange.runtime import worker as working
from exchange.runtime.worker import Worker
from exchange.storage.files.blobs import FileBlobs
from exchange.storage.files.reserve import Reserve
from tests.support.examples import an_entry, an_outgoing
from tests.support.hubs import CENTRE, KIM, Bench, claim
from tests.support.serving import comes


class Stopping:
    """An adapter during whose first delivery the worker is told to stop."""

    contract = 1
    channel = END_TO_END

    def __init__(self, stop) -> None:
        self.stop, self.delivered = stop, []

    def deliver(self, parcel):
        self.delivered.append(parcel.id)
        self.stop.set()
        return Offered()


def test_what_was_claimed_and_not_begun_is_another_workers_at_once():
    bench, stop = Bench(), Event()
    with bench.store.transaction() as tx:
        for number in range(1, 6):
            tx.outbox.add(an_outgoing(number, packet=None, partner=CENTRE))
    adapter = bench.adapters["mailbox"] = Stopping(stop)
    bench.worker._stop = stop
    bench.worker.once()
    assert len(adapter.delivered) == 1
    assert len(lease_due(hub=bench.hub)) == 4


def test_what_was_given_back_stands_as_it_stood():
    bench, stop = Bench(), Event()
    stop.set()
    with bench.store.transaction() as tx:
        tx.outbox.add(an_outgoing(1, packet=None))
        tx.outbox.add(an_outgoing(2, packet=None, attempts=1, state=Delivery.RETRYING))
    bench.worker._stop = stop
    bench.worker.once()
    with bench.store.reading() as tx:
        assert tx.outbox.tally().states == {Delivery.QUEUED: 1, Delivery.RETRYING: 1}


def test_a_worker_forgets_sessions_of_more_than_a_day_ago():
    bench = Bench()
    old = sign_in(claim(KIM), hub=bench.hub).session
    bench.clock.advance(hours=25)
    young = sign_in(claim(KIM), hub=bench.hub).session
    bench.worker.once()
    with bench.store.reading() as tx:
        assert (tx.sessions.get(old.id), tx.sessions.get(young.id)) == (None, young)


def test_a_worker_says_how_long_it_has_not_looked():
    bench = Bench()
    bench.worker.once()
    bench.clock.advance(seconds=90)
    assert bench.worker.idle_seconds == 90
    bench.worker.once()
    assert bench.worker.idle_seconds == 0


def test_room_that_was_given_up_on_a_full_disk_is_kept_anew_within_a_minute(tmp_path):
    reserve = Reserve(tmp_path / "reserve")
    bench = Bench(blobs=FileBlobs(tmp_path / "blobs", reserve=reserve))
    bench.worker.once()
    assert reserve.give_up()
    bench.clock.advance(seconds=60)
    bench.worker.once()
    assert reserve.give_up()


def test_a_resting_worker_is_woken_by_what_was_written_and_by_the_end(monkeypatch):
    monkeypatch.setattr(working, "STEPS", 10_000)
    bench, stop, written = Bench(), Event(), Event()
    adapter = Stopping(stop)
    bench.adapters["mailbox"] = adapter
    worker = Worker(bench.hub, adapters=bench.adapters, delivered=bench.rung.append, written=written)
    thread = Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        # It has looked, found nothing and rests.
        Event().wait(0.5)
        with bench.store.transaction() as tx:
            tx.outbox.add(an_outgoing(1, packet=None, partner=CENTRE))
        Event().wait(0.5)
        assert adapter.delivered == []
        written.set()
        comes(lambda: adapter.delivered)
    finally:
        stop.set()
        thread.join()
    assert not written.is_set()


def test_every_minute_that_the_log_is_behind_is_alarmed_with_how_far(caplog):
    bench = Bench()
    place_waiting(hub=bench.hub)
    with bench.store.transaction() as tx:
        tx.log.later(an_entry())
    seen = []
    for _ in range(4):
        bench.worker.once()
        seen.append([(one.count, one.seconds) for one in caplog.records if one.message == "evidence log behind"])
        bench.clock.advance(seconds=60)
    assert seen == [[], [], [(1, 120)], [(1, 120), (1, 180)]]
    caplog.clear()
    place_waiting(hub=bench.hub)
    bench.worker.once()
    assert caplog.records == []
