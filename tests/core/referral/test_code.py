import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.errors import NotAnId
from exchange.core.referral.code import ALPHABET, CODE_BYTES, PATTERN, make_code, read_code, read_name

RANDOM = st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES)
CONFUSED = "01258BGILOSUZ"
UUID = "018f0000-0000-7000-8000-000000000009"


@given(RANDOM)
def test_a_code_has_its_form_no_vowel_and_no_sign_that_is_taken_for_another(random):
    code = make_code(random)
    assert re.fullmatch(PATTERN, code)
    assert len(code) == 7
    assert set(code) & set("AEIOUY" + CONFUSED.replace("2", "")) == set()


def test_no_two_signs_of_the_alphabet_are_confused_and_each_is_there_once():
    pairs = ("0O", "1I", "1L", "IL", "2Z", "5S", "6G", "8B", "UV")
    assert [pair for pair in pairs if set(pair) <= set(ALPHABET)] == []
    assert len(set(ALPHABET)) == len(ALPHABET) == 21


@given(RANDOM, st.sampled_from([str.upper, str.lower]), st.sampled_from(["-", " ", ""]), st.sampled_from(["", " "]))
def test_a_code_is_read_however_it_is_typed(random, letters, between, around):
    code = make_code(random)
    assert read_code(around + letters(code.replace("-", between)) + around) == code


@pytest.mark.parametrize("text", ["", "7K2", "7K2-94", "7K2-94QX", "7K2--94Q", "7A2-94Q", "7K0-94Q", "7K2_94Q", UUID])
def test_what_is_no_code_is_none(text):
    assert read_code(text) is None


def test_every_sign_stands_in_every_place_as_often_as_any_other():
    codes = [make_code(number.to_bytes(CODE_BYTES)) for number in range(0, 21**6 * 7, 21**6 * 7 // 9000 + 1)]
    for place in (0, 1, 2, 4, 5, 6):
        seen = {code[place] for code in codes}
        assert seen == set(ALPHABET)


def test_a_referral_is_named_by_its_id_or_its_code_and_by_nothing_else():
    assert read_name(UUID) == UUID
    assert read_name("7k294q") == "7K2-94Q"
    for text in ("", "nonsense", UUID.upper(), "7K2-94A"):
        with pytest.raises(NotAnId):
            read_name(text)
