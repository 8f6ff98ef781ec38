import re

import pytest
from stdnum.iban import calc_check_digits
from stdnum.numdb import get

from exchange.core.detection.numbers.iban import has_iban


@pytest.mark.parametrize(
    "text",
    ["DE89370400440532013000", "DE89 3704 0044 0532 0130 00 bitte", "de89-3704-0044-0532-0130-00",
     "AT611904300234573201", "NL91 ABNA 0417 1643 00", "GB29 NWBK 6016 1331 9268 19, danke",
     "Konto DE 89 3704 0044 0532 0130 00"],
)  # fmt: skip
def test_it_is_found_where_it_checks_and_has_the_length_of_its_country(text):
    assert has_iban(text)


@pytest.mark.parametrize("text", ["IBAN DE89370400440532013001", "IBAN: DE88 3704 0044 0532 0130 00"])
def test_it_is_found_by_its_name_with_a_slip_in_it(text):
    assert has_iban(text)


@pytest.mark.parametrize(
    "text",
    [
        "DE88370400440532013000",
        "DE8937040044053201300",
        "DE893704004405320130000",
        "ZZ89370400440532013000",
        "xDE89370400440532013000",
    ],
)
def test_what_does_not_check_or_is_as_long_as_none_is_none(text):
    assert not has_iban(text)


def test_what_is_called_one_and_is_not_as_long_as_one_is_none():
    assert not has_iban("IBAN DE8937040044053201300")


# python-stdnum's copy of the registry is another one than ours.
REGISTRY = {
    country: 4 + sum(map(int, re.findall(r"([0-9]+)!", said["bban"])))
    for _, country, _, said, _ in get("iban").prefixes
}


@pytest.mark.parametrize("country", sorted(REGISTRY))
def test_in_every_country_of_the_registry_it_is_as_long_as_there(country):
    account = "0" * (REGISTRY[country] - 4)
    number = country + calc_check_digits(f"{country}00{account}") + account
    assert has_iban(number)
    assert not has_iban(f"{number}0")
    assert not has_iban(number[:-1])


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("IBAN ist: .....", True),  # twelve between the name and the number
        ("IBAN ist: ......", False),
        ("Konto", True),
        ("Kontonr.", True),
        ("account no.", True),
        ("Konton", False),
        ("IBANX", False),
    ],
)
def test_the_name_stands_close_before_it(words, is_one):
    assert has_iban(f"{words} DE88 3704 0044 0532 0130 00") is is_one
