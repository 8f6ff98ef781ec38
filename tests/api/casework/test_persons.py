"""Case-management systems look at a person: by reference or id, as far as the cases are theirs; each look is noted."""

import json

import pytest

from exchange.core.evidence.entry import EntryType
from exchange.flows.person.approve_merge import approve_merge
from tests.support.casework import CONSENTS
from tests.support.hubs import ALEX, BOSS, CENTRE, DPO, KIM, OTHER, claim, refer_document

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


# --- two who are one, and a reference that was mistyped


@pytest.fixture
def other(cases, person):
    """The id of somebody KIM has a case of, too, elsewhere."""
    assert person
    bench = cases.office.bench
    bench.a_consent(to=OTHER, person="P-2")
    return bench.refer(to=OTHER, person={"reference": "P-2"}).person


def approved(cases, kept, gone, by=BOSS):
    return approve_merge(kept, gone, by=claim(by), hub=cases.office.bench.hub).token


def put(cases, place, document):
    headers = {"Content-Type": "application/json", "Idempotency-Key": f'"{cases._jti()}"'}
    return cases.call("PUT", place, headers=headers, json=document)


def test_two_are_merged_on_the_word_of_a_second_person_and_repeated_as_they_were(cases, person, other):
    said = {"gone": other, "approval": approved(cases, person, other)}
    done = cases.post(f"{PERSONS}/{person}/merge", said, key='"einmal"')
    assert (done.status_code, done.json()) == (200, {"person": person, "gone": other, "ended": []})
    assert cases.post(f"{PERSONS}/{person}/merge", said, key='"einmal"').content == done.content
    assert cases.get(f"{PERSONS}/{other}").json()["person"] == person
    again = cases.post(f"{PERSONS}/{person}/merge", said, Accept_Language="en").json()
    assert (again["code"], "geleit" in again["detail"]) == ("SENDER_SAME_PERSON", False)


@pytest.mark.parametrize("by", ["", BOSS, KIM])
def test_no_system_vouches_for_the_second_of_two_who_merge(cases, person, other, by):
    token = approved(cases, other, person, by=by) if by else "e30.e30.x"
    refused = cases.post(f"{PERSONS}/{person}/merge", {"gone": other, "approval": token}, Accept_Language="en")
    said = refused.json()
    assert (refused.status_code, said["code"], said["pointer"]) == (403, "SENDER_FOUR_EYES", "/approval")
    assert "at the hub" in said["expected"]
    missing = cases.post(f"{PERSONS}/{person}/merge", {"gone": other}).json()
    assert (missing["code"], missing["pointer"]) == ("SENDER_SCHEMA_INVALID", "/approval")


def test_a_reference_is_corrected_and_the_answer_that_is_kept_says_none(cases, person, other):
    done = put(cases, f"{PERSONS}/{person}/reference", {"reference": " P-1010 "})
    assert (done.status_code, done.json()) == (200, {"person": person})
    assert find(cases, "P-1010").json()["person"] == person
    assert find(cases).status_code == 404
    taken = put(cases, f"{PERSONS}/{other}/reference", {"reference": "P-1010"}).json()
    assert (taken["code"], "P-1010" in str(taken)) == ("SENDER_REFERENCE_TAKEN", False)
    assert "POST /api/v1/persons/{id}/merge" in taken["detail"]
    nobody = put(cases, f"{PERSONS}/P-1010/reference", {"reference": "P-1"}).json()
    assert (nobody["code"], nobody["pointer"]) == ("SENDER_MALFORMED_ID", "/id")
