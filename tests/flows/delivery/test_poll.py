"""What a partner fetches lies in its mailbox as soon as it is decided; no worker has to look at it again."""

import pytest

from exchange.core.errors import Gone
from exchange.core.vocabulary import Delivery
from exchange.flows.delivery.poll import collect, end_expired
from exchange.flows.partner.standing import suspend
from tests.support.hubs import CENTRE, KIM, OTHER, Bench, claim, document_of


@pytest.fixture
def bench():
    return Bench(pulled={"mailbox"})


def offered(bench, partner=CENTRE):
    """What a partner's poll finds, without any worker."""
    found = collect(partner, limit=100, acks=(), errors={}, hub=bench.hub)
    return [bench.heard(compact)["name"] for _, compact in found.sets]


def test_a_referral_is_in_its_partners_mailbox_when_it_is_sent(bench):
    bench.a_consent()
    referral = bench.refer()
    assert (referral.delivery, bench.packet(referral.packet).delivery) == (Delivery.SENDING, Delivery.SENDING)
    assert offered(bench) == ["packet-available"]
    assert bench.voice(referral).fetch().id == referral.packet


def test_the_worker_has_nothing_to_do_with_it(bench):
    bench.a_consent()
    referral = bench.refer()
    assert (bench.worker.once(), bench.rung, bench.now(referral)) == (0, [], referral)


def test_its_step_is_written_into_the_log_like_any_other(bench):
    bench.a_consent()
    referral = bench.refer()
    (leaf,) = bench.leaves("DELIVERY")
    assert (leaf["packet"], leaf["from"], leaf["to"]) == (referral.packet, "queued", "sending")


def test_a_withdrawal_takes_it_out_of_the_mailbox(bench):
    consent = bench.a_consent()
    referral = bench.refer()
    bench.withdraw(consent)
    assert offered(bench) == []
    assert bench.packet(referral.packet).delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY
    with pytest.raises(Gone):
        bench.voice(referral).fetch()


def test_a_stop_signal_lies_there_at_once_for_a_suspended_partner_too(bench):
    consent = bench.a_consent()
    voice = bench.voice(bench.refer())
    voice.fetch()
    offered(bench)
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    bench.withdraw(consent)
    assert offered(bench) == ["withdrawn"]


def test_what_has_to_be_carried_waits_for_the_worker():
    bench = Bench(pulled={"letterbox"})
    bench.a_consent()
    referral = bench.refer()
    assert (referral.delivery, offered(bench)) == (Delivery.QUEUED, [])
    assert bench.worker.once() == 1
    assert offered(bench) == ["packet-available"]


def test_each_partner_is_served_by_its_own_adapter(bench):
    bench.adapters["carried"] = bench.adapters["mailbox"]
    bench.enrol(document_of(OTHER), adapter="carried")
    bench.a_consent(to=OTHER)
    bench.refer(to=OTHER)
    assert offered(bench, OTHER) == []
    assert bench.worker.once() == 1
    assert offered(bench, OTHER) == ["packet-available"]


# --- what nobody fetched in its time


def figures(bench):
    """What waits for the partner, and since when the oldest of all has waited."""
    with bench.hub.store.reading() as tx:
        return tx.outbox.waiting(CENTRE, at=bench.clock.now()), tx.outbox.tally().oldest


def test_what_expires_in_a_mailbox_lands_on_the_caseworkers_list_and_waits_no_more(bench):
    voice = bench.under_way("under-review")
    offered(bench)
    bench.cancel(voice.referral)
    bench.clock.advance(days=150)
    assert figures(bench)[0] == 0
    bench.worker.once()
    assert figures(bench) == (0, None)
    assert bench.now(voice.referral).next_reason == "dead-letter"
    with bench.hub.store.reading() as tx:
        assert {code for *_, code in tx.outbox.work_items(limit=9)} == {"expired"}


def test_an_announcement_of_a_packet_that_was_fetched_ends_without_a_word(bench):
    bench.a_consent()
    voice = bench.voice(bench.refer())
    voice.fetch()
    bench.clock.advance(days=30)
    end_expired(hub=bench.hub)
    assert figures(bench) == (0, None)
    assert bench.now(voice.referral).next_reason != "dead-letter"


def test_a_partner_whose_mailbox_holds_only_what_is_over_makes_nobody_wait(bench):
    bench.a_consent()
    bench.refer()
    bench.clock.advance(days=30)
    with bench.store.transaction():
        assert offered(bench) == []
