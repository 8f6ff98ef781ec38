"""A partner fetches what waits for it, while its consent stands and not for ever."""

from datetime import timedelta

import pytest

from exchange.core.errors import ConsentEnded, Gone
from exchange.core.vocabulary import Delivery, State
from tests.support.hubs import CENTRE, Bench, document_of
from tests.support.statute import BODY, on_a_power


def test_a_packet_is_not_handed_out_after_the_matter_ended():
    bench = Bench()
    voice = bench.voice(bench.sent())
    bench.put(voice.referral, state=State.DECLINED)
    with pytest.raises(Gone):
        voice.fetch()


def test_what_the_partner_had_before_the_matter_ended_it_may_fetch_again():
    voice = Bench().under_way("under-review", "declined")
    assert voice.fetch().id == voice.packet
    assert [one for one in voice.bench.leaves("DELIVERY") if one["from"] == one["to"]] == []


def test_what_the_partner_had_before_the_matter_was_stopped_it_gets_no_more():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    assert bench.cancel(voice.referral).state is State.CANCELLED
    with pytest.raises(Gone):
        voice.fetch()


def test_what_was_handed_over_stays_so_when_its_consent_has_ended():
    bench = Bench()
    voice = bench.voice(bench.sent(days=1))
    voice.fetch()
    bench.clock.advance(days=1)
    with pytest.raises(ConsentEnded):
        voice.fetch()
    assert (voice.stored.delivery, voice.referral.state) == (Delivery.HANDED_OVER, State.SENT)


def test_a_parcel_that_was_fetched_is_not_handed_out_for_ever():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(days=21)
    with pytest.raises(Gone):
        voice.fetch()


def test_a_consent_that_ends_in_the_mailbox_stops_the_pick_up():
    bench = Bench()
    voice = bench.voice(bench.sent(days=1))
    bench.clock.advance(days=1)
    with pytest.raises(ConsentEnded):
        voice.fetch()
    assert (voice.referral.state, voice.stored.delivery) == (
        State.AWAITING_CONSENT,
        Delivery.WITHDRAWN_BEFORE_DELIVERY,
    )
    assert (bench.ledger(voice.referral.person), bench.leaves("DISCLOSURE")) == ((), [])


def test_what_was_meant_for_an_offer_that_is_gone_does_not_leave():
    bench = Bench()
    voice = bench.voice(bench.sent())
    document = document_of(CENTRE)
    document["service_lines"][0]["id"] = "anderes"
    bench.enrol(document)
    with pytest.raises(ConsentEnded):
        voice.fetch()
    assert bench.ledger(voice.referral.person) == ()


def test_a_packet_ends_with_the_first_clause_it_uses():
    bench = Bench()
    voice = bench.voice(bench.sent(days=5))
    assert voice.opened().expires_at == voice.stored.expires_at == bench.clock.now() + timedelta(days=5)
    bench.clock.advance(days=5)
    with pytest.raises(ConsentEnded):
        voice.fetch()
    assert voice.referral.state is State.AWAITING_CONSENT


def test_without_consent_a_packet_lives_twenty_one_days():
    bench = Bench()
    voice = bench.voice(bench.release(on_a_power(bench)).referral, BODY)
    assert voice.stored.expires_at == bench.clock.now() + timedelta(days=21)
