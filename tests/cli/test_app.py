"""The README's commands, one after the other, and what they answer when something is wrong."""

import json
import socket
import time

import httpx
import pytest
from pypdf import PdfReader

from tests.cli.by_hand import private

LETTER = b"%PDF-1.7 Ein erfundener Befund."


@pytest.fixture(scope="module")
def consent(hand):
    answer = hand.hub("consent", "record", hand.root / "hub", hand.example("consent"))
    assert answer.code == 0, answer.out
    return answer.facts["consent"]


@pytest.fixture(scope="module")
def part(hand):
    """What a helper seals on a machine of their own, with the partner's document alone."""
    letter = hand.root / "befund.pdf"
    letter.write_bytes(LETTER)
    words = ("--for", hand.root / "box" / "partner.json", "--categories", "health.addiction", "--json")
    answer = hand.types("seal-part", letter, *words)
    assert answer.code == 0, answer.out
    return answer.facts


@pytest.fixture(scope="module")
def referral(hand, consent, part):
    assert consent
    words = ("refer", hand.root / "hub", hand.example("addiction-counselling"), "--sealed", part["file"])
    unseen = hand.hub(*words, second="ben").facts["error"]["findings"]
    assert [(one["kind"], one["place"]) for one in unseen] == [("sealed-unread", "/sealed/0")]
    answer = hand.hub(*words, "--confirm-finding", "sealed-unread:/sealed/0", second="ben")
    assert answer.code == 0, answer.out
    return answer.facts


@pytest.fixture(scope="module")
def packet(hand, referral):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        hand.box("receive", hand.root / "box")
        listed = json.loads(hand.box("list", hand.root / "box", "--json").out)["packets"]
        if any(one["stage"] == "received" for one in listed):
            return referral["packet"]
    raise AssertionError(listed)


def shown(hand, referral):
    return hand.hub("show", hand.root / "hub", referral["referral"]).facts


def test_a_referral_needs_a_second_person_when_it_is_sensitive(hand, consent):
    assert consent
    answer = hand.hub("refer", hand.root / "hub", hand.example("addiction-counselling"))
    assert answer.code == 3
    assert answer.facts["error"]["code"] == "SENDER_FOUR_EYES"


def test_a_referral_is_sent_to_the_partners_hybrid_key(referral):
    assert (referral["state"], referral["suite"]) == ("sent", "hybrid")


def test_the_form_of_a_draft_is_known_by_its_code(hand, referral):
    words = ("consent", "form", hand.root / "hub", referral["referral"], "--out", hand.root / "form.pdf")
    code = hand.hub(*words).facts["code"]
    assert code == shown(hand, referral)["code"]
    last = PdfReader(hand.root / "form.pdf").pages[-1].extract_text()
    assert f"Bogen zu {code}" in last


def test_the_partner_reads_what_was_sent(hand, packet):
    answer = json.loads(hand.box("open", hand.root / "box", packet).out)
    assert answer["data"]["addiction"]["topics"] == ["alcohol"]
    (inside,) = answer["sealed"]
    assert (inside["file"], inside["length"], inside["problem"]) == ("befund.pdf", len(LETTER), "")


def test_the_partner_alone_finds_the_sealed_file(hand, part, packet):
    assert part["for"] == hand.partner
    told = json.loads(hand.box("open", hand.root / "box", packet, "--to", hand.root / "opened", "--json").out)
    assert str(hand.root / "opened" / "befund.pdf") in told["files"]
    assert [one["file"] for one in told["sealed"]] == ["befund.pdf"]
    assert (hand.root / "opened" / "befund.pdf").read_bytes() == LETTER
    listed = json.loads((hand.root / "opened" / "referral.json").read_text())["sealed"]
    assert [one["categories"] for one in listed] == [["health.addiction"]]


def test_what_nobody_could_open_is_not_sealed_and_never_over_another_file(hand, part):
    document, letter = hand.root / "box" / "partner.json", hand.root / "befund.pdf"
    words = ("--for", document, "--categories", "health.mental", "--json")
    assert hand.types("seal-part", letter, *words).facts["error"]["code"] == "SENDER_FILE_TAKEN"
    out = ("--out", hand.root / "neu.sealed.json")
    again = hand.types("seal-part", part["file"], *words, *out).facts["error"]
    assert again["code"] == "SENDER_SEALED_PART_UNFIT"
    other = hand.types("seal-part", letter, *words[:2], "--categories", "diagnose", "--json", *out).facts["error"]
    assert "health.diagnosis" in other["form"]["de"]
    assert not out[1].exists()
    cut = hand.root / "cut.json"
    for text in ("{", "{}", json.dumps({"categories": ["health.mental"], "provenance": "person", "jwe": "a.b.c.d"})):
        cut.write_text(text)
        refused = hand.hub("refer", hand.root / "hub", hand.example("refer"), "--sealed", cut).facts["error"]
        assert (refused["code"], refused["where"]) == ("SENDER_SEALED_PART_UNFIT", str(cut))


