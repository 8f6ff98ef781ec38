"""On SQLite nobody is told of a commit before it is on the disk, and one sync is good for many."""

import errno
import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Timer

import pytest

from exchange.core.unavailable import DatabaseUnavailable, DiskFull
from exchange.storage.database.durable import turn_to_wal
from exchange.storage.database.engine import open_database, reading, writing, writing_beside
from tests.support.places import SqlPlace

ADD = "INSERT INTO once (kind, mark, until) VALUES ('test', ?, 0)"


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


@pytest.fixture
def syncs(monkeypatch):
    """The files that were synced, by name; the real call is made, after `held` is over."""
    real, seen = os.fdatasync, []
    seen_names = Names(seen)

    def spied(handle):
        seen.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        seen_names.begun.set()
        seen_names.go_on.wait()
        seen_names.meanwhile()
        real(handle)

    monkeypatch.setattr(os, "fdatasync", spied)
    return seen_names


class Names:
    def __init__(self, seen) -> None:
        self.seen, self.begun, self.go_on = seen, Event(), Event()
        self.go_on.set()
        self.meanwhile = bool

    def hold(self) -> None:
        self.begun.clear()
        self.go_on.clear()


def add(engine, mark, begin=writing_beside):
    with begin(engine) as connection:
        connection.exec_driver_sql(ADD, (mark,))


@pytest.mark.parametrize("begin", [writing, writing_beside])
def test_a_commit_has_been_synced_when_it_returns(place, syncs, begin):
    add(place.engine(place.main), "one", begin)
    assert syncs.seen == ["main.db-wal"]


def test_who_wrote_nothing_and_sees_nothing_new_waits_for_no_disk(place, syncs):
    engine = place.engine(place.main)
    add(engine, "one")
    for _ in range(5):
        with reading(engine) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM once")
    assert len(syncs.seen) == 1


def test_a_reader_tells_nothing_that_another_process_has_not_synced_yet(place, syncs):
    engine = place.engine(place.main)
    add(engine, "one")
    foreign(place, ADD, "two")
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM once").scalar_one() == 2
    assert len(syncs.seen) == 2


def test_the_next_one_writes_while_a_commit_waits_for_the_disk(place, syncs):
    engine = place.engine(place.main)
    syncs.hold()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(add, engine, "one")
        syncs.begun.wait()
        with writing(engine) as connection:
            connection.exec_driver_sql(ADD, ("two",))
            assert not first.done()
            syncs.go_on.set()
            first.result()


def test_all_who_came_while_one_waited_are_served_by_the_next_sync(place, syncs):
    engine = place.engine(place.main)
    syncs.hold()
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(add, engine, "first")
        syncs.begun.wait()
        others = [pool.submit(add, engine, f"other-{number}") for number in range(8)]
        wait_for(lambda: written(place) == 9)
        syncs.go_on.set()
        for one in (first, *others):
            one.result()
    assert len(syncs.seen) == 2


def test_none_of_them_waits_again_because_somebody_else_goes_on_writing(place, syncs):
    engine, marks = place.engine(place.main), count()
    syncs.hold()
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(add, engine, "first")
        syncs.begun.wait()
        others = [pool.submit(add, engine, f"other-{number}") for number in range(8)]
        wait_for(lambda: written(place) == 9)
        syncs.meanwhile = lambda: foreign(place, ADD, f"foreign-{next(marks)}")
        syncs.go_on.set()
        for one in (first, *others):
            one.result()
    assert len(syncs.seen) == 2


def written(place):
    return foreign(place, "SELECT count(*) FROM once")[0][0]


def foreign(place, words, *values: str):
    """What another process would do."""
    connection = sqlite3.connect(place.main.removeprefix("sqlite:///"), isolation_level=None, timeout=5)
    try:
        return connection.execute(words, values).fetchall()
    finally:
        connection.close()


def wait_for(so):
    for _ in range(2000):
        if so():
            return
        Event().wait(0.01)
    raise AssertionError("it never came about")


def broken(number=errno.EIO):
    def fails(_handle):
        raise OSError(number, os.strerror(number))

    return fails


