"""Cancelling: taken back without a word, said to who has the packet, asked of who has taken it on; an error by two."""

import pytest

from exchange.core.errors import FourEyes, Gone, IllegalStep
from exchange.core.vocabulary import Delivery, State
from tests.support.hubs import BOSS, KIM, Bench, wait
from tests.support.mail import names


def test_what_was_not_handed_over_is_taken_back_without_a_word():
    bench = Bench()
    voice = bench.voice(bench.sent())
    assert bench.cancel(voice.referral).state is State.CANCELLED
    assert (voice.stored.delivery, names(bench)) == (Delivery.WITHDRAWN_BEFORE_DELIVERY, [])
    with pytest.raises(Gone):
        voice.fetch()


def test_who_has_the_packet_is_told_that_it_was_cancelled():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.mail()
    assert bench.cancel(voice.referral).state is State.CANCELLED
    (told,) = bench.mail()
    assert told["name"] == "cancelled"
    assert "reason" not in told


def test_who_has_taken_it_on_is_asked():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    bench.mail()
    assert bench.cancel(voice.referral).state is State.CANCELLATION_REQUESTED
    assert names(bench) == ["cancellation-requested"]
    assert voice.says("cancelled") == "accepted"
    assert voice.referral.state is State.CANCELLED


def test_who_was_asked_may_go_back_to_where_it_was_and_nowhere_else():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    bench.cancel(voice.referral)
    assert [voice.says("waitlisted", weeks=1), voice.says("accepted")] == ["came-from", "accepted"]
    assert (voice.referral.state, voice.referral.cancellation_from) == (State.ACCEPTED, None)


def test_a_partner_that_does_not_answer_a_cancellation_is_not_waited_for():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    bench.cancel(voice.referral)
    wait(bench, 6)
    assert voice.referral.state is State.CANCELLATION_REQUESTED
    wait(bench, 2)
    assert (voice.referral.state, names(bench)[0]) == (State.CANCELLED, "cancelled")


def test_what_was_in_service_is_never_cancelled_by_the_hub():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", "in-service")
    bench.cancel(voice.referral)
    wait(bench, 30)
    assert voice.referral.state is State.CANCELLATION_REQUESTED


@pytest.mark.parametrize("reason", ["", "weather"])
def test_taking_on_back_has_a_reason(reason):
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    with pytest.raises(IllegalStep):
        bench.cancel(voice.referral, reason=reason)


def test_what_has_ended_is_not_cancelled():
    bench = Bench()
    voice = bench.under_way("under-review", "declined")
    with pytest.raises(IllegalStep) as refused:
        bench.cancel(voice.referral)
    assert refused.value.allowed == ()


def test_who_never_had_the_packet_is_not_told_that_it_was_cancelled():
    bench = Bench()
    referral = bench.sent()
    wait(bench, 15)
    bench.mail()
    bench.cancel(referral)
    assert names(bench) == []


def test_an_error_is_corrected_by_two_neither_of_whom_created_and_approves():
    bench = Bench()
    referral = bench.sent()
    for second in (None, BOSS, KIM):
        with pytest.raises(FourEyes):
            bench.cancel(referral, in_error=True, second=second, by=BOSS)
    assert bench.cancel(referral, in_error=True, second=BOSS).state is State.ENTERED_IN_ERROR


def test_what_was_received_is_no_error_any_more():
    bench = Bench()
    voice = bench.under_way()
    with pytest.raises(IllegalStep):
        bench.cancel(voice.referral, in_error=True, second=BOSS)
