"""What could not be delivered lands on somebody's list and goes once more when they say so."""

from datetime import timedelta

import pytest

from adapters.contract import END_TO_END, Refused
from exchange.core.errors import Forbidden, Gone, IllegalStep, NotCovered
from exchange.core.vocabulary import Delivery, PacketKind, State
from exchange.flows.delivery.dead_letter import send_again
from exchange.flows.delivery.poll import collect
from exchange.flows.referral.worklist import settle
from tests.support.hubs import CENTRE, KIM, OPS, Bench, a_file, claim


class Shut:
    """An adapter whose partner takes nothing."""

    contract = 1
    channel = END_TO_END

    def deliver(self, _):
        raise Refused("no")


def failed(**consent: object):
    """A referral whose delivery has failed for good, and the adapter that works put back."""
    bench = Bench()
    works, bench.adapters["mailbox"] = bench.adapters["mailbox"], Shut()
    referral = bench.sent(**consent)
    bench.adapters["mailbox"] = works
    return bench, referral


def again(bench, referral, by=KIM):
    return send_again(referral.id, by=claim(by), hub=bench.hub)


def events(bench):
    return [event["name"] for event in bench.mail()]


def test_a_failed_delivery_lands_on_the_caseworkers_list():
    bench, referral = failed()
    assert (referral.delivery, referral.next_reason) == (Delivery.DEAD_LETTER, "dead-letter")
    bench.clock.advance(minutes=2)
    bench.worker.once()
    leaf = bench.leaves("REMINDER")[-1]
    assert (leaf["deadline"], leaf["rung"]) == ("dead-letter", "caseworker")


def test_what_has_failed_is_not_handed_out_until_it_goes_again():
    bench, referral = failed()
    with pytest.raises(Gone):
        bench.voice(referral).fetch()


def test_what_nobody_could_read_is_not_handed_out_again():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    voice.says_unopened("unreadable", reason="undecryptable")
    with pytest.raises(Gone):
        voice.fetch()


def test_it_goes_again_as_it_is_when_the_caseworker_says_so():
    bench, referral = failed()
    sent = again(bench, referral)
    assert (sent.delivery, sent.packet, sent.next_reason) == (Delivery.QUEUED, referral.packet, "open")
    assert events(bench) == ["packet-available"]
    assert bench.voice(sent).fetch().id == referral.packet


def test_consent_that_ended_meanwhile_holds_it_back():
    bench, referral = failed(days=1)
    bench.clock.advance(days=2)
    again(bench, referral)
    bench.worker.once()
    assert bench.now(referral).state is State.AWAITING_CONSENT
    assert events(bench) == []


def test_what_has_not_failed_is_not_sent_again():
    bench = Bench()
    referral = bench.sent()
    with pytest.raises(IllegalStep) as refused:
        again(bench, referral)
    assert refused.value.detail == "nothing-failed"


def test_only_those_who_send_send_again():
    bench, referral = failed()
    with pytest.raises(Forbidden):
        again(bench, referral, by=OPS)


def test_what_a_partner_could_not_take_is_a_failed_delivery():
    bench = Bench()
    referral = bench.sent()
    ((jti, _),) = collect(CENTRE, limit=9, acks=(), errors={}, hub=bench.hub).sets
    collect(CENTRE, limit=0, acks=(), errors={jti: "invalid_key"}, hub=bench.hub)
    now = bench.now(referral)
    assert (now.delivery, now.next_reason) == (Delivery.DEAD_LETTER, "dead-letter")
    assert again(bench, referral).delivery is Delivery.QUEUED


def test_a_packet_the_partner_has_is_not_undelivered_because_it_could_not_take_the_announcement():
    bench = Bench()
    voice = could_not_take_the_announcement(bench)
    now = voice.referral
    assert (now.delivery, voice.stored.delivery, now.next_reason) == (
        Delivery.HANDED_OVER, Delivery.HANDED_OVER, "dead-letter",
    )  # fmt: skip


