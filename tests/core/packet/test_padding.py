import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.errors import TooLarge
from exchange.core.packet.padding import BUCKETS, LARGEST, bucket, encoded, pad_length, padding

sizes = st.integers(0, 390_000)
headers = st.integers(1, 300)


def jws(payload, header, signature):
    """The length of a real compact JWS."""
    return len(".".join(base64.urlsafe_b64encode(bytes(n)).decode().rstrip("=") for n in (header, payload, signature)))


@given(sizes, headers, st.sampled_from([64, 256]))
def test_the_pad_is_the_longest_that_stays_within_the_smallest_fitting_bucket(payload, header, signature):
    pad = pad_length(payload, header=header, signature=signature)
    size = min(size for size in BUCKETS if size >= jws(payload, header, signature))
    assert pad >= 0
    assert jws(payload + pad, header, signature) <= size < jws(payload + pad + 1, header, signature)


@pytest.mark.parametrize("size", BUCKETS)
def test_a_bucket_holds_exactly_its_size(size):
    assert bucket(size) == size
    assert bucket(size - 1) == size


def test_one_byte_more_than_the_largest_bucket_is_too_large():
    with pytest.raises(TooLarge):
        bucket(LARGEST + 1)
    with pytest.raises(TooLarge):
        pad_length(LARGEST, header=60, signature=64)


def test_the_smallest_bucket_can_be_set_higher():
    assert bucket(10, smallest=16 * 1024) == 16 * 1024
    assert bucket(10) == 4096


@given(st.integers(0, 10_000))
def test_the_encoded_length_is_that_of_base64url(octets):
    assert encoded(octets) == len(base64.urlsafe_b64encode(bytes(octets)).rstrip(b"="))


def test_the_pad_is_a_run_of_one_letter():
    assert padding(5) == "AAAAA"