def test_an_acknowledgement_moves_the_referral(hand, referral, packet):
    hand.box("acknowledge", hand.root / "box", packet, "accepted")
    now = shown(hand, referral)
    assert (now["state"], now["delivery"], now["consent"]) == ("accepted", "received", "ConsentGiven")


def test_the_person_can_see_who_got_what(hand, referral, packet):
    assert packet
    (line,) = shown(hand, referral)["disclosures"]
    assert line["recipient"] == hand.partner
    assert "health.addiction" in line["categories"]


def test_a_second_open_referral_is_refused_with_the_first_ones_id(hand, referral):
    answer = hand.hub("refer", hand.root / "hub", hand.example("addiction-counselling"), second="ben")
    assert answer.code == 3
    assert answer.facts["error"]["code"] == "SENDER_DUPLICATE_REFERRAL"
    assert answer.facts["error"]["detail"] == shown(hand, referral)["code"]


def test_a_step_beyond_the_feedback_level_is_refused_and_the_partner_is_told(hand, packet):
    hand.box("acknowledge", hand.root / "box", packet, "completed", "--with", "outcome=got-help")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        hand.box("receive", hand.root / "box")
        held = json.loads(hand.box("list", hand.root / "box", "--json").out)["packets"]
        (entry,) = [one for one in held if one["packet"] == packet]
        if entry["objections"]:
            break
    assert entry["objections"][0]["code"].startswith("clause:")


def test_the_log_is_sound_and_counts_as_many_disclosures_as_the_ledger(hand, packet):
    assert packet
    report = hand.hub("verify-log", hand.root / "hub", by="").facts
    assert report["findings"] == []
    assert report["disclosures"] == report["ledger_lines"] > 0


def test_the_log_is_signed_at_most_ten_seconds_after_it_has_grown(hand, packet):
    assert packet
    end, address = time.monotonic() + 10, f"{hand.origin}/rx-log/1/checkpoint"
    size = hand.hub("verify-log", hand.root / "hub", by="").facts["size"]
    while time.monotonic() < end and int(httpx.get(address).text.splitlines()[1]) < size:
        time.sleep(0.2)
    assert int(httpx.get(address).text.splitlines()[1]) >= size


@pytest.mark.parametrize("command", ["answer", "update"])
def test_a_follow_up_takes_no_file_as_sealed_that_is_none(hand, referral, command):
    new, cut = hand.root / "new.json", hand.root / "no-part.json"
    new.write_text('{"data": {}}')
    cut.write_text("{}")
    refused = hand.hub(command, hand.root / "hub", referral["referral"], new, "--sealed", cut).facts["error"]
    assert (refused["code"], refused["where"]) == ("SENDER_SEALED_PART_UNFIT", str(cut))


def test_a_sealed_part_is_sent_later_and_the_partner_alone_finds_the_file(hand, referral, packet):
    assert packet
    new, letter = hand.root / "new.json", hand.root / "nachtrag.pdf"
    new.write_text('{"data": {}}')
    letter.write_bytes(LETTER)
    words = ("--for", hand.root / "box" / "partner.json", "--categories", "health.addiction", "--json")
    part = hand.types("seal-part", letter, *words).facts["file"]
    words = ("update", hand.root / "hub", referral["referral"], new, "--sealed", part)
    unseen = hand.hub(*words, second="ben").facts["error"]["findings"]
    assert [(one["kind"], one["place"]) for one in unseen] == [("sealed-unread", "/sealed/0")]
    sent = hand.hub(*words, "--confirm-finding", "sealed-unread:/sealed/0", second="ben")
    assert sent.code == 0, sent.out
    newest, end = shown(hand, referral)["packet"], time.monotonic() + 20
    while time.monotonic() < end and (opened := hand.box("open", hand.root / "box", newest, "--json")).code:
        hand.box("receive", hand.root / "box")
    assert [(one["file"], one["problem"]) for one in opened.facts["sealed"]] == [("nachtrag.pdf", "")]


def test_a_withdrawal_ends_the_referral_and_the_partner_deletes(hand, consent, referral, packet):
    answer = hand.hub("withdraw", hand.root / "hub", consent)
    assert {one["state"] for one in answer.facts["ended"]} == {"consent-withdrawn"}
    assert referral["referral"] in {one["referral"] for one in answer.facts["ended"]}
    end = time.monotonic() + 20
    while time.monotonic() < end and "withdrawal-answered" not in str(shown(hand, referral)["events"]):
        hand.box("receive", hand.root / "box")
    assert hand.box("open", hand.root / "box", packet).code != 0
    assert "withdrawal-answered" in str(shown(hand, referral)["events"])


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("show", "01a20e43-b1f4-7aa7-9bba-000000000000"), "HUB_NOT_FOUND", 4),
        (("show", "nonsense"), "HUB_NOT_FOUND", 4),
    ],
)
def test_what_is_not_there_is_not_found(hand, words, code, exit_code):
    answer = hand.hub(words[0], hand.root / "hub", *words[1:])
    assert (answer.code, answer.facts["error"]["code"]) == (exit_code, code)


