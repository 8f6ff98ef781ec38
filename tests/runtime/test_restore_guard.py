"""Nothing is written to a database that was restored from a backup."""

from dataclasses import replace

import pytest

from exchange.core.unavailable import LogBehind
from exchange.runtime.restore_guard import RestoreGuard
from exchange.storage.files.published_log import FilePublishedLog
from tests.support.evidence import Logged


@pytest.fixture
def log(tmp_path):
    return Logged(tmp_path / "log")


@pytest.mark.parametrize("way", ["transaction", "shared"])
def test_nothing_is_written_to_a_restored_database_but_all_can_be_read(log, way):
    restore = log.backup()
    log.published(200)
    restore()
    hub = log.gated()
    with pytest.raises(LogBehind), getattr(hub.store, way)():
        pass
    with hub.store.reading() as tx:
        assert tx.staff.get("kim") is not None


def test_nor_is_anything_attempted_on_it(log):
    restore, done = log.backup(), []
    log.published(200)
    restore()
    with pytest.raises(LogBehind):
        log.gated().store.attempt(done.append)
    assert done == []


def test_the_gate_opens_by_itself_when_a_successor_is_there(log):
    restore = log.backup()
    log.published(200)
    hub = log.gated()
    restore()
    with pytest.raises(LogBehind), hub.store.transaction():
        pass
    log.succeeds()
    log.later(seconds=3)
    with hub.store.transaction() as tx:
        assert tx.log.starts()[-1].number == 2


class CountingBook(FilePublishedLog):
    """A book that counts how often its checkpoint is looked at."""

    looks = 0

    def note(self, log: int) -> str:
        self.looks += 1
        return super().note(log)


def test_the_gate_looks_every_two_seconds_and_not_at_every_call(log):
    log.published(100)
    log.book = CountingBook(log.folder)
    hub = log.gated()
    for seconds in (0, 1, 0, 1, 0):
        log.later(seconds=seconds)
        with hub.store.shared():
            pass
    assert log.book.looks == 2


def test_a_damaged_book_stops_no_message(log):
    log.published(100)
    (log.folder / "1" / "checkpoint").unlink()
    with log.gated().store.transaction() as tx:
        assert tx.log.size() == 100


@pytest.mark.parametrize("way", ["transaction", "shared"])
def test_what_was_written_is_told_once_it_is_there_and_what_was_not_is_not(log, way):
    seen = []

    def look():
        with log.hub.store.reading() as tx:
            seen.append(tx.staff.get("neu") is not None)

    guard = RestoreGuard(log.hub, published=log.book, written=look)
    with pytest.raises(ZeroDivisionError), getattr(guard, way)():
        raise ZeroDivisionError
    assert seen == []
    with getattr(guard, way)() as tx:
        tx.staff.add(replace(tx.staff.get("kim"), id="neu"))
    assert seen == [True]
    with guard.reading():
        pass
    assert seen == [True]
