"""Who acts through a case-management system, who may not, and what the log says of it."""

from dataclasses import replace

import pytest

from exchange.flows.staff.clients import suspend_client
from exchange.flows.staff.members import deactivate_staff
from tests.support.casework import REFERRALS, approves, path, sends
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, claim
from tests.support.office import CASES, Office, code


def test_the_log_names_the_one_who_acts_and_the_client_that_says_so(cases, draft):
    sends(cases, draft)
    (made,) = cases.office.bench.leaves("REFERRAL_CREATED")
    assert (made["by"], made["client"]) == (KIM, CASES)
    assert {step.get("client") for step in cases.office.bench.leaves("REFERRAL_STEP")} == {CASES}


def test_every_look_leaves_a_line(cases, draft):
    cases.get(path(draft))
    cases.get(REFERRALS)
    looks = [one for one in cases.office.bench.leaves("STAFF_ACCESS") if "client" in one or one["by"] == KIM]
    assert [(one["what"], one.get("count")) for one in looks] == [("referral", None), ("list", 1)]


@pytest.mark.parametrize(("staff", "status"), [(KIM, 200), (BOSS, 200), (DPO, 200), (ALEX, 404), (OPS, 403)])
def test_a_case_is_shown_to_whom_it_is_assigned_and_to_who_leads(cases, draft, staff, status):
    cases.staff = staff
    assert cases.get(path(draft)).status_code == status


def test_the_data_protection_officer_sees_metadata_and_acts_on_no_case(cases, draft):
    assert cases.attach(draft).status_code == 201
    assert cases.get(path(draft)).json()["attachments"][0]["name"] == "fragebogen.pdf"
    cases.staff = DPO
    shown = cases.get(path(draft))
    assert (shown.status_code, "attachments" in shown.json(), "fragebogen" in shown.text) == (200, False, False)
    assert code(cases.get(path(draft, "/feedback"))) == (403, "SENDER_FORBIDDEN")
    assert code(cases.post(path(draft, "/cancellation"), {"reason": "other"})) == (403, "SENDER_FORBIDDEN")


def test_a_colleague_cannot_act_on_a_case_that_is_not_theirs(cases, draft):
    for verb, document in (("/release", None), ("/cancellation", {"reason": "other"}), ("/answers", {"data": {}})):
        assert code(cases.post(path(draft, verb), document, staff=ALEX)) == (404, "HUB_NOT_FOUND")
    assert code(cases.attach(draft, On_Behalf_Of=ALEX)) == (404, "HUB_NOT_FOUND")
    cases.staff = ALEX
    assert cases.get(REFERRALS).json() == {"referrals": []}


@pytest.mark.parametrize("staff", ["nobody", "kim ", ""])
def test_nobody_is_acted_for_who_is_not_there(cases, staff):
    cases.staff = staff
    assert code(cases.get(REFERRALS))[1] in {"SENDER_STAFF_UNKNOWN", "SENDER_STAFF_NOT_NAMED"}


def test_a_call_names_exactly_one_person(cases):
    headers = cases.headers("GET", REFERRALS)
    del headers["On-Behalf-Of"]
    assert code(cases.office.send("GET", REFERRALS, headers=headers)) == (400, "SENDER_STAFF_NOT_NAMED")
    two = [*cases.headers("GET", REFERRALS).items(), ("On-Behalf-Of", BOSS)]
    assert code(cases.office.send("GET", REFERRALS, headers=two)) == (400, "SENDER_STAFF_NOT_NAMED")


@pytest.mark.parametrize("staff", ["", "two words", "k" * 101])
def test_what_can_be_no_staff_id_names_nobody(cases, staff):
    cases.staff = staff
    assert code(cases.get(REFERRALS)) == (400, "SENDER_STAFF_NOT_NAMED")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("j%C3%B6rg", 200), ("j%c3%b6rg", 200), ("jo%CC%88rg", 200), ("%6aörg".encode(), 400), ("jörg".encode(), 400),
        ("jörg".encode("latin-1"), 400), ("j%C3rg", 400), ("j%F6rg", 400), ("j%C3%B6rg%", 400), ("j%25C3%25B6rg", 403),
        ("j%C3%B6rg%E2%80%8B", 400), ("%C3%B6" * 34, 403), ("%20j%C3%B6rg%20", 200), ("%", 400),
        ("%F0%9F%98%80" * 101, 400),
    ],
)  # fmt: skip
def test_an_id_beyond_ascii_is_named_in_one_form(cases, said, status):
    bench = cases.office.bench
    with bench.store.transaction() as tx:
        tx.staff.add(replace(tx.staff.get(KIM), id="j\u00f6rg"))
    cases.staff = said
    answered = cases.get(REFERRALS)
    assert answered.status_code == status
    if status == 200:
        assert bench.leaves("STAFF_ACCESS")[-1]["by"] == "j\u00f6rg"


def test_somebody_who_left_is_acted_for_no_more(cases, draft):
    deactivate_staff(KIM, by=claim(BOSS), hub=cases.office.bench.hub)
    assert code(cases.get(path(draft))) == (403, "SENDER_STAFF_UNKNOWN")
    assert code(cases.post(path(draft, "/release"))) == (403, "SENDER_STAFF_UNKNOWN")


def test_a_suspended_client_is_turned_away_at_once(cases, draft):
    suspend_client("fallakte", by=claim(OPS), hub=cases.office.bench.hub)
    assert code(cases.get(path(draft))) == (401, "SENDER_INVALID_TOKEN")


def test_a_partner_cannot_send_referrals():
    partner = Office().client()
    assert code(partner.get(REFERRALS, On_Behalf_Of=KIM)) == (403, "SENDER_INSUFFICIENT_SCOPE")


def test_a_sensitive_referral_needs_a_second_person_who_approved_it_here(cases, draft):
    assert code(cases.post(path(draft, "/release"))) == (403, "SENDER_FOUR_EYES")
    assert sends(cases, draft).status_code == 200


def test_a_file_added_later_takes_the_approval_away(cases, draft):
    approves(cases, draft)
    cases.attach(draft)
    assert code(cases.post(path(draft, "/release"))) == (403, "SENDER_FOUR_EYES")
