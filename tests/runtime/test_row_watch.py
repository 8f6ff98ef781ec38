"""The watch looks at the start, alarms once of what is new, and comes round all rows."""

import logging
from threading import Event

import pytest

from exchange.runtime import row_watch
from exchange.runtime.row_watch import RowWatch
from tests.support.examples import a_person, uid
from tests.support.hubs import Bench
from tests.support.places import SqlPlace


class Once(Event):
    """Stops whoever waits for it."""

    def wait(self, timeout=None):
        self.seconds = timeout
        self.set()
        return True


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


def test_it_looks_at_once_and_then_every_ten_minutes_and_alarms_once(place, caplog):
    hub = Bench(store=place.open()).hub
    place.change("UPDATE staff SET role = 'team-lead' WHERE id = 'kim'")
    watch, stop = RowWatch(hub), Once()
    with caplog.at_level(logging.ERROR):
        watch.run(stop)
        watch.look(watch.once)
    alarms = [(one.message, one.error, one.code, one.count) for one in caplog.records]
    assert (alarms, stop.seconds, watch.differing) == ([("row differs", "staff", "row-changed", 1)], 600, 1)


def test_slices_come_round_all_persons_within_a_day(place, monkeypatch):
    store = place.open()
    hub = Bench(store=store).hub
    with store.transaction() as tx:
        for number in range(30, 50):
            tx.people.add(a_person(number))
    monkeypatch.setattr(row_watch, "PAGE", 1)
    monkeypatch.setattr(row_watch, "ROUNDS_A_DAY", 11)
    watch = RowWatch(hub)
    watch.look(watch.everything)
    place.change(f"UPDATE person SET reference_hash = 'x' WHERE id = '{uid(49)}'")  # noqa: S608 ids of ours
    found = [len(watch.look(watch.once)) for _ in range(10)]
    assert [many for many in found if many] != []