def test_a_packet_the_partner_holds_does_not_go_again_for_a_notice_it_could_not_take():
    bench = Bench()
    voice = could_not_take_the_announcement(bench)
    with pytest.raises(IllegalStep) as refused:
        again(bench, voice.referral)
    assert (refused.value.detail, voice.stored.delivery) == ("illegal-step", Delivery.HANDED_OVER)


def could_not_take_the_announcement(bench):
    """A partner that has fetched the packet and then says that it could not take what announced it."""
    voice = bench.voice(bench.sent())
    ((jti, _),) = collect(CENTRE, limit=9, acks=(), errors={}, hub=bench.hub).sets
    voice.fetch()
    collect(CENTRE, limit=0, acks=(), errors={jti: "invalid_key"}, hub=bench.hub)
    return voice


def test_what_nobody_could_read_is_sealed_anew_and_supersedes():
    bench = Bench()
    bench.a_consent()
    voice = bench.voice(bench.refer(files=[a_file()]))
    bench.worker.once()
    voice.fetch()
    assert voice.says_unopened("unreadable", reason="undecryptable") == "accepted"
    sent = again(bench, voice.referral)
    assert (sent.state, sent.version, sent.delivery) == (State.SENT, 2, Delivery.QUEUED)
    bench.worker.once()
    anew = bench.voice(sent)
    anew.fetch()
    packet = anew.opened()
    assert (packet.kind, packet.supersedes, len(packet.attachments)) == (PacketKind.REQUEST, voice.packet, 1)


def test_what_nobody_collected_is_sealed_anew_and_its_time_begins_anew():
    bench = Bench()
    referral = bench.sent()
    for _ in range(15):
        bench.clock.advance(days=1)
        bench.worker.once()
    assert bench.now(referral).delivery is Delivery.RETURNED
    sent = again(bench, bench.now(referral))
    assert (sent.state_since, sent.delivery) == (bench.clock.now(), Delivery.QUEUED)
    assert bench.voice(sent).opened().supersedes is None


def test_what_is_sealed_anew_is_asked_for_consent_anew():
    bench = Bench()
    voice = bench.voice(bench.sent(days=5))
    voice.fetch()
    voice.says_unopened("unreadable", reason="undecryptable")
    bench.clock.advance(days=6)
    with pytest.raises(NotCovered):
        again(bench, voice.referral)


def test_a_stop_signal_that_failed_goes_again_and_its_answer_is_waited_for():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.mail()
    bench.withdraw(voice.referral.consent)
    bench.adapters["mailbox"], works = Shut(), bench.adapters["mailbox"]
    bench.worker.once()
    now = bench.now(voice.referral)
    assert (now.next_reason, now.next_at) == ("withdrawal-unanswered", bench.clock.now())
    bench.adapters["mailbox"] = works
    assert again(bench, voice.referral).next_reason == "withdrawal-unanswered"
    assert events(bench) == ["withdrawn"]


def test_a_partner_that_takes_no_stop_signal_does_not_end_the_watch_on_its_answer():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.mail()
    bench.withdraw(voice.referral.consent)
    bench.worker.once()
    ((jti, _),) = collect(CENTRE, limit=9, acks=(), errors={}, hub=bench.hub).sets
    collect(CENTRE, limit=0, acks=(), errors={jti: "invalid_key"}, hub=bench.hub)
    with pytest.raises(Forbidden):
        settle(voice.referral.id, by=claim(KIM), hub=bench.hub)
    assert bench.now(voice.referral).next_reason == "withdrawal-unanswered"


def test_a_packet_of_a_matter_that_has_ended_does_not_go_again():
    bench, referral = failed()
    bench.cancel(referral)
    assert again(bench, referral).packet == referral.packet
    assert events(bench) == []
    assert bench.packet(referral.packet).delivery is Delivery.DEAD_LETTER


def test_a_delivery_whose_time_is_over_is_sealed_anew():
    bench, referral = failed()
    bench.clock.advance(days=22)
    sent = again(bench, bench.now(referral))
    assert sent.packet != referral.packet
    assert bench.packet(sent.packet).expires_at > bench.clock.now() + timedelta(days=20)
