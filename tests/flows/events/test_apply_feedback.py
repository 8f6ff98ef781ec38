"""What a partner sends back is within the level, the clauses and the release, or it never was here."""

import pytest

from exchange.core.vocabulary import State
from keys.encoding import b64url, sha256
from tests.support.clock import NOON
from tests.support.feedback import attached, content
from tests.support.hubs import CENTRE, USUAL, Bench, Voice, consent_document


def at_level(level, *events: str, **consent: object):
    return Bench().under_way(*events, level=level, no_show=False, **consent)


def test_feedback_within_consent_is_kept_for_who_asked():
    voice = at_level(4, "under-review", "accepted")
    assert voice.says("feedback", **content("outcome", "progress")) == "accepted"
    kept = [one for one in voice.bench.view(voice.referral).events if one.name == "feedback"]
    assert (kept[0].verdict, kept[0].content.count(".")) == ("accepted", 2)
    assert voice.bench.leaves("FEEDBACK")[0]["categories"] == ["fb.outcome", "fb.progress"]


def test_feedback_beyond_the_level_is_refused_with_its_place_and_never_stored():
    voice = at_level(4, "under-review", "accepted")
    voice.bench.mail()
    assert voice.says("feedback", **content("workcapacity", "outcome")) == "clause:category"
    (told,) = voice.bench.mail()
    assert (told["name"], told["pointer"][:19]) == ("refused", "/data/workcapacity/")
    assert "workcapacity" not in voice.bench.everything().replace("/data/workcapacity", "").replace(
        "fb.workcapacity", ""
    ).replace("health.workcapacity", "")


def test_no_word_of_what_was_refused_is_stored_anywhere():
    voice = at_level(1, "under-review")
    compact = voice.signed("feedback", content("appointment", "recommendation"))
    assert voice.sends(compact) == "clause:category"
    stored = voice.bench.everything()
    payload = compact.split(".")[1]
    assert (compact in stored, payload in stored, "2026-12-08" in stored) == (False, False, False)
    assert voice.bench.view(voice.referral).events[-1].content == ""


def test_the_number_of_refused_feedback_is_spent():
    voice = at_level(1, "under-review")
    voice.says("feedback", **content("outcome"))
    assert voice.referral.partner_seq == 3
    assert voice.says("accepted") == "accepted"


def test_without_a_release_a_partner_bound_to_secrecy_says_nothing():
    bench = Bench()
    voice = Voice(bench, bench.sent(releases=[]).packet)
    voice.fetch()
    voice.says("received")
    assert voice.says("accepted") == "provenance:release"
    assert voice.says("feedback", **content("outcome")) == "provenance:release"


def test_a_release_that_ended_counts_no_more():
    document = consent_document(NOON, level=6, no_show=False, to=CENTRE, days=100)
    short = document["releases"][0] | {"until": "2026-11-25T12:00:00.000Z"}
    voice = at_level(6, "under-review", releases=[short])
    voice.bench.clock.advance(days=1)
    assert voice.says("accepted") == "provenance:release"


def test_feedback_after_the_clause_ended_is_refused():
    voice = at_level(6, "under-review", "accepted", "in-service", days=30)
    voice.bench.clock.advance(days=30)
    assert voice.says("feedback", **content("progress")) in {"clause:expired", "clause:missing"}


def test_nobody_bound_to_secrecy_sends_content():
    voice = at_level(6, "under-review")
    members = content("outcome")
    members["manifest"][0]["category"] = "fb.content"
    assert voice.says("feedback", **members) == "manifest:category"


@pytest.mark.parametrize("pointer", ["/kanarie", "/data/kanarie", "attachment:018f0000-0000-7000-8000-000000000001"])
def test_a_row_about_nothing_is_refused_without_repeating_it(pointer):
    voice = at_level(4, "under-review")
    members = content("outcome")
    members["manifest"].append(members["manifest"][0] | {"pointer": pointer})
    assert voice.says("feedback", **members) == "manifest:no-leaf"
    assert pointer not in voice.bench.everything()
    assert [one["pointer"] for one in voice.bench.mail() if one["name"] == "refused"] == ["/manifest"]


def test_a_leaf_without_a_row_is_refused():
    voice = at_level(4, "under-review")
    members = content("outcome", "progress")
    members["manifest"].pop()
    assert voice.says("feedback", **members) == "manifest:unlisted"


def test_a_row_that_names_another_clause_is_refused():
    voice = at_level(4, "under-review")
    assert voice.says("feedback", **content("outcome", clause="out-1")) == "clause:direction"
    assert voice.says("feedback", **content("outcome", clause="none")) == "manifest:clause"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"schema": "urn:geleit:schema:refer:1"}, "schema-invalid"),
        ({"data": {"diagnosis": "Kanarie"}}, "schema-invalid"),
        ({"data": []}, "malformed"),
        ({"manifest": {}}, "malformed"),
        ({"manifest": [{}]}, "malformed"),
        ({"attachments": [{}]}, "malformed"),
        ({"weather": 1}, "malformed"),
    ],
)
def test_what_is_no_feedback_is_refused(changes, code):
    voice = at_level(4, "under-review")
    assert voice.says("feedback", **(content("outcome") | changes)) == code
    assert "Kanarie" not in voice.bench.everything()


def test_an_attachment_comes_back_with_feedback():
    voice = at_level(4, "under-review")
    assert voice.says("feedback", **attached(voice)) == "accepted"


@pytest.mark.parametrize(
    "changes", [{"sha256": b64url(sha256(b"other"))}, {"sha256": "A" * 42 + "B"}, {"sealed_length": 7}]
)
def test_an_attachment_that_is_not_here_is_refused(changes):
    voice = at_level(4, "under-review")
    assert voice.says("feedback", **attached(voice, **changes)) in {"blob-missing", "malformed"}


STEPS = ("under-review", "accepted", "scheduled", "in-service", "completed")
REACH = {0: 0, 1: 2, 2: 3, 3: 4, 4: 5, 5: 5, 6: 5}


@pytest.mark.parametrize("level", range(7))
def test_a_partner_tells_as_much_as_the_person_chose(level):
    voice = at_level(level)
    told = []
    for name in STEPS:
        told.append(voice.says(name, **USUAL.get(name, {})))
        voice.bench.clock.advance(days=3)
    assert told.count("accepted") == REACH[level]


def test_a_question_is_beyond_level_zero():
    bench = Bench()
    voice = Voice(bench, bench.sent(level=0).packet)
    voice.fetch()
    assert voice.says("question", text="Wann?", categories=["person.contact"]) == "clause:category"


@pytest.mark.parametrize(("level", "said"), [(0, ()), (1, ("under-review", "accepted"))])
def test_the_hub_stops_waiting_at_the_last_agreed_step(level, said):
    voice = at_level(level, *said)
    assert (voice.referral.state, voice.referral.version) == (State.EXTERNAL, 1)
    assert voice.referral.next_reason == "check-external"


def test_at_level_two_the_hub_waits_for_the_appointment_to_pass():
    voice = at_level(2, "under-review", "accepted")
    voice.says("scheduled", appointment="2026-12-01T09:00:00Z")
    assert voice.referral.state is State.SCHEDULED
    voice.bench.clock.advance(days=20)
    voice.bench.worker.once()
    assert voice.referral.state is State.EXTERNAL


def test_a_missed_appointment_is_told_only_by_the_persons_own_switch():
    told = {}
    for switch in (True, False):
        voice = Bench().under_way("under-review", "accepted", "scheduled", level=4, no_show=switch)
        told[switch] = voice.says("no-show")
    assert told == {True: "accepted", False: "clause:category"}
