"""The demonstration, run once as a newcomer runs it, and each story of it looked at by itself."""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from exchange.demo.cases import PARTNERS, read_cases
from keys.strictjson import loads

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "demo"
    command = [sys.executable, "-m", "exchange", "demo", "--once", "--json", "--directory", str(folder)]
    env = {**os.environ, "GELEIT_PASSPHRASE": "eines anderen Hubs", "GELEIT_BY_PASSPHRASE": "eines Menschen"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as demo:  # noqa: S603
        inherited = environment_of_a_child(demo.pid)
        out, errors = demo.communicate(timeout=115)
    assert (demo.returncode, errors) == (0, b"")
    return loads(out), inherited


@pytest.fixture(scope="session")
def told(played):
    return played[0]


def environment_of_a_child(pid):
    """What the first process it starts was given, as soon as it is that process."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        # A thread or a child that was listed may have ended before it is looked at.
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in " ".join(one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/children")).split():
                found = Path(f"/proc/{child}/environ").read_bytes()
                # Set for children alone: before that it is still a copy of its parent.
                if b"PYTHONUNBUFFERED" in found:
                    return found
        time.sleep(0.05)
    raise AssertionError("no child")


def test_passphrases_of_a_real_hub_are_not_given_to_the_processes_of_the_demonstration(played):
    _, inherited = played
    assert b"PATH=" in inherited
    assert b"GELEIT" not in inherited


@pytest.fixture
def case(told):
    return {one["case"]: one for one in told["referrals"]}


def ends(case, number):
    return case[number]["state"], case[number]["delivery"], case[number]["consent"]


def test_ten_referrals_over_at_least_six_service_lines_are_told(told):
    assert [one["case"] for one in told["referrals"]] == list(range(1, 11))
    assert len({one["service"] for one in told["referrals"]}) >= 6


def test_three_partners_have_keys_and_addresses_of_their_own(told):
    assert {one["kind"] for one in told["partners"]} == {"doctor", "psychotherapist", "counselling-centre"}
    assert len({one["pin"] for one in told["partners"]} | {told["hub"]["federation_pin"]}) == 4
    assert len({one["entity"] for one in told["partners"]} | {told["hub"]["origin"]}) == 4


def test_at_least_two_complete(case):
    assert ends(case, 1) == ends(case, 9) == ("completed", "received", "ConsentGiven")


def test_one_is_blocked_by_consent_and_says_exactly_why(told, case):
    blocked = {"case": 6, "code": "SENDER_NOT_PERMITTED", "pointer": "/debt/kinds/0", "detail": "clause:category"}
    assert told["blocked"] == blocked
    assert ends(case, 6) == ("draft", None, "ConsentGiven")


def test_one_is_withdrawn_in_flight_and_never_received(case):
    assert ends(case, 5) == ("consent-withdrawn", "withdrawn-before-delivery", "ConsentWithdrawn")
    assert "withdrawn-in-flight" in case[5]["notes"]


def test_a_partner_that_was_down_gets_what_came_meanwhile(case):
    assert "partner-was-down" in case[4]["notes"]
    assert ends(case, 4) == ("waitlisted", "received", "ConsentGiven")


def test_one_declines(case):
    assert ends(case, 7) == ("declined", "received", "ConsentGiven")


def test_what_consent_does_not_cover_and_somebody_says_stays_is_left_out_by_name(case):
    assert "left-out:/note" in case[7]["notes"]


def test_one_question_is_answered(case):
    assert "question-answered" in case[8]["notes"]
    assert ends(case, 8) == ("in-service", "received", "ConsentGiven")


def test_one_feedback_goes_too_far_and_is_refused(told, case):
    refused = {"case": 2, "code": "provenance:release", "pointer": "/data/workcapacity/hours_per_day"}
    assert told["refused_feedback"] == refused
    assert ends(case, 2) == ("in-service", "received", "ConsentGiven")


def test_where_no_feedback_is_agreed_the_partner_goes_on_by_itself(case):
    assert ends(case, 10) == ("external", "received", "ConsentGiven")


def test_attachments_from_one_kilobyte_to_twenty_megabytes_arrive_whole(case):
    notes = [note for one in case.values() for note in one["notes"] if note.startswith("attachment:")]
    sizes = sorted(int(note.partition(":")[2]) for note in notes)
    assert (len(sizes), sizes[0], sizes[-1]) == (6, 1024, 20 * 1024 * 1024)


def test_the_evidence_log_adds_up(told):
    assert told["log"]["size"] > 100
    assert told["log"]["findings"] == []


def test_each_referral_is_said_in_one_sentence_in_both_languages(told):
    assert all(one["sentence_de"] and one["sentence_en"] for one in told["referrals"])


def test_what_is_printed_names_no_person(told):
    printed = json.dumps(told, ensure_ascii=False)
    cases = read_cases(dict.fromkeys(("hub", *PARTNERS), "http://127.0.0.1:1"))
    assert [case.consent["signer"] for case in cases if case.consent["signer"] in printed] == []


def test_what_is_printed_holds_no_passphrase(told):
    printed = json.dumps(told)
    folder = Path(told["hub"]["directory"]).parent / "passphrases"
    files = list(folder.iterdir())
    assert len(files) == 9
    assert [file.name for file in files if file.read_text() in printed or file.stat().st_mode & 0o077] == []
