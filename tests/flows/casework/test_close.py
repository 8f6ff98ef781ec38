"""The caseworker's own last words: what ended outside, what a silent partner left open, what goes on after all."""

import pytest

from exchange.core.errors import IllegalStep, NotFound
from exchange.core.vocabulary import Delivery, State
from exchange.flows.casework.close import end, go_on
from exchange.flows.sending.update import update
from tests.support.hubs import KIM, Bench, claim, encoded


def ended(bench, voice, to=State.ENDED_EARLY, reason="partner-silent"):
    return end(voice.referral.id, to=to, reason=reason, by=claim(KIM), hub=bench.hub)


def wait(bench, days):
    for _ in range(days):
        bench.clock.advance(days=1)
        bench.worker.once()


def names(bench):
    return [event["name"] for event in bench.mail()]


def test_a_partner_that_is_silent_to_the_end_of_the_ladder_is_ended_and_told_to_stop():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    wait(bench, 60)
    names(bench)
    assert ended(bench, voice).state is State.ENDED_EARLY
    assert names(bench) == ["cancelled"]


def test_a_partner_that_still_has_time_is_not_ended():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    wait(bench, 20)
    with pytest.raises(IllegalStep) as refused:
        ended(bench, voice)
    assert refused.value.detail == "ladder"


def test_a_work_item_on_top_does_not_keep_a_silent_partner_alive():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    wait(bench, 60)
    bench.put(voice.referral, next_reason="question")
    assert ended(bench, voice).state is State.ENDED_EARLY


def test_what_was_not_fetched_before_the_end_never_leaves():
    bench = Bench()
    voice = bench.under_way("under-review", level=1)
    document = encoded({"data": {"note": "Neu."}})
    sent = update(voice.referral.id, document, files=(), by=claim(KIM), approve_by=None, hub=bench.hub)
    voice.says("accepted", version=sent.version)
    assert voice.referral.state is State.EXTERNAL
    ended(bench, voice, to=State.COMPLETED, reason="")
    assert bench.packet(sent.packet).delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY


@pytest.mark.parametrize(("to", "reason"), [(State.COMPLETED, ""), (State.ENDED_EARLY, "moved-away")])
def test_what_went_on_outside_is_ended_on_the_persons_word_without_telling_the_partner(to, reason):
    bench = Bench()
    voice = bench.under_way("under-review", level=1)
    voice.says("accepted")
    names(bench)
    assert ended(bench, voice, to=to, reason=reason).state is to
    assert names(bench) == []


@pytest.mark.parametrize("to", [State.COMPLETED, State.ENDED_EARLY])
def test_a_question_to_stop_that_is_not_answered_may_end_the_matter(to):
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", "in-service")
    bench.cancel(voice.referral)
    assert ended(bench, voice, to=to).state is to


def test_a_question_to_stop_is_withdrawn_and_the_matter_goes_on_where_it_was():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    asked = bench.cancel(voice.referral)
    resumed = go_on(asked.id, by=claim(KIM), hub=bench.hub)
    assert (resumed.state, resumed.cancellation_from) == (State.ACCEPTED, None)
    assert voice.sends(voice.signed("cancelled", version=asked.version)) == "stale-version"


def test_who_was_not_asked_to_stop_does_not_go_on():
    bench = Bench()
    with pytest.raises(IllegalStep):
        go_on(bench.under_way("under-review").referral.id, by=claim(KIM), hub=bench.hub)
    with pytest.raises(NotFound):
        go_on("00000000-0000-7000-8000-000000000000", by=claim(KIM), hub=bench.hub)
