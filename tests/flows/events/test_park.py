"""What comes before its turn is asked for consent at once; what the person does not let in is never stored."""

import pytest

from exchange.core.vocabulary import State
from exchange.flows.events.park import EventsAhead
from exchange.queries.referrals import partner_view
from tests.support.feedback import content
from tests.support.hubs import CENTRE, Bench
from tests.support.mail import refusals


def early(level=0, *events: str):
    """A voice whose next event is missing, and that one."""
    voice = Bench().under_way(*events, level=level, no_show=False)
    return voice, voice.signed("erased")


def test_an_early_event_beyond_consent_is_refused_at_once_and_never_stored():
    voice, _ = early(level=1)
    compact = voice.signed("feedback", content("outcome"))
    said = voice.sends(compact)
    assert said.startswith("clause:")
    assert compact not in voice.bench.everything()
    assert [one["code"] for one in refusals(voice.bench)] == [said]
    assert voice.sends(compact) == said


@pytest.mark.parametrize(("name", "members"), [("waitlisted", {"weeks": 3}), ("in-service", {})])
def test_an_early_step_beyond_the_feedback_level_is_refused_at_once(name, members):
    voice, missing = early(1, "under-review", "accepted")
    assert voice.says(name, **members) == "clause:category"
    assert voice.sends(missing) == "accepted"


def test_what_was_refused_early_spends_its_number_at_its_turn_and_the_thread_goes_on():
    voice, missing = early(1, "under-review")
    assert voice.says("in-service") == "clause:category"
    waiting = voice.signed("accepted")
    assert voice.sends(waiting) == "parked"
    assert voice.sends(missing) == "accepted"
    assert (voice.referral.state, voice.referral.partner_seq, voice.referral.next_reason == "gap") == (
        State.EXTERNAL,
        voice.seq,
        False,
    )
    assert voice.sends(waiting) == "accepted"


def test_what_was_refused_early_last_of_all_spends_its_number_too():
    voice, missing = early(1, "under-review")
    assert voice.says("in-service") == "clause:category"
    voice.sends(missing)
    assert voice.referral.partner_seq == voice.seq
    assert voice.says("accepted") == "accepted"


def test_at_its_turn_consent_is_asked_again():
    voice, missing = early(6, "under-review")
    waiting = voice.signed("accepted")
    assert voice.sends(waiting) == "parked"
    voice.bench.clock.advance(hours=1)
    voice.bench.withdraw(voice.referral.consent)
    assert voice.sends(missing) == "accepted"
    assert voice.sends(waiting) == "clause:missing"
    assert waiting not in voice.bench.everything()


def test_at_most_twenty_wait_and_what_fills_the_gap_is_always_taken():
    voice, missing = early()
    assert {voice.says("erased") for _ in range(20)} == {"parked"}
    one_more = voice.signed("erased")
    before = voice.bench.everything()
    with pytest.raises(EventsAhead):
        voice.sends(one_more)
    assert voice.bench.everything() == before
    assert voice.sends(missing) == "accepted"
    assert voice.sends(one_more) == "accepted"
    assert voice.referral.partner_seq == voice.seq


def test_at_most_256_kib_wait():
    voice, missing = early(1, "under-review")
    for _ in range(3):
        assert voice.says("accepted", pad="A" * 60_000) == "parked"
    with pytest.raises(EventsAhead):
        voice.says("accepted", pad="A" * 60_000)
    assert voice.sends(missing) == "accepted"


def test_while_a_gap_is_three_days_old_nothing_new_waits_and_what_waits_is_kept():
    voice, missing = early(1, "under-review")
    waiting = voice.signed("accepted")
    assert voice.sends(waiting) == "parked"
    voice.bench.clock.advance(hours=71)
    assert voice.says("erased") == "parked"
    voice.bench.clock.advance(hours=1)
    with pytest.raises(EventsAhead):
        voice.says("erased")
    assert voice.says("waitlisted", weeks=3) == "clause:category"
    assert voice.sends(missing) == "accepted"
    assert voice.sends(waiting) == "accepted"


def test_what_waits_changes_nothing_of_the_deadlines_its_partner_is_told():
    voice, _ = early(6, "under-review")
    before = partner_view(voice.referral.id, client=CENTRE, hub=voice.bench.hub)
    assert voice.says("accepted") == "parked"
    assert voice.referral.next_reason == "gap"
    assert partner_view(voice.referral.id, client=CENTRE, hub=voice.bench.hub) == before
    assert before["deadline_reason"] == "decide"


@pytest.mark.parametrize("law", ["§ 630f BGB, wegen F32.1", "Kundennummer 123A456789", "Er ist depressiv"])
def test_a_law_is_a_code_and_no_words_so_that_no_diagnosis_comes_in_with_it(law):
    voice = Bench().under_way("under-review")
    voice.bench.withdraw(voice.referral.consent)
    voice.bench.mail()
    assert voice.says("withdrawal-answered", result="kept", law=law) == "malformed"
    assert law not in voice.bench.everything()
    assert voice.says("withdrawal-answered", result="kept", law="bgb-630f") == "accepted"
