"""Every table of the main database, and of the persons' keys, decides or says why it does not."""

from exchange.storage.database.deciding import DECIDING, OTHERS
from exchange.storage.tables.columns import SEAL
from exchange.storage.tables.schema import key_metadata, metadata

COVERED = {
    "partner": {"entity", "document"},
    "staff": {
        "id", "name", "role", "passphrase_hash", "active", "since", "entered_by", "confirmed_by",
        "passphrase_changed_at",
    },
    "training": {"id", "staff", "topic", "valid_from", "valid_until", "entered_by", "confirmed_by"},
    "deputy_period": {"id", "deputy", "owner", "valid_from", "valid_until", "entered_by", "confirmed_by"},
    "staff_change": {
        "id", "staff", "kind", "name", "role", "topic", "entered_by", "confirmed_by", "first_half", "second_half",
        "entered_at", "valid_from", "valid_until", "tries",
    },
    "session": {"id", "staff", "token_digest", "bound", "begun_at", "ended_at", "why", "ended_by"},
    "passkey": {"id", "staff", "credential", "public_key", "sign_count", "name", "added_at"},
    "client": {"id", "document"},
    "person": {"id", "reference_hash", "since", "sealed", "merged_into"},
    "consent": {"id", "person", "sealed"},
    "fact": {
        "name", "kind", "subject", "topic", "valid_from", "valid_until", "recorded_at", "entered_by", "approved_by",
        "person", "document", "sealed",
    },
    "plan": {"id", "person", "owner", "look_at", "sealed"},
}  # fmt: skip
"""What the MAC of each is over. A new column that decides nothing is named as one that only counts, with its reason."""


def test_a_table_is_in_one_of_the_two_lists():
    every = {*metadata.sorted_tables, *key_metadata.sorted_tables}
    decide = {one.table for one in DECIDING.values()}
    assert decide | set(OTHERS) == every
    assert decide & set(OTHERS) == set()
    assert all(len(reason) > 20 for reason in OTHERS.values())


def test_exactly_the_rows_that_decide_have_a_place_for_their_mac():
    sealed = {one.name for one in metadata.sorted_tables if SEAL in one.c}
    assert sealed == set(DECIDING) == {one.name for one in DECIDING.values()}


def test_the_columns_the_mac_is_over_are_these():
    assert {name: set(one.columns) for name, one in DECIDING.items()} == COVERED


def test_what_only_counts_is_named_as_it_is():
    assert {name: set(one.counts) for name, one in DECIDING.items() if one.counts} == {
        "consent": {"number", "ends_at", "warns_at"},
        "session": {"seen_at", "seen_at_mac", "fresh_at", "fresh_by", "fresh_at_mac"},
    }
