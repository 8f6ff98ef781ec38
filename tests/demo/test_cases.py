from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

import schemas
from exchange.core.vocabulary import PartnerKind
from exchange.demo.cases import PARTNERS, consent_document, read_cases, read_partner

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
ENTITIES = {key: f"http://127.0.0.1:{9000 + place}" for place, key in enumerate(("hub", *PARTNERS))}
CASES = read_cases(ENTITIES)
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_partner = pytest.mark.parametrize("key", PARTNERS)


def profile_of(case):
    return next(line for line in read_partner(case.partner)["service_lines"] if line["id"] == case.line).get("profile")


@every_case
def test_a_case_fits_the_schema_of_a_referral(case):
    assert schemas.validate("refer", case.refer) == ()


@every_case
def test_what_a_case_sends_fits_its_service_line(case):
    assert schemas.validate(case.refer["service"], case.refer["data"], profile=profile_of(case)) == ()


@every_case
def test_a_consent_fits_its_schema_and_runs_now(case):
    consent = consent_document(case, hub=ENTITIES["hub"], at=AT)
    assert schemas.validate("consent", consent) == ()
    assert consent["signers"][0]["signed_at"] == "2026-11-24T09:00:00.000Z"
    assert consent["clauses"][0]["valid_until"].startswith(str((AT + timedelta(days=180)).date()))


@every_case
def test_every_person_is_marked_as_invented(case):
    assert case.refer["data"]["person"]["family_name"].endswith(" (erfunden)")
    assert case.consent["signer"].endswith(" (erfunden)")


@every_case
def test_a_case_goes_to_a_line_its_partner_offers_and_has_a_script_for(case):
    partner = read_partner(case.partner)
    assert case.refer["recipient"]["partner"] == ENTITIES[case.partner]
    assert case.line in {line["id"] for line in partner["service_lines"]} & set(partner["behaviour"])


@every_partner
def test_a_partner_is_of_a_known_kind_and_marked_as_invented(key):
    partner = read_partner(key)
    assert partner["kind"] in list(PartnerKind)
    assert partner["name"].endswith(" (erfunden)")


def test_every_file_says_that_it_is_a_demonstration():
    folder = files("exchange.demo")
    texts = [one.read_text() for part in ("cases", "partners") for one in (folder / part).iterdir()]
    assert len(texts) == 13
    assert all('"demo": true' in text for text in texts)


def test_no_placeholder_is_left():
    assert not any("{" in str(case.refer["recipient"]["partner"]) for case in CASES)
