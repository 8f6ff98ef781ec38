import pytest

from exchange.core.detection.numbers.customer import has_customer_number


@pytest.mark.parametrize("text", ["123A456789", "123 a 456 789", "Nr.123-A-456789,", "123A 45 67 89", "(123/A/456789)"])
def test_it_is_found_by_its_form(text):
    assert has_customer_number(text)


@pytest.mark.parametrize(
    "text", ["99123A456789", "x123A456789", "123A45678", "123A4567890", "123456789", "123AB456789"]
)
def test_another_number_is_none(text):
    assert not has_customer_number(text)
