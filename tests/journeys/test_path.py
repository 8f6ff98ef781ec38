"""The whole path, from consent to the end."""

from datetime import timedelta

from exchange.core.vocabulary import Delivery, State
from exchange.flows.evidence.verify import verify_log
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, Bench

PATH = ("under-review", "accepted", "scheduled", "in-service", "completed")


def test_a_referral_goes_its_whole_way():
    voice = Bench().under_way(*PATH)
    assert (voice.referral.state, voice.referral.delivery) == (State.COMPLETED, Delivery.RECEIVED)
    assert (voice.referral.version, voice.referral.partner_seq, voice.referral.next_at) == (1, 6, None)


def test_every_step_is_in_the_history():
    voice = Bench().under_way(*PATH)
    lines = voice.bench.view(voice.referral).history
    assert [line.target.value for line in lines] == ["released", "sent", *PATH]
    assert [line.by.value for line in lines] == ["caseworker", "hub", *["partner"] * len(PATH)]


def test_the_person_sees_one_disclosure_with_what_left():
    voice = Bench().under_way(*PATH)
    (line,) = voice.bench.ledger(voice.referral.person)
    assert (line.recipient, line.basis, line.clauses, line.packet) == (CENTRE, "consent", ("out-1",), voice.packet)
    assert "health.addiction" in line.categories


def test_the_log_attests_each_thing_that_happened():
    voice = Bench().under_way(*PATH)
    names = [name for name, _ in voice.bench.log()]
    assert {name: names.count(name) for name in ("PACKET_SEALED", "PACKET_HANDED_OVER", "DISCLOSURE")} == {
        "PACKET_SEALED": 1,
        "PACKET_HANDED_OVER": 1,
        "DISCLOSURE": 1,
    }
    assert (names.count("ACKNOWLEDGEMENT"), names.count("REFERRAL_STEP")) == (6, 7)
    assert verify_log(hub=voice.bench.hub).findings == ()


def test_the_partner_reads_what_was_written():
    bench = Bench()
    packet = bench.voice(bench.sent()).opened()
    assert packet.data["person"]["given_name"] == "Erika"
    assert (packet.audience, packet.version, packet.consent.feedback.level) == (CENTRE, 1, 6)


def test_nothing_is_in_the_mailbox_before_the_worker_came():
    bench = Bench()
    bench.a_consent()
    bench.refer()
    with bench.store.reading() as tx:
        assert tx.outbox.waiting(CENTRE, at=bench.clock.now()) == 0


def test_a_sent_referral_is_due_to_be_opened_in_three_working_days():
    referral = Bench().sent()
    assert referral.next_reason == "open"
    assert NOON + timedelta(days=3) < referral.next_at <= NOON + timedelta(days=4)


def test_the_worker_says_whose_mail_has_come():
    bench = Bench()
    bench.sent()
    assert bench.rung == [CENTRE]
