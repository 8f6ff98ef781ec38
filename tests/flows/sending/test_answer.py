"""A question is answered by a packet that supersedes the one before."""

import pytest

from exchange.core.errors import Malformed, SchemaInvalid, TooLarge
from exchange.core.vocabulary import State
from exchange.flows.sending.answer import answer
from tests.support.hubs import KIM, Bench, claim


def test_a_question_is_answered_with_a_packet_that_supersedes():
    bench = Bench()
    voice = bench.under_way("under-review")
    voice.says("question", text="Passt vormittags?", categories=["free.text"])
    asked = voice.said[-1].jti
    assert voice.referral.state is State.CLARIFICATION_REQUESTED
    answered = bench.answer(voice.referral, data={"note": "Ja, vormittags."})
    packet = bench.voice(answered).opened()
    assert (packet.kind, packet.supersedes, packet.in_reply_to) == ("answer", voice.packet, asked)
    assert (packet.data["note"], packet.version, answered.version) == ("Ja, vormittags.", 2, 2)


def test_after_an_answer_the_thread_goes_on_about_the_new_packet():
    bench = Bench()
    old = bench.under_way("under-review", "question")
    bench.answer(old.referral, data={"note": "Ja."})
    assert old.sends(old.signed("accepted", version=1)) == "stale-version"
    new = bench.voice(old.referral)
    new.seq, new.prev = old.seq, old.prev
    new.fetch()
    assert [new.says("received"), new.says("accepted")] == ["accepted"] * 2
    assert len(bench.ledger(new.referral.person)) == 2


@pytest.mark.parametrize(
    "document", [b" " * 2_000_000, b"{", b"[]", b'{"data":[]}', b'{"sources":{}}', b'{"data":{},"x":1}']
)
def test_an_answer_is_a_small_document_with_data(document):
    bench = Bench()
    voice = bench.under_way("under-review", "question")
    with pytest.raises((Malformed, SchemaInvalid, TooLarge)) as refused:
        answer(voice.referral.id, document, by=claim(KIM), hub=bench.hub)
    assert isinstance(refused.value, TooLarge) == (len(document) > 1_000_000)
    assert voice.referral.state is State.CLARIFICATION_REQUESTED


def test_a_question_after_acceptance_is_a_message_and_is_answered_without_a_step():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", "question")
    assert (voice.referral.state, voice.referral.next_reason) == (State.ACCEPTED, "question")
    answered = bench.answer(voice.referral, data={"note": "Ja, vormittags."})
    assert answered.state is State.ACCEPTED
    assert bench.voice(answered).opened().in_reply_to == voice.said[-1].jti
