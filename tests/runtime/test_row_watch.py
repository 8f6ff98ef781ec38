"""The watch looks at the start, alarms once of what is new, and comes round all rows."""

import logging
import math
from threading import Event

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.evidence.row import RowFault
from exchange.flows.evidence.sequence import place_waiting
from exchange.runtime import row_watch
from exchange.runtime.row_watch import RowWatch
from tests.flows.register.test_enter import enters
from tests.support.examples import a_person, uid
from tests.support.hubs import Bench
from tests.support.places import SqlPlace
from tests.support.reviewed import SINCE, arm


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


def test_what_a_slice_found_is_counted_until_it_is_whole_again_and_alarmed_once(place, monkeypatch, caplog):
    store = place.open()
    bench = Bench(store=store)
    with store.transaction() as tx:
        for number in range(30, 50):
            tx.people.add(a_person(number))
    monkeypatch.setattr(row_watch, "PAGE", 1)
    monkeypatch.setattr(row_watch, "ROUNDS_A_DAY", 11)
    watch = RowWatch(bench.hub)
    assert math.isnan(watch.differing)
    watch.look(watch.everything)
    place.change(f"UPDATE person SET merged_into = '' WHERE id = '{uid(30)}'")  # noqa: S608 ids of ours
    with caplog.at_level(logging.ERROR):
        counted = [watch.look(watch.once) and watch.differing for _ in range(25)]
    assert counted[counted.index(1) :] == [1] * len(counted[counted.index(1) :])
    assert [one.message for one in caplog.records] == ["row differs"]
    place.change(f"UPDATE person SET merged_into = NULL WHERE id = '{uid(30)}'")  # noqa: S608 ids of ours
    watch.look(watch.once)
    assert watch.differing == 0


def test_it_says_how_long_ago_it_last_compared(place):
    bench = Bench(store=place.open())
    watch = RowWatch(bench.hub)
    bench.clock.advance(minutes=40)
    assert watch.idle_seconds == 2400
    watch.look(watch.everything)
    assert watch.idle_seconds == 0


@pytest.fixture
def registers(place):
    """A hub with facts that forbid something, all of whose leaves have their place."""
    bench = Bench(store=place.open())
    bench.a_consent()
    arm(bench, "ST-03")
    for kind in (FactKind.CONTRACT, FactKind.DISPUTE):
        enters(bench, kind, **SINCE)
    place_waiting(hub=bench.hub)
    return bench


def test_a_fact_that_was_taken_away_is_found_at_the_start_and_ten_minutes_later(place, registers):
    watch = RowWatch(registers.hub)
    assert watch.look(watch.everything) == []
    place.change("DELETE FROM fact WHERE kind IN ('armed', 'contract', 'dispute')")
    for look in (watch.once, RowWatch(registers.hub).everything):
        found = {(one.name.split(":")[1], one.fault) for one in watch.look(look)}
        assert found == {(kind, RowFault.MISSING) for kind in ("armed", "contract", "dispute")}


def test_a_fact_that_was_taken_away_with_what_told_of_it_is_counted_and_alarmed_once(place, registers, caplog):
    watch = RowWatch(registers.hub)
    place.change("DELETE FROM fact WHERE kind = 'armed'")
    place.change("UPDATE record SET body = x'00' WHERE about LIKE 'fact:armed:%'")
    with caplog.at_level(logging.ERROR):
        counted = [watch.look(look) or watch.differing for look in (watch.everything, watch.once)]
    alarms = [(one.message, one.error, one.code, one.count) for one in caplog.records]
    assert (counted, alarms) == ([1, 1], [("record differs", "record", "row-record-not-ours", 1)])
