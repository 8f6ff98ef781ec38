"""What was published lies in files that are whole, private and written by one at a time."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE

import pytest

from exchange.storage.files.published_log import FilePublishedLog

HOLD = """
import sys
from pathlib import Path
from exchange.storage.files.published_log import FilePublishedLog
with FilePublishedLog(Path(sys.argv[1])).alone() as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def book(tmp_path):
    return FilePublishedLog(tmp_path / "log")


def test_nothing_is_published_at_first(book):
    assert (book.numbers(), book.note(1), book.hashes(1, 0, 0, 9)) == ([], "", b"")


def test_a_checkpoint_takes_the_place_of_the_last_one(book, tmp_path):
    for note in ("one — 1\n", "two — 2\n"):
        book.publish(1, note)
    assert (book.note(1), [path.name for path in (tmp_path / "log" / "1").iterdir()]) == ("two — 2\n", ["checkpoint"])


def test_what_a_crash_left_half_written_goes_with_the_next_checkpoint_and_of_this_log_alone(book, tmp_path):
    for log in (1, 2):
        book.publish(log, "one\n")
        (tmp_path / "log" / str(log) / "incoming-0123").write_text("half")
    book.publish(1, "two\n")
    left = sorted(str(path.relative_to(tmp_path / "log")) for path in (tmp_path / "log").glob("*/*"))
    assert left == ["1/checkpoint", "2/checkpoint", "2/incoming-0123"]


def test_a_checkpoint_that_cannot_be_written_leaves_the_last_one_and_nothing_beside_it(book, tmp_path):
    book.publish(1, "one\n")
    with pytest.raises(UnicodeEncodeError):
        book.publish(1, "\ud800\n")
    assert (book.note(1), [path.name for path in (tmp_path / "log" / "1").iterdir()]) == ("one\n", ["checkpoint"])


def test_hashes_come_back_from_any_place_and_fewer_where_there_are_fewer(book):
    book.write(1, 0, 0, b"a" * 32 + b"b" * 32)
    book.write(1, 0, 2, b"c" * 32)
    assert (book.hashes(1, 0, 1, 1), book.hashes(1, 0, 2, 9)) == (b"b" * 32, b"c" * 32)


def test_unfinished_work_is_written_over_and_what_follows_it_stays_unread(book):
    book.write(1, 0, 0, b"x" * 96)
    book.write(1, 0, 1, b"b" * 32)
    assert book.hashes(1, 0, 0, 2) == b"x" * 32 + b"b" * 32


def test_logs_and_levels_do_not_touch_each_other(book):
    book.write(1, 0, 0, b"a" * 32)
    book.write(2, 0, 0, b"b" * 32)
    book.write(2, 1, 0, b"c" * 32)
    book.publish(10, "x\n")
    book.publish(2, "x\n")
    assert (book.hashes(1, 0, 0, 1), book.hashes(2, 1, 0, 1), book.numbers()) == (b"a" * 32, b"c" * 32, [2, 10])


def test_nobody_else_on_the_machine_may_read_it(book, tmp_path):
    book.write(1, 0, 0, b"a" * 32)
    book.publish(1, "x\n")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {0o700, 0o600}


def test_a_checkpoint_that_is_no_text_is_read_as_a_damaged_one(book, tmp_path):
    book.publish(1, "x\n")
    (tmp_path / "log" / "1" / "checkpoint").write_bytes(b"\xff\xfe")
    assert book.note(1) == "\ufffd\ufffd"


def test_one_thread_at_a_time_has_the_pen(book):
    def ask():
        with book.alone() as mine:
            return mine

    with book.alone() as mine, ThreadPoolExecutor(1) as other:
        assert (mine, other.submit(ask).result()) == (True, False)
    assert ask()


def test_one_process_at_a_time_has_the_pen_and_a_dead_one_has_none(book, tmp_path):
    command, root = [sys.executable, "-c", HOLD, str(tmp_path / "log")], Path(__file__).parents[3]
    holder = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=root)  # noqa: S603 our own program
    with holder:
        assert holder.stdout.readline() == "True\n"
        with book.alone() as mine:
            assert not mine
        holder.kill()
    with book.alone() as mine:
        assert mine
