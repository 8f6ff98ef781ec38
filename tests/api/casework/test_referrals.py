"""Case-management systems: the way of a referral, in which state what may be done, and what is refused."""

import pytest

from tests.support.casework import CONSENTS, REFERRALS, path, sends, sent
from tests.support.hubs import CENTRE, KIM, ORIGIN, consent_document, refer_document
from tests.support.office import NOTHING, code


def test_a_referral_is_created_where_its_location_says(cases, draft):
    found = cases.get(path(draft))
    assert (found.json()["state"], found.json()["owner"], found.headers["etag"]) == ("draft", KIM, '"1"')


def test_a_referral_without_a_consent_waits_for_it(cases):
    made = cases.post(REFERRALS, refer_document())
    assert (made.status_code, made.json()["state"]) == (201, "awaiting-consent")


def test_a_released_referral_reaches_its_partner_with_its_file(cases, draft):
    cases.attach(draft, Data_Category="referral.core")
    answer = sends(cases, draft)
    assert (answer.status_code, answer.json()["state"]) == (200, "sent")
    cases.office.bench.worker.once()
    assert cases.office.bench.voice(draft).opened().attachments[0].name == "fragebogen.pdf"


def test_a_question_is_answered(cases):
    referral, voice = sent(cases)
    voice.says("question", text="Passt vormittags?", categories=["person.contact"])
    assert cases.get(path(referral, "/feedback")).json()["feedback"][0]["content"]["text"] == "Passt vormittags?"
    answer = cases.post(path(referral, "/answers"), {"data": {}})
    assert (answer.status_code, answer.json()["state"]) == (200, "under-review")


@pytest.mark.parametrize(
    "odd", [{"sources": {"": 5}}, {"sources": {"/note": "pigeon"}}, {"sources": {"note": "person"}}, {"weather": 1}]
)
def test_an_answer_is_a_document_of_its_schema(cases, odd):
    referral, voice = sent(cases)
    voice.says("question", text="Passt vormittags?", categories=["person.contact"])
    assert code(cases.post(path(referral, "/answers"), {"data": {}} | odd)) == (422, "SENDER_SCHEMA_INVALID")


def test_a_referral_is_taken_back(cases):
    referral, _ = sent(cases)
    answer = cases.post(path(referral, "/cancellation"), {"reason": "need-ended"})
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")


def test_what_is_said_of_a_referral_says_how_it_stands(cases):
    referral, _ = sent(cases)
    found = cases.get(path(referral)).json()
    assert (found["state"], found["delivery"], found["consent"]) == ("sent", "received", "ConsentGiven")
    assert found["disclosures"][0]["recipient"] == CENTRE
    assert "cancelled" in found["next_steps"]


@pytest.mark.parametrize("typed", [str, str.lower, lambda one: one.replace("-", "")])
def test_a_referral_is_called_by_its_code_wherever_by_its_id(cases, typed):
    referral, voice = sent(cases)
    number = typed(cases.get(path(referral)).json()["code"])
    assert cases.get(path(number)).json()["referral"] == referral
    voice.says("question", text="Passt vormittags?", categories=["person.contact"])
    assert len(cases.get(path(number, "/feedback")).json()["feedback"]) == 1
    assert cases.post(path(number, "/answers"), {"data": {}}).json()["referral"] == referral
    assert cases.post(path(number, "/cancellation"), {"reason": "need-ended"}).json()["referral"] == referral


def test_a_file_is_attached_to_a_draft_by_its_code_and_the_answer_names_its_id(cases, draft):
    number = cases.get(path(draft)).json()["code"]
    assert cases.attach(number).json()["referral"] == draft


@pytest.mark.parametrize("name", ["222-222", "7A0-000", "nonsense"])
def test_a_code_nobody_has_is_not_found_and_what_is_none_is_malformed(cases, name):
    assert code(cases.get(path(name))) == (
        (404, "HUB_NOT_FOUND") if name == "222-222" else (400, "SENDER_MALFORMED_ID")
    )


