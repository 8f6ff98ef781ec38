"""What a release would send is shown before, what cannot go stops it, and what stays is said in the call."""

import pytest

from tests.support.casework import path, sends
from tests.support.hubs import ALEX, NEEDED
from tests.support.office import code

LEASE = {"Content_Disposition": 'attachment; filename="mietvertrag.pdf"', "Data_Category": "housing"}


@pytest.fixture
def draft(cases):
    """A draft with a file of which the consent says nothing."""
    cases.office.bench.a_consent()
    made = cases.create()
    assert cases.attach(made, **LEASE).status_code == 201
    return made


def attachment(cases, draft):
    (one,) = cases.get(path(draft)).json()["attachments"]
    return one["attachment"]


def test_a_check_names_what_would_leave_and_what_would_stay_files_by_their_names(cases, draft):
    shown = cases.get(path(draft, "/check")).json()
    lease = attachment(cases, draft)
    stays = {
        "pointer": f"/attachments/{lease}",
        "name": "mietvertrag.pdf",
        "attachment": lease,
        "reason": "clause:category",
    }
    assert (shown["goes"], shown["stays"], shown["stops"]) == (False, [stays], [])
    assert {"pointer": "/note", "name": "/note", "categories": ["free.text"]} in shown["leaves"]
    assert "check" in {one["what"] for one in cases.office.bench.leaves("STAFF_ACCESS")}
    assert code(cases.get(path(draft, "/check"), On_Behalf_Of=ALEX))[0] == 404


def test_what_cannot_go_stops_the_release_and_no_answer_names_the_file(cases, draft):
    refused = sends(cases, draft)
    assert code(refused) == (422, "SENDER_STAYS_BEHIND")
    assert refused.json()["allowed"] == [attachment(cases, draft)]
    assert refused.json()["pointer"] == f"/attachments/{attachment(cases, draft)}"
    assert "mietvertrag" not in refused.text
    assert cases.office.bench.leaves("PACKET_SEALED") == []


@pytest.mark.parametrize("by_id", [False, True])
def test_what_the_call_says_stays_stays(cases, draft, by_id):
    lease = attachment(cases, draft)
    sends(cases, draft)
    named = {"leave_out": [lease if by_id else "mietvertrag.pdf", "/note"]}
    sent = cases.post(path(draft, "/release"), named)
    assert sent.status_code == 200, sent.text
    stayed = {(one["pointer"], one["reason"]) for one in sent.json()["left_out"]}
    assert stayed == {(f"/attachments/{lease}", "left-out"), ("/note", "left-out")}
    # The answer is kept for repeats and rests under nobody's key.
    assert "mietvertrag" not in sent.text
    packet = cases.office.bench.voice(draft).opened()
    assert ("note" in packet.data, packet.attachments) == (False, ())


def test_the_draft_itself_may_say_what_stays(cases):
    cases.office.bench.a_consent(categories=NEEDED)
    made = cases.create(leave_out=["/note", "/plan", "/addiction"])
    shown = cases.get(path(made, "/check")).json()
    assert (shown["goes"], {one["reason"] for one in shown["stays"]}) == (True, {"left-out"})
    assert sends(cases, made).status_code == 200


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"leave_out": ["mietvertag.pdf"]}, (422, "SENDER_NOTHING_OF_THIS_NAME")),
        ({"leave_out": "mietvertrag.pdf"}, (422, "SENDER_SCHEMA_INVALID")),
        ({"leave-out": []}, (422, "SENDER_SCHEMA_INVALID")),
        (b"nonsense", (400, "SENDER_MALFORMED")),
    ],
)
def test_a_body_that_says_nothing_sends_nothing(cases, draft, body, expected):
    sends(cases, draft)
    assert code(cases.post(path(draft, "/release"), body, Content_Type="application/json")) == expected
    assert code(cases.post(path(draft, "/release"), {"leave_out": []}, Content_Type="text/plain"))[0] == 415
