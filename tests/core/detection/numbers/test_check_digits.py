import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban
from stdnum.de import idnr
from stdnum.iso7064 import mod_11_10, mod_97_10

from exchange.core.detection.numbers.check_digits import (
    is_health_insurance_number,
    is_iban,
    is_pension_number,
    is_tax_id,
)

DIGITS = "0123456789"


def digits(count):
    return st.text(DIGITS, min_size=count, max_size=count)


@given(digits(11))
def test_a_tax_id_is_one_where_python_stdnum_says_so(number):
    assert is_tax_id(number) is idnr.is_valid(number)


@given(st.permutations(DIGITS), st.integers(0, 9), st.integers(0, 9))
def test_a_tax_id_with_one_digit_twice_is_one_where_python_stdnum_says_so(order, repeated, at):
    first = "".join(order)[:9]
    first = first[:at] + first[repeated % 9] + first[at:]
    number = first + mod_11_10.calc_check_digit(first)
    assert is_tax_id(number) is idnr.is_valid(number) is (number[0] != "0")
    other = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_tax_id(other)


@given(st.text(DIGITS + "ABCXYZ", min_size=11, max_size=30), st.integers(0, 9))
def test_an_iban_checks_where_python_stdnum_says_so(account, slip):
    number = "DE" + iban.calc_check_digits("DE00" + account) + account
    assert is_iban(number)
    other = number[:-1] + str(slip)
    assert is_iban(other) is mod_97_10.is_valid(other[4:] + other[:4])


# Of the published descriptions: the one of the insurers' register, and that of the pension insurance.
@pytest.mark.parametrize(("number", "is_one"), [("A123456780", True), ("A123456789", False), ("Z999999990", False)])
def test_a_health_insurance_number_is_told_by_its_last_digit(number, is_one):
    assert is_health_insurance_number(number) is is_one


@pytest.mark.parametrize(
    ("number", "is_one"), [("15070649C103", True), ("15070649C104", False), ("65150780M087", False)]
)
def test_a_pension_number_is_told_by_its_last_digit(number, is_one):
    assert is_pension_number(number) is is_one


@given(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), digits(8))
def test_of_ten_last_digits_exactly_one_fits(letter, rest):
    assert sum(is_health_insurance_number(f"{letter}{rest}{last}") for last in range(10)) == 1
    assert sum(is_pension_number(f"{rest}{letter}12{last}") for last in range(10)) == 1


@given(digits(8), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_of_a_health_insurance_number_is_found(rest, at, by):
    number = next(f"C{rest}{last}" for last in range(10) if is_health_insurance_number(f"C{rest}{last}"))
    slip = str((int(rest[at]) + by) % 10)
    # A doubled digit of nine and nought have one cross sum; every other slip shows.
    if {rest[at], slip} != {"0", "9"}:
        assert not is_health_insurance_number(number[: at + 1] + slip + number[at + 2 :])


# VKVV section 2: what each of the digits before the last counts; here one of them is a 1, and the letter A counts 1.
@pytest.mark.parametrize(
    ("number", "check"),
    [
        ("10000000A00", 3), ("01000000A00", 2), ("00100000A00", 3), ("00010000A00", 6), ("00001000A00", 8),
        ("00000100A00", 2), ("00000010A00", 3), ("00000001A00", 2), ("00000000A10", 3), ("00000000A01", 2),
        ("00000000J00", 2), ("00000000Z00", 0),
    ],
)  # fmt: skip
def test_each_place_of_a_pension_number_counts_as_the_regulation_says(number, check):
    assert [digit for digit in DIGITS if is_pension_number(number + digit)] == [str(check)]


def test_one_digit_of_a_tax_id_may_stand_thrice():
    assert is_tax_id("21130145677")
    assert idnr.is_valid("21130145677")
    assert not is_tax_id("21130145678")
