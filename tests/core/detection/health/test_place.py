import re

import pytest

from exchange.core.detection.health.place import NEAR, before, names_a_place

CODE = re.compile("F10")


@pytest.mark.parametrize(
    "text", ["Raum F10", "Sitzungssaal F10", "Autobahn F10", "Kl. F10", "A3, F10", "F10-Taste", "F10 Uhr", "F10h"]
)
def test_the_word_before_or_after_says_that_it_is_a_place_a_key_or_an_hour(text):
    assert names_a_place(text, CODE.search(text))


@pytest.mark.parametrize("text", ["F10", "Diagnose F10", "Raum ist frei. F10", "Träume F10", "F10 Heimweg"])
def test_other_words_do_not(text):
    assert not names_a_place(text, CODE.search(text))


def test_what_stands_before_a_code_ends_somewhere():
    assert before("x" * 200 + "F10", 200) == "x" * NEAR
    assert before("ab", 1) == "a"
