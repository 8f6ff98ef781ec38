"""What only takes away goes on where rows differ: each flow that says so of itself, on rows without a MAC."""

from dataclasses import replace

import pytest

from exchange.core.partner.partner import PartnerStatus
from exchange.core.vocabulary import Delivery, State
from exchange.flows.casework.remind import remind_due, return_uncollected
from exchange.flows.consent.expire import expire_due
from exchange.flows.delivery.deliver import deliver, lease_due
from exchange.flows.delivery.poll import collect, end_expired
from exchange.flows.staff.clients import suspend_client
from exchange.flows.staff.members import deactivate_staff
from tests.support.clients import register
from tests.support.hubs import ALEX, CENTRE, OPS, Bench, claim
from tests.support.places import SqlPlace
from tests.support.statute import BODY, on_a_power


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


@pytest.fixture
def bench(place):
    return Bench(store=place.open())


@pytest.fixture
def differ(place):
    """Take the MACs of some tables' rows away."""

    def differ(*tables: str) -> None:
        for table in tables or ("consent", "partner", "person"):
            assert place.change(f"UPDATE {table} SET seal = NULL") > 0  # noqa: S608 names of ours

    return differ


def test_a_referral_is_cancelled(bench, differ):
    voice = bench.under_way()
    differ()
    assert bench.cancel(voice.referral).state is State.CANCELLED


def test_the_clock_reminds_and_ends(bench, differ):
    voice = bench.under_way("under-review")
    differ()
    bench.clock.advance(days=60)
    assert remind_due(hub=bench.hub) == 1
    assert voice.referral.state is State.EXPIRED


def test_a_parcel_nobody_collects_is_taken_back(bench, differ):
    voice = bench.voice(bench.sent())
    differ()
    bench.clock.advance(days=15)
    return_uncollected(hub=bench.hub)
    assert voice.stored.delivery is Delivery.RETURNED


def test_a_parcel_that_goes_without_consent_is_taken_back_where_nobody_can_read_why(bench, place):
    voice = bench.voice(bench.release(on_a_power(bench)).referral, partner=BODY)
    place.change("UPDATE draft SET sealed = randomblob(99)")
    bench.clock.advance(hours=1)
    return_uncollected(hub=bench.hub)
    assert voice.stored.delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY


def test_a_stop_signal_is_carried(bench, differ):
    voice = bench.under_way()
    bench.withdraw(voice.referral.consent)
    differ()
    ways = {
        lease.outgoing.prio: deliver(lease, adapters=bench.adapters, hub=bench.hub)
        for lease in lease_due(hub=bench.hub)
    }
    assert ways[0].state is Delivery.SENDING


def test_a_stop_signal_of_an_erased_person_is_carried(bench, place):
    voice = bench.under_way()
    bench.withdraw(voice.referral.consent)
    place.person_keys().destroy(voice.referral.person)
    hub = replace(bench.hub, store=place.open())
    (state,) = [deliver(lease, adapters=bench.adapters, hub=hub).state for lease in lease_due(hub=hub)]
    assert state is Delivery.SENDING


def test_a_consent_ends_by_itself(bench, differ):
    bench.a_consent(days=5)
    differ("consent")
    bench.clock.advance(days=6)
    assert expire_due(hub=bench.hub) == 1
    assert len(bench.leaves("CONSENT_EXPIRED")) == 1


def test_the_clock_looks_at_a_consent_nobody_can_read_once_and_writes_nothing_into_it(bench, place):
    bench.a_consent(days=5)
    place.change("UPDATE consent SET sealed = randomblob(99)")
    bench.clock.advance(days=6)
    before = len(bench.log())
    assert [expire_due(hub=bench.hub) for _ in range(2)] == [1, 0]
    assert len(bench.log()) == before


def test_what_expires_in_a_mailbox_ends(bench, place):
    voice = bench.voice(bench.sent())
    place.change("UPDATE packet SET sealed = randomblob(99)")
    bench.clock.advance(days=40)
    assert end_expired(hub=bench.hub) == 1
    with bench.store.transaction() as tx:
        tx.only_restricts()
        assert tx.referrals.packet(voice.packet).delivery is Delivery.DEAD_LETTER
    assert collect(CENTRE, limit=9, acks=(), errors={}, hub=bench.hub).sets == ()


def test_a_client_is_suspended(bench, differ):
    register(bench)
    differ("client")
    assert suspend_client("fallakte", by=claim(OPS), hub=bench.hub).standing is PartnerStatus.SUSPENDED


def test_a_member_of_staff_is_deactivated(bench, place):
    place.change(f"UPDATE staff SET seal = NULL WHERE id = '{ALEX}'")  # noqa: S608 an id of ours
    assert deactivate_staff(ALEX, by=claim(OPS), hub=bench.hub).active is False
