"""Two workers on one hub: what one leaves behind the other takes up, and nothing has its effect twice."""

from datetime import timedelta

import pytest

from adapters.contract import END_TO_END
from exchange.core.unavailable import DiskFull
from exchange.core.vocabulary import Delivery
from exchange.flows.delivery.deliver import LEASE, deliver, lease_due
from exchange.flows.evidence.verify import verify_log
from exchange.runtime.worker import Worker
from tests.support.hubs import CENTRE, OTHER, Bench, Box
from tests.support.memory.store import MemoryStore


class Meanwhile(Box):
    """A mailbox in which something else happens while the first parcel is on its way."""

    def __init__(self, hub, meanwhile) -> None:
        super().__init__(hub)
        self.meanwhile = [meanwhile]

    def deliver(self, parcel):
        if self.meanwhile:
            self.meanwhile.pop()()
        return super().deliver(parcel)


class Poisoned(Box):
    """An adapter that falls over whatever goes to one partner."""

    contract = 1
    channel = END_TO_END

    def deliver(self, parcel):
        if parcel.partner == CENTRE:
            raise RuntimeError("poison")
        return super().deliver(parcel)


def waiting(to=CENTRE, bench=None):
    bench = bench or Bench(store=MemoryStore())
    bench.a_consent(to=to)
    return bench, bench.refer(to=to)


def other_worker(bench):
    return Worker(bench.hub, adapters=bench.adapters, delivered=lambda _: None)


def test_who_was_held_up_beyond_its_lease_finds_it_gone_and_changes_nothing():
    bench, referral = waiting()
    outcomes = []

    def held_up():
        bench.clock.advance(seconds=LEASE.total_seconds() + 1)
        other_worker(bench).once()
        outcomes.append(bench.packet(referral.packet).delivery)

    (lease,) = lease_due(hub=bench.hub)
    late = deliver(lease, adapters={"mailbox": Meanwhile(bench.hub, held_up)}, hub=bench.hub)
    assert (late, outcomes) == (None, [Delivery.SENDING])
    assert [event["name"] for event in bench.mail()] == ["packet-available"]
    assert verify_log(hub=bench.hub).findings == ()


def test_what_comes_to_its_turn_after_its_lease_is_left_to_whoever_claims_it_next():
    bench, referral = waiting()
    (lease,) = lease_due(hub=bench.hub)
    bench.clock.advance(seconds=LEASE.total_seconds())
    assert deliver(lease, adapters=bench.adapters, hub=bench.hub) is None
    assert bench.packet(referral.packet).delivery is Delivery.QUEUED
    bench.worker.once()
    assert bench.packet(referral.packet).delivery is Delivery.SENDING


def test_what_a_worker_leaves_behind_is_taken_up_when_its_lease_is_over_and_not_before():
    bench, _ = waiting()
    lease_due(hub=bench.hub)
    assert list(lease_due(hub=bench.hub)) == []
    bench.clock.advance(seconds=LEASE.total_seconds())
    (again,) = lease_due(hub=bench.hub)
    assert again.outgoing.attempts == 2


class Stumbling(MemoryStore):
    """A store that is full for a while."""

    full = False

    def shared(self):
        if self.full:
            raise DiskFull
        return super().shared()


def test_what_could_not_be_written_down_goes_on_within_seconds_and_not_with_the_end_of_its_lease():
    bench, referral = waiting(bench=Bench(store=Stumbling()))

    def fill():
        bench.store.full = True

    bench.adapters["mailbox"] = Meanwhile(bench.hub, fill)
    bench.worker.once()
    bench.store.full = False
    bench.clock.advance(seconds=2)
    bench.worker.once()
    assert bench.packet(referral.packet).delivery is Delivery.SENDING
    assert verify_log(hub=bench.hub).findings == ()


def test_a_withdrawal_while_a_parcel_is_on_its_way_wins():
    bench, referral = waiting()
    (lease,) = lease_due(hub=bench.hub)
    withdraw = Meanwhile(bench.hub, lambda: bench.withdraw(referral.consent))
    deliver(lease, adapters={"mailbox": withdraw}, hub=bench.hub)
    assert bench.packet(referral.packet).delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY
    assert bench.mail() == []


@pytest.mark.parametrize("first", [CENTRE, OTHER])
def test_one_parcel_that_breaks_its_adapter_holds_no_other_up(first):
    bench, one = waiting(to=first)
    _, two = waiting(to=OTHER if first == CENTRE else CENTRE, bench=bench)
    bench.adapters["mailbox"] = Poisoned(bench.hub)
    bench.worker.once()
    assert {bench.now(it).partner: bench.now(it).delivery for it in (one, two)}[OTHER] is Delivery.SENDING
    assert [event["name"] for event in bench.mail(OTHER)] == ["packet-available"]


def test_a_clock_that_jumps_ahead_ends_leases_and_loses_nothing():
    bench, _ = waiting()
    lease_due(hub=bench.hub)
    bench.clock.advance(seconds=timedelta(hours=1).total_seconds())
    bench.worker.once()
    assert [event["name"] for event in bench.mail()] == ["packet-available"]


def test_a_clock_that_is_set_back_delays_what_was_begun_and_holds_nothing_new_up():
    bench = Bench(store=MemoryStore())
    hour = timedelta(hours=1).total_seconds()
    bench.clock.advance(seconds=2 * hour)
    waiting(bench=bench)
    lease_due(hub=bench.hub)
    bench.clock.advance(seconds=-hour)
    waiting(to=OTHER, bench=bench)
    bench.worker.once()
    assert [event["name"] for event in bench.mail(OTHER)] == ["packet-available"]
    bench.clock.advance(seconds=hour + LEASE.total_seconds() + 1)
    bench.worker.once()
    assert [event["name"] for event in bench.mail()] == ["packet-available"]
    assert verify_log(hub=bench.hub).findings == ()
