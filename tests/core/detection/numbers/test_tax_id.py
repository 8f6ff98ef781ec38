import pytest

from exchange.core.detection.numbers.tax_id import has_tax_id


@pytest.mark.parametrize("text", ["36574261809", "36 574 261 809", "36/574/261/809", "Nr. 36-574-261-809."])
def test_it_is_found_where_its_last_digit_checks(text):
    assert has_tax_id(text)


@pytest.mark.parametrize(
    "text", ["Steuer-ID 12345678901", "IdNr. 12 345 678 901", "Steuernummer: 21/815/08150", "tax id 12345678901"]
)
def test_it_is_found_by_its_name(text):
    assert has_tax_id(text)


@pytest.mark.parametrize(
    "text",
    ["36574261808", "12345678901", "+36574261809", "036574261809", "1 36574261809", "365742618091", "36574261809a"],
)
def test_a_number_that_does_not_check_or_goes_on_is_none(text):
    assert not has_tax_id(text)


@pytest.mark.parametrize(
    "name",
    ["Steuer-ID", "SteuerID", "Steuer-Identifikationsnummer", "Steuer-Nr", "Steuernummer", "St.-Nr.", "StNr", "St-Nr",
     "St.Nr.", "Id-Nr.", "IdNr", "TIN", "tax id", "tax number", "tax no"],
)  # fmt: skip
def test_every_name_of_it_does(name):
    assert has_tax_id(f"{name} 12345678901")
    assert not has_tax_id(f"x{name} 12345678901")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (f"TIN {'x' * 24}12345678901", True),
        (f"TIN {'x' * 25}12345678901", False),
        ("TIN 1234567890", True),
        ("TIN 123456789", False),
        ("TIN 1234567890123", True),
        ("TIN 12345678901234", False),
        ("TIN 1 - 234567890", True),
        ("TIN 1 -- 234567890", False),
        ("36574261809 1", False),
        ("36574261809-1", False),
    ],
)
def test_how_far_its_name_may_stand_and_how_long_it_is(text, is_one):
    assert has_tax_id(text) is is_one
