"""What an event of a partner does, what it may not do, and what it is told then."""

import pytest

from exchange.core.events.event import PARTNER_EVENTS
from exchange.core.reasons import Unreadable
from exchange.core.vocabulary import Delivery, State
from tests.support.hubs import USUAL, Bench
from tests.support.mail import refusals

# Not allowed


def test_a_stale_version_is_refused_with_what_holds_now():
    voice = Bench().under_way("under-review", "accepted")
    voice.bench.cancel(voice.referral)
    voice.bench.mail()
    assert voice.sends(voice.signed("in-service", version=1)) == "stale-version"
    (told,) = refusals(voice.bench)
    assert (told["state"], told["version"], told["pointer"]) == ("cancellation-requested", 2, "")
    assert set(told["allowed"]) == {"accepted", "cancelled", "completed", "ended-early"}


def test_an_illegal_step_is_refused_with_the_legal_ones():
    voice = Bench().under_way()
    voice.bench.mail()
    assert voice.says("in-service") == "illegal-step"
    (told,) = refusals(voice.bench)
    assert (told["set_jti"], set(told["allowed"])) == (
        voice.said[-1].jti,
        {"under-review", "clarification-requested", "accepted", "waitlisted", "declined", "redirected"},
    )


def test_an_appointment_has_to_come_before_it_can_be_missed():
    voice = Bench().under_way("under-review", "accepted")
    voice.says("scheduled", **USUAL["scheduled"])
    assert voice.says("no-show") == "before-appointment"
    voice.bench.clock.advance(days=8)
    assert voice.says("no-show") == "accepted"


@pytest.mark.parametrize(
    "when",
    ["2226-11-24T12:00:00Z", "1926-11-24T12:00:00Z", "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+14:00", "soon"],
)
def test_an_appointment_in_another_century_is_a_mistake(when):
    voice = Bench().under_way("under-review", "accepted")
    assert voice.says("scheduled", appointment=when) == "malformed"
    assert voice.referral.state is State.ACCEPTED


@pytest.mark.parametrize("name", sorted(PARTNER_EVENTS))
def test_a_member_nobody_asked_for_is_refused_and_nowhere_stored(name):
    voice = Bench().under_way("under-review")
    assert (
        voice.says(name, **USUAL.get(name, {}), bemerkung="Kanarienvogel", kanarie={"Kanarienvogel": 1}) != "accepted"
    )
    assert "anarie" not in voice.bench.everything()
    sealed = [one.content for one in voice.bench.view(voice.referral).events if one.verdict != "accepted"]
    assert sealed == [""]


@pytest.mark.parametrize("name", sorted(PARTNER_EVENTS))
def test_padding_says_nothing(name):
    voice = Bench().under_way("under-review")
    assert voice.says(name, pad="Kanarienvogel", **USUAL.get(name, {})) == "malformed"
    assert "anarie" not in voice.bench.everything()


def test_padding_is_no_content():
    voice = Bench().under_way("under-review")
    assert voice.says("accepted", pad="A" * 4000) == "accepted"


def test_what_an_unopened_packet_cannot_say_is_refused():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    assert [voice.says_unopened("accepted"), voice.says_unopened("received")] == ["not-opened"] * 2
    assert voice.stored.delivery is Delivery.HANDED_OVER


# Technical


@pytest.mark.parametrize("reason", list(Unreadable))
def test_an_unreadable_packet_is_somebodys_next_task(reason):
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    assert voice.says_unopened("unreadable", reason=reason.value) == "accepted"
    assert (voice.referral.delivery, voice.referral.next_reason) == (Delivery.UNREADABLE, "unreadable")
    assert voice.referral.next_at == bench.clock.now()


def test_a_packet_that_was_received_is_not_unreadable_afterwards():
    voice = Bench().under_way()
    assert voice.says("unreadable", reason="malformed") == "illegal-step"


def test_a_receipt_before_the_hand_over_was_noted_makes_up_for_it_with_the_disclosure():
    bench = Bench()
    voice = bench.voice(bench.sent())
    assert voice.says("received") == "accepted"
    assert len(bench.ledger(voice.referral.person)) == len(bench.leaves("DISCLOSURE")) == 1
    assert (voice.referral.handed_over, voice.stored.delivery) == (True, Delivery.RECEIVED)


def test_a_second_receipt_is_refused():
    assert Bench().under_way().says("received") == "illegal-step"


def test_what_is_refused_before_anything_was_received_is_said_outside_the_thread():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    bench.mail()
    assert voice.says("in-service") == "illegal-step"
    (told,) = refusals(bench)
    assert (told["txn"], told.get("seq"), told["state"]) == (None, None, "sent")


def test_a_question_asks_for_nothing_beyond_consent():
    voice = Bench().under_way("under-review")
    assert voice.says("question", text="Schulden?", categories=["finance.debt"]) == "beyond-consent"
    assert "Schulden" not in voice.bench.everything()


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"text": "Frage?"},
        {"text": "", "categories": ["free.text"]},
        {"text": "x" * 1001, "categories": ["free.text"]},
        {"text": "Frage?", "categories": []},
        {"text": "Frage?", "categories": "free.text"},
        {"text": "Frage?", "categories": [{}]},
        {"text": "Frage?", "categories": ["weather"]},
    ],
)
def test_a_question_has_text_and_categories(members):
    assert Bench().under_way("under-review").says("question", **members) == "malformed"


def test_a_message_asks_for_nothing_beyond_consent_either():
    voice = Bench().under_way("under-review", "accepted")
    assert voice.says("question", text="Schulden?", categories=["finance.debt"]) == "beyond-consent"
