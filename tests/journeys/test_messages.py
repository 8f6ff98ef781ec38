"""Questions after acceptance are messages, not states (domain section 6)."""

import pytest

from exchange.core.errors import IllegalStep, SchemaInvalid
from exchange.core.vocabulary import Delivery, PacketKind, State
from tests.support.hubs import Bench


def accepted():
    bench = Bench()
    return bench, bench.under_way("under-review", "accepted")


def test_a_question_after_acceptance_changes_no_state_and_lands_on_somebodys_list():
    bench, voice = accepted()
    assert voice.says("question", text="Passt vormittags?", categories=["free.text"]) == "accepted"
    now = bench.now(voice.referral)
    assert (now.state, now.next_reason, now.next_at) == (State.ACCEPTED, "question", bench.clock.now())


def test_its_answer_is_a_packet_that_raises_the_version_and_nothing_else():
    bench, voice = accepted()
    version = bench.now(voice.referral).version
    voice.says("question", text="Passt vormittags?", categories=["free.text"])
    answered = bench.answer(voice.referral, data={"note": "Ja, vormittags."})
    assert (answered.state, answered.version) == (State.ACCEPTED, version + 1)
    assert bench.packet(answered.packet).kind is PacketKind.ANSWER
    assert answered.next_reason == "first-appointment"


def test_an_answer_that_had_not_left_makes_room_for_the_next_one():
    bench, voice = accepted()
    voice.says("question", text="Passt vormittags?", categories=["free.text"])
    first = bench.answer(voice.referral, data={"note": "Ja, vormittags."})
    second = bench.answer(voice.referral, data={"note": "Doch nachmittags."})
    assert bench.packet(first.packet).delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY
    assert bench.packet(second.packet).delivery is Delivery.QUEUED


def test_it_asks_for_nothing_beyond_consent():
    _, voice = accepted()
    assert voice.says("question", text="Schulden?", categories=["finance.debt"]) == "beyond-consent"


def test_without_a_question_there_is_nothing_to_answer():
    bench, voice = accepted()
    with pytest.raises(IllegalStep):
        bench.answer(voice.referral, data={"note": "Ja."})


@pytest.mark.parametrize("data", [{"unknown_section": {"wish": "x"}}, {"unknown": "x"}, {"note": {"text": "x"}}])
def test_an_answer_that_does_not_fit_the_schema_is_refused_with_its_place_and_leaves_the_question_open(data):
    bench, voice = accepted()
    voice.says("question", text="Passt vormittags?", categories=["free.text"])
    before = bench.now(voice.referral)
    with pytest.raises(SchemaInvalid) as refused:
        bench.answer(voice.referral, data=data)
    assert refused.value.pointer.startswith("/data")
    assert bench.now(voice.referral) == before
    assert bench.answer(voice.referral, data={"note": "Ja."}).state is State.ACCEPTED
