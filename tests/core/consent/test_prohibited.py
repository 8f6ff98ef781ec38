import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.consent.prohibited import forbidden_name, forbidden_text, forbidden_value, is_forbidden


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kundennummer 123A456789.", "customer-number"),
        ("123 a 456 789", "customer-number"),
        ("１２３Ａ４５６７８９", "customer-number"),
        ("123A\u200b456789", "customer-number"),
        *((f"{digit * 3}A{digit * 6}", "customer-number") for digit in "¹²³"),
        ("BG 12345//0012345", "benefit-community-number"),
        ("12345BG0012345", "benefit-community-number"),
        ("SV: 12 345678 A 123", "social-insurance-number"),
        ("12345678a123", "social-insurance-number"),
        ("Diagnose F32.1 gesichert", "icd"),
        ("F10", "icd"),
        ("E11.90G", "icd"),
        ("M54G", "icd"),
        ("ICD-10: M54", "icd"),
        ("(F32.1)", "icd"),
    ],
)
def test_numbers_and_diagnosis_codes_are_found_in_text(text, kind):
    assert forbidden_value(text) == kind


SPELLINGS = {
    "customer-number": [
        "123-A-456789", "123.A.456789", "123/A/456789", "123 - A - 456789", "Nr.123A456789,", "٣٢١A٤٥٦٧٨٩",
    ],
    "benefit-community-number": [
        "12345//0012345", "12345 / / 0012345", "12345BG0012345", "12345 BG 0012345", "12345/BG/0012345",
        "BG 12345 0012345", "BG: 123450012345", "Bedarfsgemeinschaft 12345-0012345",
    ],
    "social-insurance-number": [
        "12345678A123", "12 150180 A 123", "12 151080 A 123", "12 151180 A 123", "12 151280 A 123", "12-150780-A-123",
        # Of no month, and so only where it is named.
        *(f"{name} 12 159980 A 123" for name in (
            "SV", "RV", "VS", "VSNR", "RVNR", "SVNR", "Sozialversicherung:", "Rentenversicherung", "pension",
            "Versicherungsnummer", "insurance no.",
        )),
    ],
    "icd": [
        "F32.1", "F 32.1", "F-32.1", "F32,1", "f32.1", "F32.-", "F32.-!", "F00*", "F00+", "G30.0+", "G35G", "G35V",
        "G35Z", "M54.5", "Diagnose M54", "diagnosis: m54.5", "ICD M54", "ICD-10 M54,5", "Dx M54", "Diagnose E11.-",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, one) for kind, texts in SPELLINGS.items() for one in texts])
def test_each_spelling_people_use_is_found_alone_and_within_a_sentence(kind, text):
    assert [forbidden_value(one) for one in (text, f"Bitte beachten: {text} (erfunden).")] == [kind, kind]


@pytest.mark.parametrize(
    "text",
    [
        # A digit or letter more at either end, and it is another number.
        "99123A456789", "x123A456789", "Ä123A456789", "123A4567890", "123A456789x", "912345//0012345",
        "12345//00123456", "912345678A123", "12345678A1234", "12 159980 A 124", "xF32.1", "A12.345", "F321",
        # What looks like a code without its point, a mark or a word that says so.
        "M54", "m54.5", "M 54.5", "M54,5", "E11.-", "G35A", "g35g", "Diagnose offen. Haus M54",
        "Diagnose nach langem Gespräch mit der Ärztin im Haus M54",
        # A place, a key, an hour.
        "Zimmer F10", "Raum F10", "Saal F20", "Kl. F10", "Pos. F20", "A3, F20", "Ebene F20", "F10-Taste", "F10 Taste",
        "F10 Uhr", "F10h",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_passes(text):
    assert forbidden_value(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Vitamin B12, Autobahn A66, Deutsch B2",
        "030 1234567",
        "03012/3456789",
        "A123456789",
        "Termin 24.11.2026 um 9.30 Uhr",
        "0195f3a2-7c11-7abc-8def-0123456789ab",
        "",
        1234567890,
        None,
        ["F32.1"],
    ],
)
def test_ordinary_values_pass(text):
    assert forbidden_value(text) is None


NAMES = {
    "customer-number": "kundennummer Customer_Number customerNo customer-id Kunden-Nr",
    "benefit-community-number": "bg-nummer bgNumber BG_Nr benefit_community Bedarfsgemeinschaft needs-unit",
    "social-insurance-number": (
        "socialInsuranceNumber social-security-number pension_insurance_number Sozialversicherungsnummer "
        "rentenversicherungsnummer SV-Nummer sv_nr RV-Nummer"
    ),
    "sanctions": "sanctions Sanktionen leistungsminderung benefit_reduction Meldeversäumnisse",
    "benefit-amount": (
        "benefitAmount benefit_level leistungshöhe Leistungsbetrag regelbedarf bürgergeldbetrag Bürgergeld-Höhe"
    ),
    "migration-file": "migration_file Migrationsakte Ausländerakte aliens-file immigrationFile",
}


@pytest.mark.parametrize(("kind", "name"), [(kind, one) for kind, names in NAMES.items() for one in names.split()])
def test_members_that_never_travel_are_known_by_name(kind, name):
    assert forbidden_name(["person", name]) == kind


def test_every_text_of_a_form_is_looked_through_and_the_place_is_named():
    found = forbidden_text({"/by": "Frau Beispiel", "/age": 7, "/reason": "wegen F32.1"})
    assert (found.reason, found.pointer) == ("forbidden:icd", "/reason")
    assert forbidden_text({"/by": "Frau Beispiel", "/age": 7}) is None


@pytest.mark.parametrize(
    ("reason", "is_it"),
    [("forbidden:icd", True), ("forbidden:customer-number", True), ("clause:missing", False), ("forbidden", False)],
)
def test_what_was_found_is_told_from_a_consent_that_is_missing(reason, is_it):
    assert is_forbidden(reason) is is_it


def test_the_health_insurance_number_and_the_support_plan_are_not_among_them():
    assert forbidden_name(["health_insurance_number", "krankenversichertennummer", "plan", "phone"]) is None


@given(st.text(), st.from_regex(r"[0-9]{3}[A-Z][0-9]{6}", fullmatch=True), st.sampled_from([" ", ".", ",", "("]))
def test_a_customer_number_is_found_wherever_it_stands(text, number, edge):
    assert forbidden_value(f"{text}{edge}{number}{edge}{text}") is not None
