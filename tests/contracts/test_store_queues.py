"""What every store promises of the queues: how much is on its way to each partner, where it is, and since when."""

from datetime import timedelta

from exchange.core.delivery.messages import Queue
from exchange.core.vocabulary import Delivery
from tests.support.clock import NOON
from tests.support.examples import CENTRE, an_outgoing, uid

MINUTE = timedelta(minutes=1)
OTHER = "https://other.example"


def test_without_anything_on_its_way_there_is_no_queue(store):
    with store.reading() as tx:
        assert list(tx.outbox.queues()) == []


def test_each_partner_has_its_own_and_what_is_done_with_is_in_none(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing(1, created_at=NOON - MINUTE))
        tx.outbox.add_deposited(an_outgoing(2), at=NOON)
        tx.outbox.add(an_outgoing(3, partner=OTHER))
        tx.outbox.add_deposited(an_outgoing(4, partner=OTHER), at=NOON)
        tx.outbox.taken(OTHER, [uid(4)], at=NOON)
        # What was offered for fetching while the worker still has it is one parcel, not two.
        tx.outbox.add(an_outgoing(5, partner=OTHER))
        tx.outbox.deposit(uid(5), at=NOON)
        first, second = tx.outbox.queues()
        assert first == Queue(partner=CENTRE, sending=1, lying=1, oldest=NOON - MINUTE)
        assert second == Queue(partner=OTHER, sending=2, oldest=NOON)


def test_what_was_given_up_is_counted_and_is_never_the_oldest(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing(1, created_at=NOON - MINUTE))
        (leased,) = tx.outbox.lease(at=NOON, until=NOON + MINUTE, limit=1, token="lease")
        tx.outbox.settle(leased, Delivery.DEAD_LETTER, next_try=None)
        assert list(tx.outbox.queues()) == [Queue(partner=CENTRE, dead=1)]
        tx.outbox.add(an_outgoing(2))
        assert list(tx.outbox.queues()) == [Queue(partner=CENTRE, sending=1, dead=1, oldest=NOON)]
