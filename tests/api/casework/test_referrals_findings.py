"""Case-management systems hear what a person has to look at, by kind and place, and say that somebody did."""

import pytest

from tests.support.casework import REFERRALS, approves, path
from tests.support.hubs import KIM, refer_document
from tests.support.office import code

NOTE = "Meine Mutter hilft mir."
KIN = {"kind": "kin", "pointer": "/note"}
SIGNED = b"%PDF-1.7 << /Author (Petra Vogt) >> %%EOF"


def noted(**changes: object):
    return refer_document(data={"note": NOTE}) | changes


def test_a_referral_names_what_has_to_be_looked_at_and_not_its_words(cases):
    refused = cases.post(REFERRALS, noted())
    assert code(refused) == (422, "SENDER_FINDINGS_UNCONFIRMED")
    assert (refused.json()["findings"], refused.json()["pointer"]) == ([KIN], "/note")
    assert "Mutter" not in refused.text
    made = cases.post(REFERRALS, noted(confirmed=[KIN]))
    assert made.status_code == 201
    (leaf,) = cases.office.bench.leaves("FINDINGS_CONFIRMED")
    assert (leaf["by"], leaf["client"].rpartition("/")[2], leaf["findings"][0]["kind"]) == (KIM, "fallakte", "kin")


def test_a_draft_written_anew_is_asked_the_same(cases, draft):
    document = {name: noted()[name] for name in ("data", "sources")}

    def puts(**more: object):
        headers = {"Idempotency-Key": f'"{cases._jti()}"', "If-Match": "*"}
        return cases.call("PUT", path(draft, "/data"), headers=headers, json=document | more)

    assert puts().json()["findings"] == [KIN]
    assert puts(confirmed=[KIN]).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"kind": "kin"}, {"kind": "Kin!", "pointer": "/note"}, {"kind": "kin", "pointer": "x"}]
)
def test_what_is_confirmed_has_a_kind_and_a_place(cases, wrong):
    assert code(cases.post(REFERRALS, noted(confirmed=[wrong]))) == (422, "SENDER_SCHEMA_INVALID")


def test_a_file_says_in_a_header_what_somebody_looked_at(cases, draft):
    refused = cases.attach(draft, SIGNED)
    assert code(refused) == (422, "SENDER_FINDINGS_UNCONFIRMED")
    assert refused.json()["findings"] == [{"kind": "file-author", "pointer": "/attachments/-"}]
    assert "Petra" not in refused.text
    assert cases.attach(draft, SIGNED, Confirmed_Findings="kin, file-author").status_code == 201
    seen = cases.get(path(draft)).json()["attachments"]
    assert len(seen) == 1


def test_that_header_is_part_of_what_a_call_says(cases, draft):
    once = {"Idempotency_Key": "k-1", "match": "*"}
    assert cases.attach(draft, SIGNED, Confirmed_Findings="file-author", **once).status_code == 201
    assert cases.attach(draft, SIGNED, Confirmed_Findings="file-author", **once).status_code == 201
    assert cases.attach(draft, SIGNED, **once).status_code == 422


@pytest.mark.parametrize("header", ["file author", "a;b", "x" * 41, ",", "kin,"])
def test_a_header_of_another_form_is_refused_with_the_right_one(cases, draft, header):
    refused = cases.attach(draft, SIGNED, Confirmed_Findings=header)
    assert (*code(refused), refused.json()["pointer"]) == (400, "SENDER_MALFORMED", "/Confirmed-Findings")
    assert refused.json()["expected"] == "Confirmed-Findings: file-author, file-location"


def test_a_release_takes_what_somebody_looked_at(cases, draft):
    cases.office.bench.a_consent()
    approves(cases, draft)
    assert cases.post(path(draft, "/release"), {"confirmed": [KIN]}).status_code == 200
