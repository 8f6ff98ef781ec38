"""How many bytes of files somebody may have put that nothing names yet."""

from datetime import timedelta

import pytest

from exchange.core.upload import Unnamed, UploadQuotaExceeded, on_disk, raise_if_over
from tests.support.clock import NOON

KIB = 1024


def test_a_file_counts_for_whole_blocks():
    assert [on_disk(size) for size in (0, 1, 4 * KIB, 4 * KIB + 1)] == [4 * KIB, 4 * KIB, 4 * KIB, 8 * KIB]


def test_up_to_the_last_byte_and_not_one_more():
    raise_if_over(Unnamed(60, NOON), 40, most=100, at=NOON)
    with pytest.raises(UploadQuotaExceeded):
        raise_if_over(Unnamed(60, NOON), 41, most=100, at=NOON)


@pytest.mark.parametrize(("hours", "seconds"), [(0, 86_400), (23, 3600), (24, 1), (99, 1)])
def test_it_says_when_the_oldest_is_forgotten(hours, seconds):
    with pytest.raises(UploadQuotaExceeded) as refused:
        raise_if_over(Unnamed(100, NOON), 1, most=100, at=NOON + timedelta(hours=hours))
    assert refused.value.retry_after == seconds


def test_a_file_that_could_never_come_is_refused_where_nothing_lies_here():
    with pytest.raises(UploadQuotaExceeded) as refused:
        raise_if_over(Unnamed(), 101, most=100, at=NOON)
    assert refused.value.retry_after == 86_400
