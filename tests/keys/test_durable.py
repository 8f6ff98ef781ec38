"""Files are whole or not there, their owner's alone, and changed by one at a time. What is flushed when: faults."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from keys import durable

FORMERLY, NOW = b"formerly", b"now"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(FORMERLY)
    return path


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_replaced_whole_and_is_its_owners_alone(path):
    path.chmod(0o644)
    durable.replace(path, NOW)
    assert (path.read_bytes(), mode(path), names(path.parent)) == (NOW, 0o600, ["kept"])


def test_a_replacement_that_breaks_off_leaves_the_old_file_and_nothing_beside_it(path):
    with pytest.raises(TypeError), durable.incoming(path) as file:
        file.writelines([NOW, None])
    assert (path.read_bytes(), names(path.parent)) == (FORMERLY, ["kept"])


def test_until_it_is_whole_a_new_file_lies_beside_the_old_one_under_the_name_that_was_asked_for(path):
    with durable.incoming(path, prefix="incoming-") as file:
        file.write(NOW)
        assert path.read_bytes() == FORMERLY
        assert [name[:9] for name in names(path.parent)] == ["incoming-", "kept"]
    assert (path.read_bytes(), names(path.parent)) == (NOW, ["kept"])


@pytest.mark.parametrize("in_the_way", [Path.touch, lambda path: path.symlink_to("elsewhere")], ids=["file", "link"])
def test_nothing_is_created_over_a_file_or_through_a_link(tmp_path, in_the_way):
    path = tmp_path / "new"
    in_the_way(path)
    before = names(tmp_path)
    with pytest.raises(FileExistsError):
        durable.create(path)
    assert names(tmp_path) == before


def test_what_is_created_is_its_owners_alone(tmp_path):
    with durable.create(durable.make_folder(tmp_path / "a" / "b") / "new") as file:
        file.write(NOW)
    assert (mode(tmp_path / "a"), mode(tmp_path / "a" / "b"), mode(tmp_path / "a" / "b" / "new")) == (
        0o700, 0o700, 0o600,
    )  # fmt: skip


def test_a_folder_that_is_there_stays_as_it_is(tmp_path):
    tmp_path.chmod(0o750)
    assert mode(durable.make_folder(tmp_path)) == 0o750


def test_a_finished_file_takes_the_place_of_the_old_one(path):
    part = path.with_name("part")
    part.write_bytes(NOW)
    durable.into_place(part, path)
    assert (path.read_bytes(), names(path.parent)) == (NOW, ["kept"])


def test_who_comes_second_to_a_folder_waits_until_the_first_has_left(tmp_path):
    order, trying = [], Event()

    def second():
        trying.set()
        with durable.alone(tmp_path):
            order.append("second")

    with ThreadPoolExecutor(1) as other, durable.alone(tmp_path):
        waiting = other.submit(second)
        trying.wait()
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.2)
        order.append("first")
    assert order == ["first", "second"]


def test_who_does_not_want_to_wait_is_told_that_somebody_holds_the_folder(tmp_path):
    with durable.alone(tmp_path), durable.alone_if_free(tmp_path) as mine:
        assert not mine
    with durable.alone_if_free(tmp_path) as mine:
        assert mine
