"""New files: whole and their owner's alone, or not there."""

import stat

import pytest

from exchange.cli import new_file
from exchange.cli.new_file import FileNotWritten, FileTaken, check_free, write_new


def test_a_new_file_is_its_owners_alone(tmp_path):
    write_new(tmp_path / "a", b"x")
    assert ((tmp_path / "a").read_bytes(), stat.S_IMODE((tmp_path / "a").stat().st_mode)) == (b"x", 0o600)


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("a", "link"):
        with pytest.raises(FileTaken):
            write_new(tmp_path / name, b"new")
        with pytest.raises(FileTaken):
            check_free(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert not (tmp_path / "elsewhere").exists()


def test_where_there_is_no_folder_nothing_can_be_written(tmp_path):
    for tries in (check_free, lambda path: write_new(path, b"x")):
        with pytest.raises(FileNotWritten):
            tries(tmp_path / "nirgends" / "a")


def test_half_a_file_does_not_stay(tmp_path, monkeypatch):
    def full(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_file.durable, "flush", full)
    with pytest.raises(FileNotWritten):
        write_new(tmp_path / "a", b"x")
    assert list(tmp_path.iterdir()) == []
