"""A key that people type has one spelling, or is refused; whoever was kept under an older one is found."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.typed_key import LONGEST, NotAKey, looks_like, read_typed_key

NAMED = "JC-Müller 7"


@pytest.mark.parametrize(
    "typed",
    [
        NAMED, unicodedata.normalize("NFD", NAMED), f" {NAMED}\t", "JC-Müller  7", "JC-Müller\u00a07",
        "JC-Müller\u2003\n7", "JC-Müller\u202f7",
    ],
)  # fmt: skip
def test_what_looks_the_same_is_the_same(typed):
    assert read_typed_key(typed) == looks_like(typed) == NAMED


def test_what_looks_another_way_is_another():
    assert len({read_typed_key(one) for one in ("P-1", "p-1", "P-1a", "P 1", "Ｐ-1")}) == 5


@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", "P\0", "P\x7f", "P\u200b7", "P\u200d7", "P\u202e7", "P\u2066", "P\ud800", "\ufeffP", "P\ue000",
        "P\u00ad", "x" * (LONGEST + 1),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_no_key(typed):
    with pytest.raises(NotAKey) as refused:
        read_typed_key(typed, pointer="/person")
    assert refused.value.pointer == "/person"
    assert typed.strip() == "" or typed not in str(refused.value)


def test_a_key_has_a_hundred_characters_at_most_and_one_at_least():
    assert [read_typed_key("x" * many) for many in (1, 100)] == ["x", "x" * 100]
    with pytest.raises(NotAKey):
        read_typed_key("x" * 101)


@pytest.mark.parametrize("kept", ["P\u200b7", "P7\u202c", "\ufeffP7", "P\u00ad7 ", "P7\0"])
def test_of_a_key_of_before_only_what_can_be_seen_counts(kept):
    assert looks_like(kept) == "P7"


@given(st.text(max_size=LONGEST + 5))
def test_a_key_that_was_read_is_read_as_itself(typed):
    try:
        key = read_typed_key(typed)
    except NotAKey:
        return
    assert read_typed_key(key) == looks_like(typed) == looks_like(key) == key
    assert unicodedata.is_normalized("NFC", key)
