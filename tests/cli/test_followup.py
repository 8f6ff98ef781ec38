"""What caseworkers do while a referral is under way, typed: an enquiry, a call, an update, an end."""

import json
import time

import pytest

from tests.cli.by_hand import set_up


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    hand = set_up(tmp_path_factory.mktemp("followup"))
    consent = read(hand.example("consent"))
    consent["clauses"][0]["categories"].append("enquiry")
    consent["feedback"] = {"level": 2, "no_show": False}
    answer = hand.hub("consent", "record", hand.root / "hub", write(hand, "consent-enquiry", consent))
    assert answer.code == 0, answer.out
    yield hand
    hand.stop.set()


def read(file):
    return json.loads(file.read_text())


def write(hand, name, document):
    file = hand.root / f"{name}.json"
    file.write_text(json.dumps(document))
    return file


def act(hand, command, referral, *words: object, **who: str):
    return hand.hub(command, hand.root / "hub", referral, *words, **who)


def looks(hand):
    return ("--by", "anna", "--by-passphrase-file", hand.secret("anna"), "--passphrase-file", hand.secret("hub"))


def fetched(hand, packet):
    """Receive until the partner has the packet; what it says of it."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        hand.box("receive", hand.root / "box")
        listed = json.loads(hand.box("list", hand.root / "box", "--json").out)["packets"]
        found = [one for one in listed if one["packet"] == packet and one["stage"] == "received"]
        if found:
            return found[0]
    raise AssertionError(listed)


@pytest.fixture(scope="module")
def enquiry(desk):
    document = read(desk.example("addiction-counselling"))
    told = json.loads(desk.types("schema", "example", "enquiry").out) | {"service": "addiction-counselling"}
    file = write(desk, "enquiry", document | {"kind": "enquiry", "data": told, "sources": {}, "attachments": []})
    answer = desk.hub("refer", desk.root / "hub", file)
    assert answer.code == 0, answer.out
    return answer.facts | {"whole": document["data"]}


def test_an_enquiry_reaches_the_partner_without_a_name(desk, enquiry):
    assert fetched(desk, enquiry["packet"])["kind"] == "enquiry"
    data = json.loads(desk.box("open", desk.root / "box", enquiry["packet"]).out)["data"]
    assert set(data) <= {"service", "urgency", "district", "language", "age_band"}


def test_a_yes_by_telephone_is_the_partners_yes(desk, enquiry):
    answer = act(desk, "report", enquiry["referral"], "accepted", "--channel", "telephone", "--said-by", "Empfang")
    assert answer.facts["state"] == "accepted"
    (*_, last) = act(desk, "show", enquiry["referral"]).facts["history"]
    assert (last["by"], last["who"], last["channel"], last["said_by"]) == ("partner", "anna", "telephone", "Empfang")


def test_what_the_person_does_not_allow_cannot_be_told_by_letter_either(desk, enquiry):
    said = ("completed", "--channel", "letter", "--said-by", "Leitung", "--with", "outcome=got-help")
    answer = act(desk, "report", enquiry["referral"], *said)
    assert (answer.code, answer.facts["error"]["code"]) == (3, "SENDER_NOT_PERMITTED")


def test_after_the_yes_the_whole_goes_out_and_the_partner_reads_it(desk, enquiry):
    file = write(desk, "whole", {"data": enquiry["whole"]})
    refused = act(desk, "update", enquiry["referral"], file)
    assert refused.facts["error"]["code"] == "SENDER_FOUR_EYES"
    answer = act(desk, "update", enquiry["referral"], file, second="ben")
    assert (answer.code, answer.facts["state"]) == (0, "accepted"), answer.out
    packet = act(desk, "show", enquiry["referral"]).facts["packet"]
    assert fetched(desk, packet)["kind"] == "request"
    data = json.loads(desk.box("open", desk.root / "box", packet).out)["data"]
    assert data["person"] == enquiry["whole"]["person"]


def test_what_has_not_failed_is_not_sent_again_and_says_so(desk, enquiry):
    answer = act(desk, "resend", enquiry["referral"])
    assert (answer.code, answer.facts["error"]["detail"]) == (3, "nothing-failed")


def test_the_question_to_stop_is_taken_back(desk, enquiry):
    act(desk, "cancel", enquiry["referral"], "--reason", "other")
    assert act(desk, "resume", enquiry["referral"]).facts["state"] == "accepted"


def test_a_partner_that_has_time_is_not_ended_and_nothing_lies_on_the_list(desk, enquiry):
    answer = act(desk, "end", enquiry["referral"], "ended-early", "--reason", "partner-silent")
    assert answer.facts["error"]["code"] == "HUB_ILLEGAL_STEP"
    assert act(desk, "settle", enquiry["referral"]).facts["error"]["detail"] == "no-work-item"
    assert desk.hub("list", desk.root / "hub", "--due").facts["referrals"] == []


def test_an_empty_list_says_so(desk, enquiry):
    assert enquiry
    words = ("list", desk.root / "hub", *looks(desk))
    assert desk.types(*words, "--due").out == "Nichts zu tun.\n"
    assert desk.types(*words, "--state", "expired").out == "Keine Überleitungen.\n"


def test_what_is_not_found_is_named_as_it_was_typed(desk):
    nothing = "018f0000-0000-7000-8000-000000000001"
    words = ("show", desk.root / "hub", nothing, *looks(desk))
    answer = desk.types(*words)
    assert (answer.code, f"Wo:         {nothing}" in answer.err) == (4, True)
    left = ("staff", "deactivate", desk.root / "hub", "nobody")
    assert desk.hub(*left, by="lea").facts["error"]["detail"] == "Mitarbeitende / staff: nobody"


def test_a_word_that_names_no_step_is_told_with_those_that_do(desk, enquiry):
    answer = act(desk, "report", enquiry["referral"], "acepted", "--channel", "letter", "--said-by", "Empfang")
    error = answer.facts["error"]
    assert (answer.code, error["code"], error["detail"]) == (3, "SENDER_STEP_UNKNOWN", "acepted")
    assert {"accepted", "declined", "question"} <= set(error["allowed"])


@pytest.mark.parametrize("when", ["gestern", "2026-11-24T09:00:00"])
def test_a_time_that_is_none_names_its_option_and_shows_how(desk, enquiry, when):
    said = ("accepted", "--channel", "letter", "--said-by", "Empfang", "--said-at", when)
    answer = act(desk, "report", enquiry["referral"], *said)
    assert answer.code == 2
    assert answer.facts["error"]["where"] == "--said-at"
    assert "2026-12-31T09:00:00+01:00" in answer.facts["error"]["form"]["de"]


def test_a_draft_is_written_anew_and_goes_to_whoever_takes_the_cases_over(desk, enquiry):
    document = read(desk.example("addiction-counselling"))
    document["person"]["reference"] = "K-2"
    made = desk.hub("refer", desk.root / "hub", write(desk, "second", document | {"attachments": []})).facts
    assert made["state"] == "awaiting-consent"
    anew = write(desk, "anew", {"data": enquiry["whole"] | {"note": "Neu (erfunden)."}})
    assert act(desk, "edit", made["referral"], anew).facts["referral"] == made["referral"]
    assert act(desk, "assign", made["referral"], "--to", "ben").facts["error"]["code"] == "SENDER_FORBIDDEN"
    assert act(desk, "assign", made["referral"], "--to", "ben", by="lea").facts["owner"] == "ben"
    moved = desk.hub("staff", "hand-over", desk.root / "hub", "ben", "--to", "anna", by="lea").facts
    assert moved == {"from": "ben", "to": "anna", "referrals": [made["referral"]]}


def test_who_leaves_leaves_their_open_cases_named(desk, enquiry):
    listed = desk.hub("list", desk.root / "hub").facts["referrals"]
    mine, codes = {one["referral"] for one in listed}, {one["code"] for one in listed}
    assert enquiry["referral"] in mine
    gone = desk.hub("staff", "deactivate", desk.root / "hub", "anna", by="lea").facts
    assert (gone["staff"], gone["active"], set(gone["open_referrals"])) == ("anna", False, mine)
    who = ("--by", "lea", "--by-passphrase-file", desk.secret("lea"), "--passphrase-file", desk.secret("hub"))
    told = desk.types("staff", "deactivate", desk.root / "hub", "anna", *who).out
    assert enquiry["code"] in told
    assert "geleit staff hand-over" in told
    checks = desk.hub("doctor", desk.root / "hub", by="").facts["checks"]
    (advice,) = [one["advice"] for one in checks if one["check"] == "cases"]
    assert [code for code in codes if code not in advice] == []
    desk.hub("staff", "hand-over", desk.root / "hub", "anna", "--to", "ben", by="lea")
    checks = desk.hub("doctor", desk.root / "hub", by="").facts["checks"]
    assert [one for one in checks if one["check"] == "cases"] == []
    assert "Keine offenen" in desk.types("staff", "deactivate", desk.root / "hub", "anna", *who).out
