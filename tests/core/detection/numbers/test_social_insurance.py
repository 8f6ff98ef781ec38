import pytest

from exchange.core.detection.numbers.social_insurance import has_social_insurance_number


@pytest.mark.parametrize(
    "text", ["65150780M087", "12 150780 A 123", "SV 12 159980 A 124", "15 070649 C 103", "12-150780-A-123"]
)
def test_it_is_found_in_one_piece_by_its_month_or_by_its_name(text):
    assert has_social_insurance_number(text)


@pytest.mark.parametrize(("text", "is_one"), [("12 159980 A 123", True), ("12 159980 A 124", False)])
def test_without_month_and_name_its_check_digit_decides(text, is_one):
    assert has_social_insurance_number(text) is is_one


@pytest.mark.parametrize("text", ["912345678A123", "12345678A1234", "12 1234 A 123", "SV liegt vor, 12 Seiten"])
def test_another_number_is_none(text):
    assert not has_social_insurance_number(text)


@pytest.mark.parametrize(
    "name",
    ["SV", "RV", "VS", "VSNR", "RVNR", "SVNR", "Sozialversicherungsnummer", "Rentenversicherung", "Versicherungsnummer",
     "pension", "insurance"],
)  # fmt: skip
def test_every_name_of_it_does(name):
    assert has_social_insurance_number(f"{name} 12 159980 A 124")
    assert not has_social_insurance_number(f"x{name} 12 159980 A 124")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (f"SV {'x' * 19}12 159980 A 124", True),
        (f"SV {'x' * 20}12 159980 A 124", False),
        ("12159980A124", True),  # in one piece its form alone
        ("1215998A124", False),
        ("12159980A12", False),
        ("12 151280 A 124", True),  # a December
        ("12 151380 A 124", False),
    ],
)
def test_how_far_its_name_may_stand_and_what_a_month_is(text, is_one):
    assert has_social_insurance_number(text) is is_one
