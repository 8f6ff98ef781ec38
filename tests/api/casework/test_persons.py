"""Case-management systems look at a person: by reference or id, as far as the cases are theirs; each look is noted."""

import json

import pytest

from exchange.core.evidence.entry import EntryType
from tests.support.casework import CONSENTS
from tests.support.hubs import ALEX, BOSS, CENTRE, DPO, KIM, refer_document

PERSONS = "/api/v1/persons"
REFERENCE = refer_document()["person"]["reference"]
NOBODY = "018f0000-0000-7000-8000-000000000009"


@pytest.fixture
def person(cases):
    """The id of somebody who consented and whose referral was sent."""
    return cases.office.bench.sent().person


def looks(cases):
    bench = cases.office.bench
    with bench.hub.store.reading() as tx:
        lines = [one for _, one in tx.log.entries(start=0, limit=1000) if one.type is EntryType.STAFF_ACCESS]
    return [(said["by"], said["what"]) for said in (json.loads(one.record) for one in lines)]


def find(cases, reference=REFERENCE, **who: str):
    return cases.post(f"{PERSONS}/search", {"reference": reference}, **who)


def test_a_person_is_found_by_a_reference_in_the_body_and_shown_by_id(cases, person):
    found = find(cases)
    assert (found.status_code, found.json()["person"]) == (200, person)
    shown = cases.get(f"{PERSONS}/{person}").json()
    assert shown == found.json()
    (case,) = shown["referrals"]
    assert (shown["reference"], case["partner"], len(case["code"])) == (REFERENCE, CENTRE, 7)
    assert [one["recipients"] for one in shown["consents"]] == [[CENTRE]]
    assert shown["disclosures"] == []
    assert looks(cases)[-2:] == [(KIM, "person")] * 2


def test_the_consents_are_listed_with_what_was_withdrawn(cases, person):
    (first,) = cases.get(f"{PERSONS}/{person}/consents").json()["consents"]
    assert (first["status"], first["withdrawn"]) == ("ConsentGiven", [])
    cases.post(f"{CONSENTS}/{first['consent']}/withdrawal", {})
    (after,) = cases.get(f"{PERSONS}/{person}/consents").json()["consents"]
    assert after["status"] == "ConsentWithdrawn"
    assert [set(one) for one in after["withdrawn"]] == [{"at"}]
    assert looks(cases)[-1] == (KIM, "consents")


def test_somebody_new_is_held_against_the_persons_of_ones_own_cases(cases, person):
    bench = cases.office.bench
    other = bench.recorded(person=f" {REFERENCE.lower()}-").consent.person
    said = cases.get(f"{PERSONS}/{other}/look-alikes").json()
    assert said == {"person": other, "look_alikes": [{"person": person, "reference": REFERENCE}]}
    assert looks(cases)[-1] == (KIM, "look-alikes")


@pytest.mark.parametrize("verb", ["", "/consents", "/look-alikes"])
def test_who_has_no_case_of_theirs_is_told_nothing(cases, person, verb):
    for staff, known in ((ALEX, person), (KIM, NOBODY)):
        cases.staff = staff
        answer = cases.get(f"{PERSONS}/{known}{verb}")
        assert (answer.status_code, answer.json()["code"]) == (404, "HUB_NOT_FOUND")
        assert REFERENCE not in answer.text


def test_a_search_finds_nobody_else_s_and_repeats_no_reference(cases, person):
    assert person
    answer = find(cases, staff=ALEX)
    assert (answer.status_code, REFERENCE in answer.text) == (404, False)
    assert find(cases, staff=BOSS).status_code == find(cases, staff=DPO).status_code == 200


def test_a_reference_in_an_address_is_refused_with_where_it_belongs(cases):
    answer = cases.get(f"{PERSONS}/P-1", Accept_Language="en")
    said = answer.json()
    assert (answer.status_code, said["code"], said["pointer"]) == (400, "SENDER_MALFORMED_ID", "/id")
    assert "POST /api/v1/persons/search" in said["expected"]
    assert "P-1" not in answer.text.replace("P-1001", "")
