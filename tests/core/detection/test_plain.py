import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.core.detection.plain import compact, digits, may_hold_digits, plain

SCRAPS = st.sampled_from(
    [
        *"0123456789AFgB ./-",
        "BG",
        "//",
        "ICD",
        "１",
        "９",
        "Ａ",
        "²",
        "٣",
        "\u200b",
        "\u00a0",
        "–",
        "F32",
        "½",
        "¾",
        "𝟏",
    ]
)


@settings(max_examples=1000)
@given(st.lists(SCRAPS, max_size=16).map("".join))
def test_the_first_quick_look_at_a_text_misses_no_digit(text):
    assert may_hold_digits(text) or re.search("[0-9]", plain(text)) is None


@pytest.mark.parametrize("text", ["", "Ein Gespräch in der Woche.", "„Straße“ – nein", "https://beratung.example"])
def test_ordinary_words_need_no_second_look(text):
    assert not may_hold_digits(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("１２３Ａ４", "123A4"),
        ("٣٢١", "321"),
        ("1\u200b2\u00a0 3", "12 3"),
        ("1–2−3", "1-2-3"),
        ("½ Tablette", "1/2 Tablette"),
        ("20 µg", "20 μg"),
        ("Ä ß", "Ä ß"),
    ],
)
def test_a_text_is_looked_at_as_a_reader_sees_it(text, seen):
    assert plain(text) == seen


def test_what_stands_between_the_groups_of_a_number_does_not_count():
    assert compact("de89-3704.00 44/ä") == "DE8937040044"
    assert all(re.fullmatch(digits(4), one) for one in ("1234", "12 34", "1.2-3/4", "12 / 34"))
    assert re.fullmatch(digits(4), "12  34") is None
