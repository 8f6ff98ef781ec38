import zlib

import pytest

from exchange.edge.metadata import budget
from exchange.edge.metadata.budget import Budget, Unreadable


def still():
    return 0.0


def test_so_much_may_be_unpacked_and_no_more():
    left = Budget(still)
    packed = zlib.compress(b"x" * (budget._UNPACKED_BYTES // 2))
    assert len(left.inflate(packed)) == len(left.inflate(packed))
    with pytest.raises(Unreadable):
        left.inflate(zlib.compress(b"x" * 10))


def test_a_bomb_is_not_unpacked_beyond_the_limit():
    with pytest.raises(Unreadable):
        Budget(still).inflate(zlib.compress(bytes(3 * budget._UNPACKED_BYTES)))


def test_so_long_may_it_take():
    ticks = iter([0.0, 1.9, 2.1])
    left = Budget(lambda: next(ticks))
    left.spend()
    with pytest.raises(Unreadable):
        left.spend()


def test_what_is_no_stream_cannot_be_read_and_what_follows_one_is_left_alone():
    with pytest.raises(Unreadable):
        Budget(still).inflate(b"no stream")
    assert Budget(still).inflate(zlib.compress(b"words") + b"endstream") == b"words"