def test_an_unknown_reason_is_answered_with_the_reasons_there_are(hand, referral):
    answer = hand.hub("cancel", hand.root / "hub", referral["referral"], "--reason", "unsinn")
    assert answer.code == 2
    assert "person-request, created-twice, need-ended, wrong-partner, other" in answer.facts["error"]["form"]["de"]


def test_a_wrong_passphrase_of_the_hub_changes_nothing(hand):
    wrong = private(hand.root / "wrong.txt", "falsch")
    answer = hand.types("keys", "list", hand.root / "hub", "--passphrase-file", wrong, "--json")
    assert (answer.code, answer.facts["error"]["code"]) == (6, "SENDER_WRONG_PASSPHRASE")


def test_nobody_acts_under_a_colleagues_name(hand):
    words = ("--by", "anna", "--by-passphrase-file", hand.secret("ben"), "--passphrase-file", hand.secret("hub"))
    answer = hand.types("withdraw", hand.root / "hub", "none", *words, "--json")
    assert (answer.code, answer.facts["error"]["code"]) == (6, "SENDER_WRONG_PASSPHRASE")


def test_a_hub_is_never_made_over_another_one(hand):
    answer = hand.begins("--origin", "https://other.example")
    assert (answer.code, answer.facts["error"]["code"]) == (3, "HUB_ALREADY_THERE")


def test_a_wrong_origin_leaves_nothing_behind(hand):
    answer = hand.begins("--origin", "https://other.example/", folder="other")
    assert answer.facts["error"]["code"] == "SENDER_MALFORMED_ENTITY"
    assert not (hand.root / "other").exists()


def test_a_taken_port_is_said_in_words(hand):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        answer = hand.types("serve", hand.root / "hub", "--listen", listen, "--passphrase-file", hand.secret("hub"))
    assert answer.code == 5
    assert "HUB_PORT_TAKEN" in answer.err


def test_json_with_a_name_twice_is_malformed(hand):
    twice = hand.root / "twice.json"
    twice.write_text('{"person": {}, "person": {}}')
    answer = hand.hub("refer", hand.root / "hub", twice)
    assert (answer.code, answer.facts["error"]["code"]) == (3, "SENDER_MALFORMED")


@pytest.mark.parametrize("command", [("list",), ("list", "--due"), ("show",), ("feedback",)])
def test_nothing_of_a_case_is_shown_to_nobody_in_particular(hand, referral, command):
    name, *options = command
    about = () if name == "list" else (referral["referral"],)
    answer = hand.hub(name, hand.root / "hub", *about, *options, by="")
    assert (answer.code, answer.facts["error"]["where"]) == (2, "--by")


def test_a_colleague_sees_lists_and_takes_nothing_of_a_case_that_is_not_theirs(hand, referral):
    about = (hand.root / "hub", referral["referral"])
    for words in (("show", *about), ("feedback", *about), ("cancel", *about, "--reason", "other"), ("release", *about)):
        answer = hand.hub(*words, by="ben")
        assert (answer.code, answer.facts["error"]["code"]) == (4, "HUB_NOT_FOUND")
    assert hand.hub("list", hand.root / "hub", by="ben").facts == {"referrals": []}
    assert referral["referral"] in str(hand.hub("list", hand.root / "hub", by="lea").facts)


def test_every_error_says_in_german_and_english_what_to_do(hand):
    answer = hand.types("keys", "list", hand.root / "nowhere", "--passphrase-file", hand.secret("hub"), "--json")
    assert set(answer.facts["error"]["title"]) == set(answer.facts["error"]["fix"]) == {"de", "en"}


@pytest.mark.parametrize(
    ("words", "head"), [("list hub", "Stand"), ("keys list hub", "Zweck"), ("partner list box", "Schritt")]
)
def test_tables_for_people_speak_german_first(hand, packet, words, head):
    assert packet
    *command, folder = words.split()
    who = ("--by", "anna", "--by-passphrase-file", hand.secret("anna")) if command == ["list"] else ()
    said = hand.types(*command, hand.root / folder, *who, "--passphrase-file", hand.secret(folder)).out
    assert head in said


@pytest.mark.parametrize("command", ["init", "serve", "work", "refer", "release", "list", "show", "cancel", "answer",
                                     "feedback", "withdraw", "verify-log", "doctor", "migrate", "report", "update",
                                     "resend", "resume", "end", "settle"])  # fmt: skip
def test_every_command_explains_itself(hand, command):
    answer = hand.types(command, "--help")
    assert answer.code == 0
    assert " / " in answer.out
