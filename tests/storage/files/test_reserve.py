"""Room is kept for what must go on, given up once it is needed, and kept anew when there is room again."""

import shutil
from types import SimpleNamespace

import pytest

from exchange.core.unavailable import Contended, DiskFull
from exchange.storage.files.disk import FLUSH
from exchange.storage.files.reserve import RelievedStore, Reserve
from tests.support.memory.store import MemoryStore


def test_the_reserve_takes_the_room_it_names_and_is_made_again(tmp_path):
    reserve = Reserve(tmp_path / "reserve")
    assert reserve.is_whole()
    found = (tmp_path / "reserve").stat()
    assert found.st_blocks * 512 >= found.st_size > 0
    assert found.st_mode & 0o077 == 0
    assert (reserve.give_up(), reserve.give_up()) == (True, False)
    assert reserve.is_whole()
    assert [one.name for one in tmp_path.iterdir()] == ["reserve"]


@pytest.mark.parametrize(("times", "made"), [(3, False), (4, True)])
def test_it_is_made_only_where_there_is_three_times_the_room(tmp_path, monkeypatch, times, made):
    total = 32 * 1024 * 1024
    usage = SimpleNamespace(total=total, free=times * total // 32)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert Reserve(tmp_path / "reserve").is_whole() is made


@pytest.mark.parametrize("kind", ["transaction", "shared", "reading"])
def test_work_that_found_no_room_may_be_done_again_once_the_reserve_made_some(tmp_path, kind):
    reserve = Reserve(tmp_path / "reserve")
    store = RelievedStore(MemoryStore(), reserve=reserve)
    assert reserve.is_whole()
    with pytest.raises(Contended), getattr(store, kind)():
        raise DiskFull
    assert not (tmp_path / "reserve").exists()
    with pytest.raises(DiskFull), getattr(store, kind)():
        raise DiskFull


def test_work_that_may_have_been_done_is_not_done_again(tmp_path):
    reserve = Reserve(tmp_path / "reserve")
    assert reserve.is_whole()
    with pytest.raises(DiskFull), RelievedStore(MemoryStore(), reserve=reserve).shared():
        raise DiskFull(FLUSH)


def test_an_attempt_that_found_no_room_may_be_done_again_too(tmp_path):
    def work(_tx):
        raise DiskFull

    reserve = Reserve(tmp_path / "reserve")
    assert reserve.is_whole()
    with pytest.raises(Contended):
        RelievedStore(MemoryStore(), reserve=reserve).attempt(work)