def test_lists_come_in_pages_that_lead_on(cases):
    made = [cases.create() for _ in range(3)]
    first = cases.get(f"{REFERRALS}?limit=2&state=awaiting-consent")
    following = first.headers["link"].partition(">")[0].removeprefix(f"<{ORIGIN}")
    second = cases.get(following)
    assert [one["referral"] for page in (first, second) for one in page.json()["referrals"]] == made
    assert "next" not in second.json()
    assert cases.get(f"{REFERRALS}?state=sent").json() == {"referrals": []}


# --- in which state


def test_a_call_on_a_state_that_has_passed_is_refused(cases, draft):
    seen = cases.etag(draft)
    cases.attach(draft)
    passed = cases.post(path(draft, "/cancellation"), {"reason": "other"}, match=seen)
    assert (*code(passed), passed.json()["pointer"]) == (412, "HUB_STALE_VERSION", "/If-Match")
    now = cases.etag(draft)
    assert cases.post(path(draft, "/cancellation"), {"reason": "other"}, match=f'"99", {now}').status_code == 200


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("", (428, "SENDER_IF_MATCH_MISSING")),
        ('W/"1"', (412, "HUB_STALE_VERSION")),
        ('"0"', (412, "HUB_STALE_VERSION")),
        ('"01"', (412, "HUB_STALE_VERSION")),
        ("1", (400, "SENDER_MALFORMED")),
        ('"eins"', (412, "HUB_STALE_VERSION")),
    ],
)
@pytest.mark.parametrize("verb", ["/release", "/cancellation", "/answers", "/attachments"])
def test_what_acts_on_a_referral_says_which_state_it_saw(cases, draft, verb, match, expected):
    assert code(cases.post(path(draft, verb), {"reason": "other"}, match=match)) == expected


# --- what is refused


def test_a_document_is_json(cases):
    assert code(cases.post(REFERRALS, refer_document(), Content_Type="text/plain")) == (
        415, "SENDER_UNSUPPORTED_MEDIA_TYPE",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "document", "expected"),
    [
        ("/cancellation", {"reason": "mood"}, (422, "SENDER_SCHEMA_INVALID")),
        ("/cancellation", {}, (422, "SENDER_SCHEMA_INVALID")),
        ("/cancellation", [], (422, "SENDER_SCHEMA_INVALID")),
        ("/answers", {"data": 1}, (422, "SENDER_SCHEMA_INVALID")),
        ("/answers", {"data": {}}, (409, "HUB_ILLEGAL_STEP")),
    ],
)
def test_what_does_not_fit_is_refused(cases, draft, verb, document, expected):
    assert code(cases.post(path(draft, verb), document)) == expected


def test_a_whole_number_may_be_written_with_a_point(cases):
    document = consent_document(cases.office.bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    document["feedback"]["level"] = 6.0
    made = cases.post(CONSENTS, document)
    assert cases.get(made.headers["location"].removeprefix(ORIGIN)).json()["feedback_level"] == 6


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=", "state=lost", "&".join(["state=sent"] * 24)]
)
def test_a_list_is_asked_for_in_its_own_words(cases, query):
    assert cases.get(f"{REFERRALS}?{query}").status_code == 400


def test_what_is_not_there_is_not_found(cases):
    assert code(cases.get(path(NOTHING))) == (404, "HUB_NOT_FOUND")
    assert code(cases.get(f"{CONSENTS}/{NOTHING}")) == (404, "HUB_NOT_FOUND")
    assert code(cases.post(f"{CONSENTS}/{NOTHING}/withdrawal", {})) == (404, "HUB_NOT_FOUND")
    assert code(cases.post(path(NOTHING, "/release"))) == (404, "HUB_NOT_FOUND")


def test_a_path_says_which_methods_it_takes(cases):
    answer = cases.call("OPTIONS", REFERRALS)
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    wrong = cases.call("DELETE", REFERRALS)
    assert (*code(wrong), wrong.headers["allow"]) == (405, "SENDER_METHOD_NOT_ALLOWED", "GET, HEAD, OPTIONS, POST")


def test_head_says_what_get_would_without_the_body(cases, draft):
    answer = cases.call("HEAD", path(draft))
    assert (answer.status_code, answer.headers["etag"], answer.content) == (200, '"1"', b"")