@pytest.mark.parametrize(("number", "kind"), [(errno.EIO, DatabaseUnavailable), (errno.ENOSPC, DiskFull)])
def test_a_disk_that_fails_is_told_to_whoever_wrote_and_nothing_is_built_on_what_it_lost(
    place, monkeypatch, tmp_path, number, kind
):
    engine = place.engine(place.main)
    monkeypatch.setattr(os, "fdatasync", broken(number))
    with pytest.raises(kind) as raised:
        add(engine, "one")
    assert raised.value.detail == ("disk" if kind is DatabaseUnavailable else "flush")
    monkeypatch.undo()
    add(engine, "two")
    # The sync that succeeds says nothing of what the one before it lost: it is in the database file now.
    assert marks(place, tmp_path / "alone.db") == ["one", "two"]


def test_after_a_failed_sync_nobody_is_told_anything_until_all_of_it_is_in_the_database_file(
    place, monkeypatch, tmp_path
):
    engine = place.engine(place.main)
    add(engine, "before")
    with long_reader(place):
        monkeypatch.setattr(os, "fdatasync", broken())
        with pytest.raises(DatabaseUnavailable):
            add(engine, "one")
        monkeypatch.undo()
        for tell in (lambda: add(engine, "two"), lambda: seen(engine)):
            with pytest.raises(DatabaseUnavailable) as raised:
                tell()
            assert raised.value.detail == "disk"
    assert seen(engine) == 3
    assert marks(place, tmp_path / "alone.db") == ["before", "one", "two"]
    # From here on it is as it was: one sync, and the WAL is written on.
    add(engine, "three")
    assert marks(place, tmp_path / "later.db") == ["before", "one", "two"]
    assert seen(engine) == 4


def test_a_sync_that_fails_again_asks_for_the_database_file_again(place, monkeypatch, tmp_path):
    engine = place.engine(place.main)
    monkeypatch.setattr(os, "fdatasync", broken())
    for mark in ("one", "two"):
        with pytest.raises(DatabaseUnavailable):
            add(engine, mark)
    monkeypatch.undo()
    add(engine, "three")
    assert marks(place, tmp_path / "alone.db") == ["one", "three", "two"]


def test_the_wal_that_was_emptied_is_synced_so_that_the_old_one_is_not_found_beside_a_newer_file(
    place, monkeypatch, syncs
):
    engine = place.engine(place.main)
    with monkeypatch.context() as failing:
        failing.setattr(os, "fdatasync", broken())
        with pytest.raises(DatabaseUnavailable):
            add(engine, "one")
    assert seen(engine) == 1
    assert syncs.seen == ["main.db-wal"]


def seen(engine):
    with reading(engine) as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM once").scalar_one()


def marks(place, copy):
    """What a power loss would leave that took the whole WAL: the marks in the database file alone."""
    shutil.copy(place.main.removeprefix("sqlite:///"), copy)
    with closing(sqlite3.connect(copy)) as connection:
        return [mark for (mark,) in connection.execute("SELECT mark FROM once ORDER BY mark")]


@contextmanager
def long_reader(place):
    """Another process that reads on while the `with` lasts."""
    with closing(sqlite3.connect(place.main.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM once").fetchall()
        yield


def test_an_engine_that_is_done_with_keeps_nothing_open(tmp_path):
    url = f"sqlite:///{tmp_path}/small.db"
    engine = open_database(url)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE thing (id)")
    engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["small.db"]
    with writing(engine) as connection:
        connection.exec_driver_sql("INSERT INTO thing VALUES (1)")
    engine.dispose()


@contextmanager
def held_for_a_moment(file):
    """A new file that another process is at; SQLite itself waits for nobody, as where several turn one at once."""
    with (
        closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other,
        closing(sqlite3.connect(file, timeout=0)) as connection,
    ):
        other.execute("BEGIN EXCLUSIVE")
        leaves = Timer(0.3, other.execute, ["ROLLBACK"])
        leaves.start()
        yield connection
        leaves.join()


def test_who_finds_another_at_a_new_file_waits_for_its_turn(tmp_path):
    with held_for_a_moment(tmp_path / "new.db") as connection:
        turn_to_wal(connection, within=20)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_who_finds_another_at_a_new_file_does_not_wait_for_ever(tmp_path):
    with (
        held_for_a_moment(tmp_path / "new.db") as connection,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        turn_to_wal(connection, within=0)
