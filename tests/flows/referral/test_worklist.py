"""Work items: what lies on somebody's list besides the deadline of a state, each with its clock."""

import pytest

from exchange.core.errors import Forbidden, IllegalStep
from exchange.core.vocabulary import State
from exchange.flows.referral.worklist import settle
from exchange.flows.staff.access import look_at_due
from tests.support.hubs import BOSS, DPO, KIM, OPS, Bench, claim


def on_the_list(bench):
    return [(one.id, one.next_reason) for one in look_at_due(limit=200, by=claim(KIM), hub=bench.hub)]


def watched(bench):
    return [(one["deadline"], one["rung"]) for one in bench.leaves("REMINDER")]


def with_a_gap():
    """A thread whose second event has not come, while the third has."""
    bench = Bench()
    voice = bench.under_way()
    missing = voice.signed("under-review")
    assert voice.says("accepted") == "parked"
    return bench, voice, missing


def test_a_gap_in_a_thread_becomes_a_work_item_after_a_quarter_of_an_hour():
    bench, voice, _ = with_a_gap()
    bench.clock.advance(minutes=14)
    assert on_the_list(bench) == []
    bench.clock.advance(minutes=1)
    bench.worker.once()
    assert watched(bench) == [("gap", "caseworker")]
    assert voice.referral.next_reason == "gap"


def test_a_gap_that_closes_is_no_work_item_any_more():
    _, voice, missing = with_a_gap()
    assert voice.sends(missing) == "accepted"
    assert (voice.referral.state, voice.referral.next_reason) == (State.ACCEPTED, "first-appointment")


def test_a_gap_that_closes_without_a_step_gives_the_deadline_its_turn_again():
    bench = Bench()
    voice = bench.under_way("under-review")
    missing = voice.signed("erased")
    assert voice.says("erased") == "parked"
    assert voice.sends(missing) == "accepted"
    assert voice.referral.next_reason == "decide"


def test_a_gap_does_not_push_a_question_off_the_list():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    voice.says("question", text="Passt vormittags?", categories=["free.text"])
    voice.signed("erased")
    assert voice.says("erased") == "parked"
    assert on_the_list(bench) == [(voice.referral.id, "question")]


def test_what_nobody_could_read_of_a_matter_that_has_ended_is_on_nobodys_list():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    bench.cancel(voice.referral)
    assert voice.says_unopened("unreadable", reason="malformed") == "accepted"
    assert on_the_list(bench) == []


def test_a_gap_stays_one_while_an_event_is_still_missing():
    bench, voice, missing = with_a_gap()
    voice.signed("scheduled")
    assert voice.says("in-service") == "parked"
    voice.sends(missing)
    assert bench.now(voice.referral).state is State.ACCEPTED
    assert [one.seq for one in bench.view(voice.referral).events if one.verdict == "parked"] == [5]


def test_a_closed_gap_does_not_remind_anybody_twice():
    bench = Bench()
    voice = bench.under_way("under-review")
    for _ in range(15):
        bench.clock.advance(days=1)
        bench.worker.once()
    before = watched(bench)
    assert before == [("decide", "partner")]
    voice.seq += 1
    bench.put(voice.referral, next_reason="gap", next_at=bench.clock.now())
    settle(voice.referral.id, by=claim(KIM), hub=bench.hub)
    bench.clock.advance(minutes=2)
    bench.worker.once()
    assert watched(bench) == before


def withdrawn():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.withdraw(voice.referral.consent)
    return bench, voice


def wait(bench, days):
    for _ in range(days):
        bench.clock.advance(days=1)
        bench.worker.once()


def test_a_withdrawal_nobody_answers_in_five_working_days_is_told_to_the_data_protection_officer():
    bench, _ = withdrawn()
    wait(bench, 6)
    assert watched(bench) == []
    wait(bench, 2)
    assert watched(bench) == [("withdrawal-unanswered", "dpo")]


def test_a_withdrawal_that_is_answered_is_on_nobodys_list():
    bench, voice = withdrawn()
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    wait(bench, 10)
    assert watched(bench) == []


def test_who_never_had_anything_owes_no_answer():
    bench = Bench()
    referral = bench.sent()
    bench.withdraw(referral.consent)
    assert bench.now(referral).next_at is None


@pytest.mark.parametrize("who", [DPO, BOSS])
def test_the_data_protection_officer_settles_it_and_the_log_says_so(who):
    bench, voice = withdrawn()
    assert settle(voice.referral.id, by=claim(who), hub=bench.hub).next_at is None
    (leaf,) = bench.leaves("WORK_ITEM_SETTLED")
    assert (leaf["item"], leaf["by"]) == ("withdrawal-unanswered", who)


def test_a_caseworker_does_not_settle_what_the_partner_owes_the_person():
    bench, voice = withdrawn()
    with pytest.raises(Forbidden):
        settle(voice.referral.id, by=claim(KIM), hub=bench.hub)


def test_a_question_answered_by_telephone_is_settled_and_the_deadline_counts_again():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    voice.says("question", text="Passt vormittags?", categories=["free.text"])
    assert on_the_list(bench) == [(voice.referral.id, "question")]
    assert settle(voice.referral.id, by=claim(KIM), hub=bench.hub).next_reason == "first-appointment"
    assert on_the_list(bench) == []


def test_a_deadline_is_no_work_item_and_an_operator_settles_nothing():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    with pytest.raises(IllegalStep) as refused:
        settle(voice.referral.id, by=claim(KIM), hub=bench.hub)
    assert refused.value.detail == "no-work-item"
    with pytest.raises(Forbidden):
        settle(voice.referral.id, by=claim(OPS), hub=bench.hub)
