"""Check digits: the arithmetic that tells a number of one kind from others that look like it.

python-stdnum knows two of the four and is asked beside them in the tests. It is no part of the hub: to import it brings
in `ssl` and reads files, and the core does neither.
"""

from collections import Counter
from collections.abc import Iterable

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INSURED = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_HEALTH_INSURED = (1, 2) * 5
_TEN, _ELEVEN, _NINETY_SEVEN = 10, 11, 97
_REPEATED = ([2], [3])


def is_pension_number(number: str) -> bool:
    """Whether the last of 12 characters checks a pension insurance number (VKVV section 2): 8 digits, a letter, 3 more.

    The letter counts as its place in the alphabet, in two digits.
    """
    return _cross_sum(number[:8] + _place(number[8]) + number[9:11], _INSURED) % _TEN == int(number[11])


def is_health_insurance_number(number: str) -> bool:
    """Whether the last of 10 characters checks a KVNR (section 290 SGB V): a letter and nine digits."""
    return _cross_sum(_place(number[0]) + number[1:9], _HEALTH_INSURED) % _TEN == int(number[9])


def is_tax_id(number: str) -> bool:
    """Whether 11 digits are a tax id (section 139b AO): no nought first, the last checks (ISO 7064, mod 11,10).

    Of the first ten one digit stands twice or thrice, and no other more than once.
    """
    repeated = [count for count in Counter(number[:10]).values() if count > 1]
    return number[0] != "0" and repeated in _REPEATED and _mod_11_10(number) == 1


def is_iban(number: str) -> bool:
    """Whether the two digits after the country check an IBAN (ISO 13616): letters count 10 to 35, mod 97 is 1."""
    return int("".join(str(int(one, 36)) for one in number[4:] + number[:4])) % _NINETY_SEVEN == 1


def _place(letter: str) -> str:
    return f"{_LETTERS.index(letter) + 1:02}"


def _cross_sum(digits: str, weights: Iterable[int]) -> int:
    products = (int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return sum(product // 10 + product % 10 for product in products)


def _mod_11_10(number: str) -> int:
    check = 5
    for digit in number:
        check = ((check or _TEN) * 2 % _ELEVEN + int(digit)) % _TEN
    return check
