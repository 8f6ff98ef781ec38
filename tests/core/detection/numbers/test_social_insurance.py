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
