import hashlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from exchange.core.log import LeafType, LogEntry, leaf_hash, root

AT = datetime(2026, 11, 24, 12, 0, 0, 123000, tzinfo=UTC)


def entry(record=b"{}", salt=bytes(32)):
    return LogEntry(type=LeafType.DISCLOSURE, at=AT, salt=salt, record=record)


def by_halves(leaves):
    """The tree hash as RFC 6962 section 2.1 defines it, by halves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + by_halves(leaves[:half]) + by_halves(leaves[half:])).digest()


def test_a_leaf_is_type_time_and_commitment():
    leaf = entry().leaf
    assert (len(leaf), leaf[0], int.from_bytes(leaf[1:9], "big")) == (41, 14, 1795521600123)
    assert leaf[9:] == hashlib.sha256(bytes(32) + b"{}").digest()


def test_another_salt_makes_another_leaf_of_the_same_record():
    assert entry(salt=bytes(32)).leaf != entry(salt=b"\x01" * 32).leaf


def test_an_empty_log_has_the_hash_of_nothing():
    assert root([]) == hashlib.sha256(b"").digest()


@given(st.lists(st.binary(max_size=50), max_size=40))
def test_the_root_is_that_of_the_definition(leaves):
    assert root(leaves) == by_halves(leaves)
