"""Case-management systems: a look in an emergency, who was told of it, and who is close to a person."""

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.flows.casework.break_glass import review_glass
from exchange.flows.staff.conflicts import close_to
from tests.support.casework import path
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA, claim, refer_document
from tests.support.office import code

GLASS, PERSONS = "/api/v1/break-glass", "/api/v1/persons"
TOLD = f"{GLASS}/told"
NOBODY = "018f0000-0000-7000-8000-000000000009"
REASON = "Die Person steht am Schalter, niemand sonst ist da (erfunden)."
NAME = refer_document()["data"]["person"]["family_name"]


@pytest.fixture
def case(cases):
    """A case of KIM's."""
    cases.office.bench.a_consent()
    return cases.create()


def breaks(cases, case, who=ALEX, **more: str):
    return cases.post(GLASS, {"referral": case, "reason": REASON, **more}, staff=who)


def looks(cases):
    with cases.office.bench.store.reading() as tx:
        return tx.facts.history(FactKind.BREAK_GLASS)


def test_in_an_emergency_somebody_looks_once_with_a_reason(cases, case):
    assert code(cases.get(path(case), On_Behalf_Of=ALEX)) == (404, "HUB_NOT_FOUND")
    answer = breaks(cases, case)
    assert (answer.status_code, answer.json()["referral"], "etag" in answer.headers) == (200, case, False)
    (fact,) = looks(cases)
    assert (fact.document["by"], fact.document["reason"]) == (ALEX, REASON)
    assert code(cases.get(path(case), On_Behalf_Of=ALEX)) == (404, "HUB_NOT_FOUND")
    assert code(cases.post(path(case, "/cancellation"), {"reason": "other"}, staff=ALEX)) == (404, "HUB_NOT_FOUND")


def test_the_case_is_named_by_its_code_too_and_each_call_is_a_look(cases, case):
    known = cases.get(path(case)).json()["code"]
    assert [breaks(cases, known.lower()).status_code for _ in "ab"] == [200, 200]
    assert len(looks(cases)) == 2


@pytest.mark.parametrize(
    ("who", "more", "said"),
    [
        (KIM, {}, (409, "SENDER_GLASS_NOT_NEEDED")),
        (ALEX, {"reason": ""}, (422, "SENDER_SCHEMA_INVALID")),
        (ALEX, {"reason": "Wegen F32.1 (erfunden)"}, (422, "SENDER_FORBIDDEN_TEXT")),
        (ALEX, {"referral": "unsinn"}, (400, "SENDER_MALFORMED_ID")),
        (ALEX, {"referral": NOBODY}, (404, "HUB_NOT_FOUND")),
        (OPS, {}, (403, "SENDER_FORBIDDEN")),
        (DPO, {}, (403, "SENDER_FORBIDDEN")),
    ],
)
def test_without_need_or_a_reason_nobody_looks(cases, case, who, more, said):
    answer = breaks(cases, case, who, **more)
    assert (code(answer), NAME in answer.text, looks(cases)) == (said, False, ())


def test_that_the_person_or_the_dpo_was_told_is_noted_by_who_has_the_case(cases, case):
    breaks(cases, case)
    said = {"referral": case, "whom": "person"}
    assert code(cases.post(TOLD, said, staff=ALEX)) == (404, "HUB_NOT_FOUND")
    done = cases.post(TOLD, said, key='"einmal"')
    assert done.json() == {"looks": 1}
    assert cases.post(TOLD, said, key='"einmal"').content == done.content
    assert cases.post(TOLD, said | {"whom": "dpo"}, staff=DPO).json() == {"looks": 1}
    assert {"person_told_at", "dpo_told_at"} <= set(looks(cases)[-1].document)
    again = cases.post(TOLD, said, Accept_Language="en").json()
    assert (again["code"], "geleit" in again["detail"]) == ("SENDER_NOTHING_TO_REVIEW", False)
    for wrong, where in (({"whom": "presse"}, "/whom"), ({"referral": "unsinn"}, "/referral")):
        assert cases.post(TOLD, said | wrong).json()["pointer"] == where


def test_the_second_person_reviews_it_at_the_hub_alone(cases, case):
    breaks(cases, case)
    assert cases.post(f"{GLASS}/review", {"referral": case}, staff=BOSS).status_code == 404
    assert len(review_glass(case, by=claim(BOSS), hub=cases.office.bench.hub)) == 1


# --- who is close to a person


@pytest.fixture
def place(cases):
    """Where conflicts about somebody of KIM's are entered."""
    return f"{PERSONS}/{cases.office.bench.a_consent().person}/conflicts"


def close(cases, place):
    bench = cases.office.bench
    with bench.store.reading() as tx:
        return close_to(tx, place.split("/")[4], at=bench.clock.now())


def test_who_is_close_to_a_person_decides_nothing_about_them_and_the_answer_says_not_why(cases, place):
    said = {"staff": BOSS, "relation": "relative"}
    done = cases.post(place, said, key='"einmal"')
    assert (done.status_code, list(done.json())) == (201, ["fact"])
    assert cases.post(place, said, key='"einmal"').content == done.content
    assert close(cases, place) == {BOSS}


@pytest.mark.parametrize("who", [ALEX, OPS])
def test_who_has_no_business_with_the_person_enters_nothing(cases, place, who):
    answer = cases.post(place, {"staff": BOSS, "relation": "relative"}, staff=who)
    assert answer.status_code == {ALEX: 404, OPS: 403}[who]
    assert close(cases, place) == set()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"staff": "niemand", "relation": "relative"}, "HUB_NOT_FOUND"),
        ({"staff": BOSS, "relation": "none"}, "SENDER_SCHEMA_INVALID"),
        ({"staff": BOSS}, "SENDER_SCHEMA_INVALID"),
        ({"staff": BOSS, "relation": "relative", "until": "2026-12-01"}, "SENDER_SCHEMA_INVALID"),
    ],
)
def test_no_system_ends_a_conflict_or_says_that_there_is_none(cases, place, document, said):
    answer = cases.post(place, document)
    assert (answer.json()["code"], close(cases, place)) == (said, set())


def test_nobody_changes_their_own_conflict(cases, place):
    assert cases.post(place, {"staff": VERA, "relation": "relative"}).status_code == 201
    answer = cases.post(place, {"staff": VERA, "relation": "colleague"}, staff=VERA)
    assert code(answer) == (403, "SENDER_CONFLICT_OF_INTEREST")
