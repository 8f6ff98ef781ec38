"""What the clock brings: reminders up the ladder, returns, and an end of what nobody may fetch any more."""

from datetime import timedelta

import pytest

from exchange.core.errors import Gone
from exchange.core.vocabulary import Delivery, State
from exchange.flows.casework.remind import BATCH, return_uncollected
from tests.support.clock import NOON
from tests.support.hubs import Bench, wait
from tests.support.mail import names


def test_the_ladder_goes_from_partner_to_team_lead_and_then_it_expires():
    bench = Bench()
    voice = bench.under_way("under-review")
    told = names(bench)
    for _ in range(4):
        wait(bench, 10)
        told += names(bench)
    rungs = [one["rung"] for one in bench.leaves("REMINDER")]
    assert rungs == ["partner", "partner-deputy", "caseworker", "team-lead"]
    assert voice.referral.state is State.EXPIRED
    assert told == ["packet-available", "reminder", "reminder", "cancelled"]


def test_a_rung_is_reminded_once():
    bench = Bench()
    bench.under_way("under-review")
    bench.clock.advance(days=15)
    for _ in range(5):
        bench.clock.advance(minutes=2)
        bench.worker.once()
    assert len(bench.leaves("REMINDER")) == 1


def test_a_step_in_time_stops_the_reminders():
    bench = Bench()
    voice = bench.under_way("under-review")
    wait(bench, 9)
    voice.says("accepted")
    wait(bench, 9)
    assert bench.leaves("REMINDER") == []


def test_a_packet_nobody_collects_is_reminded_of_once_and_returned_after_a_fortnight():
    bench = Bench()
    voice = bench.voice(bench.sent())
    wait(bench, 13)
    reminders = [one for one in bench.leaves("REMINDER") if one["deadline"] == "uncollected"]
    assert (len(reminders), voice.stored.delivery) == (1, Delivery.SENDING)
    wait(bench, 2)
    assert (voice.stored.delivery, voice.referral.next_reason) == (Delivery.RETURNED, "returned")
    with pytest.raises(Gone):
        voice.fetch()
    assert "packet-available" not in names(bench)


def test_an_open_matter_never_falls_off_the_list():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    voice.says_unopened("unreadable", reason="undecryptable")
    wait(bench, 3)
    assert voice.referral.next_reason == "unreadable"
    assert voice.referral.next_at == NOON
    assert NOON < voice.referral.look_at <= bench.clock.now() + timedelta(days=1)


def test_a_consent_that_ends_in_the_mailbox_is_noticed_without_a_pick_up():
    bench = Bench()
    referral = bench.sent(days=1)
    bench.clock.advance(days=1)
    return_uncollected(hub=bench.hub)
    assert bench.now(referral).state is State.AWAITING_CONSENT
    assert bench.mail() == []


def test_however_many_parcels_wait_each_has_its_turn():
    bench = Bench()
    for _ in range(BATCH):
        with bench.store.transaction() as tx:
            number = len(tx.referrals.page(states=(), after="", limit=999))
        bench.a_consent(person=f"P-{number}")
        bench.refer(person={"reference": f"P-{number}"})
    last = bench.sent(days=1)
    bench.clock.advance(days=1)
    after = return_uncollected(hub=bench.hub)
    assert bench.now(last).state is State.SENT
    assert return_uncollected(hub=bench.hub, after=after) == last.packet
    assert bench.now(last).state is State.AWAITING_CONSENT
    assert return_uncollected(hub=bench.hub, after=last.packet) == after


def test_what_waits_of_a_matter_that_has_ended_never_leaves():
    bench = Bench()
    voice = bench.under_way("under-review", "declined")
    with bench.store.transaction() as tx:
        tx.referrals.set_delivery(voice.stored.id, Delivery.SENDING, at=bench.clock.now())
    bench.clock.advance(seconds=1)
    return_uncollected(hub=bench.hub)
    assert voice.stored.delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY
