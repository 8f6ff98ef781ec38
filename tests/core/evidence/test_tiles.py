import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.evidence.tiles import Tile, bundle

NONSENSE = [
    "", "0", "0/", "0/1", "0/0001", "0/x001", "0/x001/x234", "0/x000/005", "00/005", "64/005", "-1/005", "0/005.p/0",
    "0/005.p/256", "0/005.p/01", "0/005.p/", "0/005.p/1/", "0/005/", "/0/005", "0/../005", "0/%30%30%35", "entries",
    "entries/5", "Entries/005", "0/٠٠٥", "0/005\n", "0/x001/x001/x001/x001/x001/x001/001", "1/005.p/9999", "0 /005",
]  # fmt: skip


def test_the_paths_of_the_specification():
    assert Tile.read("0/x001/x234/067") == Tile(level=0, number=1234067)
    assert Tile.read("entries/000.p/112") == Tile(level=None, number=0, width=112)


@pytest.mark.parametrize("path", NONSENSE)
def test_nonsense_is_no_path(path):
    assert Tile.read(path) is None


@given(st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 10**15), st.integers(1, 256))
def test_a_path_is_read_as_it_is_written(level, number, width):
    tile = Tile(level=level, number=number, width=width)
    assert Tile.read(tile.path) == tile


@given(st.text(alphabet="0123456789x/.pe", max_size=20))
def test_a_path_has_one_spelling(path):
    tile = Tile.read(path)
    assert tile is None or tile.path == path


def test_seventy_thousand_leaves_have_the_tiles_of_the_specification():
    last = {0: (273, 112), 1: (1, 17), 2: (0, 1)}
    for level, (number, width) in last.items():
        assert Tile(level=level, number=number, width=width).within(70_000)
        assert not Tile(level=level, number=number, width=width + 1).within(70_000)
    assert not Tile(level=3, number=0, width=1).within(70_000)


def test_a_bundle_says_each_length_before_the_entry():
    assert bundle([b"ab", b"", b"c" * 300]) == b"\0\2ab" + b"\0\0" + b"\1\x2c" + b"c" * 300
