import hashlib
from datetime import UTC, datetime

from exchange.core.evidence.entry import LEAF_BYTES, EntryType, LogEntry, log_origin

AT = datetime(2026, 11, 24, 12, 0, 0, 123000, tzinfo=UTC)


def entry(record=b"{}", salt=bytes(32)):
    return LogEntry(type=EntryType.DISCLOSURE, at=AT, salt=salt, record=record)


def test_a_leaf_is_type_time_and_commitment():
    leaf = entry().leaf
    assert (len(leaf), leaf[0], int.from_bytes(leaf[1:9], "big")) == (LEAF_BYTES, 14, 1795521600123)
    assert leaf[9:] == hashlib.sha256(bytes(32) + b"{}").digest()


def test_another_salt_makes_another_leaf_of_the_same_record():
    assert entry(salt=bytes(32)).leaf != entry(salt=b"\x01" * 32).leaf


def test_a_log_is_named_after_its_hub_and_its_number():
    assert log_origin("https://hub.example", 2) == "hub.example/rx-log/2"
