"""What every store promises of the outbox, the mailbox in it, and the inbox."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.delivery.messages import Tally
from exchange.core.errors import Conflict
from exchange.core.vocabulary import Delivery
from tests.support.clock import NOON
from tests.support.examples import CENTRE, an_incoming, an_outgoing, uid

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SOON = NOON + MINUTE


def lease(tx, *, at=NOON, limit=9, **by: str):
    return tx.outbox.lease(at=at, until=at + MINUTE, limit=limit, **{"token": "lease"} | by)


def ids(things):
    return [getattr(thing, "outgoing", thing).jti for thing in things]


def deposit(tx, *numbers: int, **changes: object):
    for number in numbers:
        tx.outbox.add(an_outgoing(number, **changes))
        tx.outbox.deposit(uid(number), at=NOON)


# --- how much there is


def test_an_empty_outbox_is_all_noughts(store):
    with store.reading() as tx:
        assert tx.outbox.tally() == Tally(states={}, oldest=None, leased=0)


def test_what_is_on_its_way_is_counted_by_state_and_what_is_done_with_is_not(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing(1, created_at=NOON - MINUTE))
        (leased,) = lease(tx)
        tx.outbox.add(an_outgoing(2))
        deposit(tx, 3, 4)
        tx.outbox.taken(CENTRE, [uid(3)], at=NOON)
        assert tx.outbox.tally() == Tally(
            states={Delivery.SENDING: 1, Delivery.QUEUED: 2}, oldest=NOON - MINUTE, leased=1
        )
        tx.outbox.settle(leased, Delivery.DEAD_LETTER, next_try=None)
        assert tx.outbox.tally() == Tally(states={Delivery.DEAD_LETTER: 1, Delivery.QUEUED: 2}, oldest=NOON, leased=0)


# --- the worker's list


def test_what_is_leased_is_on_its_way_and_counts_the_attempt(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing())
        (leased,) = lease(tx)
        assert leased.outgoing == replace(an_outgoing(), state=Delivery.SENDING, attempts=1)
        assert (leased.token, leased.until) == ("lease", SOON)


def test_an_outgoing_id_is_used_once(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing())
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.outbox.add(an_outgoing(set_jws="d.e.f"))


def test_priority_goes_first_and_then_the_oldest(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing(1))
        tx.outbox.add(an_outgoing(4))
        tx.outbox.add(an_outgoing(3, created_at=NOON - MINUTE))
        tx.outbox.add(an_outgoing(2, prio=0))
        assert ids(lease(tx, limit=3)) == [uid(2), uid(3), uid(1)]


def test_what_is_not_due_yet_is_not_leased(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing(next_try=SOON))
        assert lease(tx) == ()
        assert ids(lease(tx, at=SOON)) == [uid(1)]


def test_what_is_due_is_seen_without_leasing_it(store):
    with store.transaction() as tx:
        assert not tx.outbox.due(SOON)
        tx.outbox.add(an_outgoing(next_try=SOON))
    with store.reading() as tx:
        assert not tx.outbox.due(SOON - SECOND)
        assert tx.outbox.due(SOON)
        assert ids(lease(tx, at=SOON)) == [uid(1)]


def test_a_lease_is_nobody_elses_until_it_ends(place):
    with place.open().transaction() as tx:
        tx.outbox.add(an_outgoing())
        lease(tx, token="one")
    with place.open().transaction() as tx:
        assert lease(tx, at=SOON - SECOND, token="two") == ()
        assert ids(lease(tx, at=SOON, token="two")) == [uid(1)]


def test_workers_at_once_lease_every_row_exactly_once(place):
    def work(token) -> list[str]:
        with place.open().transaction() as tx:
            return ids(lease(tx, token=str(token), limit=3))

    with place.open().transaction() as tx:
        for number in range(30):
            tx.outbox.add(an_outgoing(number))
    with ThreadPoolExecutor(5) as pool:
        leased = [jti for batch in pool.map(work, range(10)) for jti in batch]
    assert sorted(leased) == [uid(number) for number in range(30)]


def test_a_settled_lease_is_over(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing())
        (leased,) = lease(tx)
        assert tx.outbox.settle(leased, Delivery.HANDED_OVER, next_try=None)
        assert not tx.outbox.settle(leased, Delivery.RETRYING, next_try=SOON)
        assert lease(tx, at=NOON + 9 * MINUTE) == ()


def test_what_is_to_be_retried_comes_back_when_its_time_has_come(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing())
        tx.outbox.settle(lease(tx)[0], Delivery.RETRYING, next_try=NOON + 2 * MINUTE)
        assert lease(tx, at=SOON) == ()
        (again,) = lease(tx, at=NOON + 2 * MINUTE)
        assert (again.outgoing.attempts, again.outgoing.next_try) == (2, NOON + 2 * MINUTE)


def test_what_is_retried_without_a_time_comes_back_at_once(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing())
        tx.outbox.settle(lease(tx)[0], Delivery.RETRYING, next_try=None)
        assert ids(lease(tx)) == [uid(1)]


def test_a_lost_lease_settles_nothing(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing())
        (lost,) = lease(tx, token="one")
        (held,) = lease(tx, at=SOON, token="two")
        assert not tx.outbox.settle(lost, Delivery.DEAD_LETTER, next_try=None)
        assert tx.outbox.settle(held, Delivery.HANDED_OVER, next_try=None)


# --- withdrawal


def test_what_was_withdrawn_is_neither_leased_nor_settled_nor_offered(store):
    with store.transaction() as tx:
        tx.outbox.add(an_outgoing(1))
        (leased,) = lease(tx)
        tx.outbox.withdraw(uid(1))
        assert not tx.outbox.settle(leased, Delivery.HANDED_OVER, next_try=None)
        tx.outbox.deposit(uid(1), at=NOON)
        assert lease(tx, at=NOON + 9 * MINUTE) == ()
        assert tx.outbox.offer(CENTRE, at=NOON, limit=9) == ()


def test_a_withdrawal_empties_the_mailbox_of_its_packet_and_of_no_other(store):
    with store.transaction() as tx:
        deposit(tx, 1, 2)
        tx.outbox.add(an_outgoing(3, packet=None))
        tx.outbox.withdraw(uid(1))
        assert ids(tx.outbox.offer(CENTRE, at=NOON, limit=9)) == [uid(2)]
        assert tx.outbox.waiting(CENTRE, at=NOON) == 1
        assert ids(lease(tx)) == [uid(2), uid(3)]


def test_a_withdrawal_reaches_what_waits_to_be_collected(store):
    with store.transaction() as tx:
        deposit(tx, 1)
        tx.outbox.settle(lease(tx)[0], Delivery.HANDED_OVER, next_try=None)
        tx.outbox.withdraw(uid(1))
        assert tx.outbox.waiting(CENTRE, at=NOON) == 0


# --- the mailbox


def test_what_lies_in_the_mailbox_is_offered_to_its_partner_alone(store):
    with store.transaction() as tx:
        deposit(tx, 1)
        tx.outbox.add(an_outgoing(2))
        assert tx.outbox.offer("https://other.example", at=NOON, limit=9) == ()
        assert tx.outbox.offer(CENTRE, at=NOON, limit=9) == (an_outgoing(1),)


def test_the_mailbox_offers_priority_first_and_then_the_oldest(store):
    with store.transaction() as tx:
        deposit(tx, 1, 4)
        deposit(tx, 3, created_at=NOON - MINUTE)
        deposit(tx, 2, prio=0)
        assert ids(tx.outbox.offer(CENTRE, at=NOON, limit=3)) == [uid(2), uid(3), uid(1)]


def test_what_was_put_there_at_once_is_offered_and_never_leased(store):
    with store.transaction() as tx:
        tx.outbox.add_deposited(an_outgoing(1, state=Delivery.SENDING), at=NOON)
        assert (lease(tx), lease(tx, at=NOON + 9 * MINUTE)) == ((), ())
        assert tx.outbox.offer(CENTRE, at=NOON, limit=9) == (an_outgoing(1, state=Delivery.SENDING),)


def test_what_was_put_there_at_once_is_there_once(store):
    with store.transaction() as tx:
        tx.outbox.add_deposited(an_outgoing(), at=NOON)
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.outbox.add_deposited(an_outgoing(), at=NOON)


def test_what_was_not_acknowledged_is_offered_again_after_a_minute(store):
    with store.transaction() as tx:
        deposit(tx, 1)
        assert ids(tx.outbox.offer(CENTRE, at=NOON, limit=9)) == [uid(1)]
        assert tx.outbox.offer(CENTRE, at=NOON + 59 * SECOND, limit=9) == ()
        assert ids(tx.outbox.offer(CENTRE, at=NOON + 60 * SECOND, limit=9)) == [uid(1)]


def test_what_is_beyond_the_limit_is_offered_next(store):
    with store.transaction() as tx:
        deposit(tx, 1, 2, 3)
        assert ids(tx.outbox.offer(CENTRE, at=NOON, limit=2)) == [uid(1), uid(2)]
        assert ids(tx.outbox.offer(CENTRE, at=NOON, limit=2)) == [uid(3)]


def test_what_has_expired_is_not_offered(store):
    with store.transaction() as tx:
        deposit(tx, 1, expires_at=SOON)
        assert tx.outbox.offer(CENTRE, at=SOON, limit=9) == ()
        assert ids(tx.outbox.offer(CENTRE, at=SOON - SECOND, limit=9)) == [uid(1)]


def test_what_the_partner_took_is_never_offered_again(store):
    with store.transaction() as tx:
        deposit(tx, 1, 2)
        assert tx.outbox.taken(CENTRE, [uid(1), uid(9)], at=NOON) == (an_outgoing(1),)
        assert tx.outbox.taken(CENTRE, [uid(1)], at=NOON) == ()
        tx.outbox.deposit(uid(1), at=NOON)
        assert ids(tx.outbox.offer(CENTRE, at=NOON, limit=9)) == [uid(2)]
        assert ids(lease(tx)) == [uid(2)]


def test_a_partner_cannot_take_what_is_anothers(store):
    with store.transaction() as tx:
        deposit(tx, 1)
        assert tx.outbox.taken("https://other.example", [uid(1)], at=NOON) == ()
        tx.outbox.refused("https://other.example", {uid(1): "invalid_key"}, at=NOON)
        assert (tx.outbox.waiting(CENTRE, at=NOON), tx.outbox.work_items(limit=9)) == (1, ())


def test_what_the_partner_could_not_take_becomes_a_work_item_oldest_first(store):
    with store.transaction() as tx:
        deposit(tx, 1, 2, 3)
        tx.outbox.refused(CENTRE, {uid(2): "invalid_key"}, at=NOON)
        tx.outbox.refused(CENTRE, {uid(1): "access_denied", uid(9): "x"}, at=SOON)
        items = ((CENTRE, uid(2), "invalid_key"), (CENTRE, uid(1), "access_denied"))
        assert tx.outbox.work_items(limit=9) == items
        assert tx.outbox.work_items(limit=1) == items[:1]
        assert ids(tx.outbox.offer(CENTRE, at=SOON, limit=9)) == [uid(3)]


def test_what_failed_goes_again_with_all_its_attempts_before_it(store):
    with store.transaction() as tx:
        deposit(tx, 1, 2, referral=uid(7))
        assert ids(tx.outbox.refused(CENTRE, {uid(1): "invalid_key"}, at=NOON)) == [uid(1)]
        (again,) = tx.outbox.requeue(uid(7), at=SOON)
        assert (again.jti, again.state, again.attempts) == (uid(1), Delivery.QUEUED, 0)
        assert tx.outbox.work_items(limit=9) == ()
        assert uid(1) in ids(lease(tx, at=SOON))
        assert tx.outbox.requeue(uid(7), at=SOON) == ()


def test_a_withdrawal_leaves_what_has_failed_where_it_is(store):
    with store.transaction() as tx:
        deposit(tx, 1, referral=uid(7), packet=uid(60))
        tx.outbox.refused(CENTRE, {uid(1): "invalid_key"}, at=NOON)
        tx.outbox.withdraw(uid(60))
        assert ids(tx.outbox.requeue(uid(7), at=SOON)) == [uid(1)]


def test_what_failed_and_has_expired_stays_where_it_is(store):
    with store.transaction() as tx:
        deposit(tx, 1, referral=uid(7), expires_at=SOON)
        tx.outbox.refused(CENTRE, {uid(1): "invalid_key"}, at=NOON)
        assert tx.outbox.requeue(uid(7), at=SOON) == ()
        assert tx.outbox.requeue(uid(8), at=NOON) == ()
        assert tx.outbox.work_items(limit=9) == ((CENTRE, uid(1), "invalid_key"),)


def test_the_mailbox_counts_what_waits(store):
    with store.transaction() as tx:
        deposit(tx, 1, 2)
        tx.outbox.offer(CENTRE, at=NOON, limit=9)
        assert (tx.outbox.waiting(CENTRE, at=NOON), tx.outbox.waiting("https://other.example", at=NOON)) == (2, 0)


def test_what_has_expired_waits_no_more(store):
    with store.transaction() as tx:
        deposit(tx, 1, expires_at=SOON)
        deposit(tx, 2)
        assert [tx.outbox.waiting(CENTRE, at=at) for at in (SOON - SECOND, SOON)] == [2, 1]


def test_what_lies_in_the_mailbox_is_seen_without_taking_it(store):
    with store.transaction() as tx:
        deposit(tx, 1, 2)
        tx.outbox.add(an_outgoing(3))
    with store.reading() as tx:
        assert tx.outbox.lying(CENTRE, [uid(1), uid(3), uid(9)]) == (an_outgoing(1),)
        assert tx.outbox.lying("https://other.example", [uid(1)]) == ()
        assert tx.outbox.waiting(CENTRE, at=NOON) == 2


def test_what_has_expired_in_a_mailbox_is_found_until_it_is_ended(store):
    with store.transaction() as tx:
        deposit(tx, 1, 2, 3, expires_at=SOON)
        deposit(tx, 4)
        tx.outbox.add(an_outgoing(5, expires_at=SOON))
        tx.outbox.taken(CENTRE, [uid(2)], at=NOON)
        assert tx.outbox.expired(SOON - SECOND, limit=9) == ()
        assert ids(tx.outbox.expired(SOON, limit=9)) == [uid(1), uid(3)]
        assert ids(tx.outbox.expired(SOON, limit=1)) == [uid(1)]
        tx.outbox.refused(CENTRE, {uid(1): "expired"}, at=SOON)
        assert ids(tx.outbox.expired(SOON, limit=9)) == [uid(3)]


# --- the inbox


def test_an_event_comes_back_as_it_was_added(store):
    with store.transaction() as tx:
        assert tx.inbox.get(CENTRE, uid(1)) is None
        tx.inbox.add(an_incoming(), person=uid(1))
        assert tx.inbox.get(CENTRE, uid(1)) == an_incoming()
        assert tx.inbox.get("https://other.example", uid(1)) is None


def test_a_refused_event_has_no_content(store):
    refused = an_incoming(verdict="stale", content="", referral=None, seq=None)
    with store.transaction() as tx:
        tx.inbox.add(refused, person="")
        assert tx.inbox.get(CENTRE, uid(1)) == refused


def test_an_issuer_uses_an_id_once_and_another_may_use_it_too(store):
    with store.transaction() as tx:
        tx.inbox.add(an_incoming(), person=uid(1))
        tx.inbox.add(an_incoming(issuer="https://other.example"), person=uid(1))
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.inbox.add(an_incoming(name="declined"), person=uid(1))


def test_parked_events_of_one_thread_come_in_their_own_order(store):
    with store.transaction() as tx:
        for number in (3, 2):
            tx.inbox.add(an_incoming(number, verdict="parked"), person=uid(1))
        tx.inbox.add(an_incoming(1), person=uid(1))
        tx.inbox.add(an_incoming(4, verdict="parked", referral=uid(2)), person=uid(1))
        tx.inbox.add(an_incoming(5, verdict="parked", issuer="https://other.example"), person=uid(1))
        assert ids(tx.inbox.ahead(uid(1), CENTRE, after=1)) == [uid(2), uid(3)]


def test_the_verdict_on_a_parked_event_is_written_with_what_may_be_kept(store):
    with store.transaction() as tx:
        tx.inbox.add(an_incoming(2, verdict="parked"), person=uid(1))
        tx.inbox.add(an_incoming(3, verdict="parked"), person=uid(1))
        tx.inbox.unpark(CENTRE, uid(2), verdict="accepted", content="x.y.z")
        tx.inbox.unpark(CENTRE, uid(3), verdict="not-permitted", content="")
        assert tx.inbox.ahead(uid(1), CENTRE, after=9) == ()
        assert tx.inbox.of(uid(1)) == (an_incoming(2), an_incoming(3, verdict="not-permitted", content=""))


def test_an_event_that_does_not_wait_keeps_its_verdict(store):
    with store.transaction() as tx:
        tx.inbox.add(an_incoming(), person=uid(1))
        tx.inbox.unpark(CENTRE, uid(1), verdict="illegal-step", content="")
        tx.inbox.unpark(CENTRE, uid(9), verdict="illegal-step", content="")
        assert tx.inbox.get(CENTRE, uid(1)) == an_incoming()


def test_events_of_a_matter_come_as_they_came_in(store):
    with store.transaction() as tx:
        for number in (2, 1, 3):
            tx.inbox.add(an_incoming(number), person=uid(1))
        tx.inbox.add(an_incoming(4, referral=uid(2)), person=uid(1))
        assert ids(tx.inbox.of(uid(1))) == [uid(2), uid(1), uid(3)]
