import pytest

from exchange.core.detection.numbers.health_insurance import has_health_insurance_number


@pytest.mark.parametrize(
    "text", ["A123456780", "a123456780", "A 123 456 780", "A123-456-780", "Karte: A123456780, gültig"]
)
def test_it_is_found_where_its_last_digit_checks(text):
    assert has_health_insurance_number(text)


@pytest.mark.parametrize(
    "name", ["KVNR", "KV-Nr.", "Versichertennummer:", "Krankenversichertennummer", "health insurance no."]
)
def test_it_is_found_by_its_name_with_a_slip_in_it(name):
    assert has_health_insurance_number(f"{name} A123456781")


@pytest.mark.parametrize(
    "text", ["A123456781", "A 123 456 781", "AA123456780", "A1234567801", "A 012 345 674", "b 123 456 780"]
)
def test_a_letter_before_another_number_is_none(text):
    assert not has_health_insurance_number(text)


@pytest.mark.parametrize(
    "name",
    ["KVNR", "KV-Nr", "KVNr", "KV-Nummer", "KVNummer", "EGK", "eGK-Nummer", "Krankenversichertennummer",
     "Krankenversicherungsnummer", "Krankenkassennummer", "Krankenkassen-Nr.", "Versichertennummer", "Versicherten-Nr",
     "Versicherten-ID",
     "health insurance number", "health insurance no", "health insurance id", "insurance number", "insurance no"],
)  # fmt: skip
def test_every_name_of_it_does(name):
    assert has_health_insurance_number(f"{name} A123456781")
    assert not has_health_insurance_number(f"x{name} A123456781".replace("health ", ""))


@pytest.mark.parametrize(("between", "is_one"), [("x" * 18, True), ("x" * 19, False)])
def test_how_far_its_name_may_stand(between, is_one):
    assert has_health_insurance_number(f"KVNR {between} A123456781") is is_one
