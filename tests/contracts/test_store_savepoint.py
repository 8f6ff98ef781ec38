"""What every store promises of a part of a transaction that is undone alone, and of several that are taken at once."""

from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from exchange.core.errors import Conflict
from tests.support.clock import NOON
from tests.support.examples import (
    CENTRE,
    a_draft,
    a_packet,
    a_partner,
    a_person,
    a_referral,
    an_entry,
    an_incoming,
    an_outgoing,
    uid,
)

OTHER = "https://andere.example"


class NotThisOne(Exception):
    """What goes wrong with one of several."""


@contextmanager
def undone(tx):
    """A part of a transaction that fails at its end."""
    with suppress(NotThisOne):
        with tx.savepoint():
            yield
            raise NotThisOne
        pytest.fail("nobody was told")


def test_what_was_written_in_a_part_that_failed_is_undone_and_the_rest_stands(matter):
    with matter.shared() as tx:
        tx.outbox.add(an_outgoing(1))
        with undone(tx):
            tx.outbox.add(an_outgoing(2))
        with tx.savepoint():
            tx.outbox.add(an_outgoing(3))
    with matter.reading() as tx:
        assert sum(tx.outbox.tally().states.values()) == 2
        assert [one.outgoing.jti for one in tx.outbox.lease(at=NOON, until=NOON, limit=9, token="t")] == [
            uid(1),
            uid(3),
        ]


def test_what_the_database_refuses_in_a_part_ends_that_part_alone(matter):
    with matter.shared() as tx:
        tx.outbox.add(an_outgoing(1))
        with pytest.raises(Conflict), tx.savepoint():
            tx.outbox.add(an_outgoing(1))
        tx.outbox.add(an_outgoing(2))
    with matter.reading() as tx:
        assert sum(tx.outbox.tally().states.values()) == 2


def saved(tx, **changes: object):
    referral = replace(tx.referrals.lock(a_referral().id), **changes)
    tx.referrals.save(referral, seen=tx.referrals.writes(referral.id))


def test_nobody_remembers_what_was_undone(matter):
    referral = a_referral()
    with matter.shared() as tx:
        saved(tx, partner_seq=1)
        assert tx.inbox.get(CENTRE, uid(5)) is None
        with undone(tx):
            saved(tx, partner_seq=2)
            tx.inbox.add(an_incoming(jti=uid(5)), person=referral.person)
        assert (tx.referrals.get(referral.id).partner_seq, tx.inbox.get(CENTRE, uid(5))) == (1, None)
        saved(tx, partner_seq=7)
    with matter.reading() as tx:
        assert tx.referrals.get(referral.id).partner_seq == 7
        assert tx.inbox.of(referral.id) == ()


def test_of_the_log_the_leaves_of_the_undone_part_are_missing_and_no_others(store):
    with store.shared() as tx:
        tx.log.later(an_entry(1))
        with undone(tx):
            tx.log.later(an_entry(2))
            assert tx.log.size() == 2
        with tx.savepoint():
            tx.log.later(an_entry(3))
    with store.reading() as tx:
        assert [entry for _, entry in tx.log.entries(start=0, limit=9)] == [an_entry(1), an_entry(3)]


def test_parts_may_lie_in_each_other(matter):
    with matter.shared() as tx, tx.savepoint():
        tx.outbox.add(an_outgoing(1))
        with undone(tx):
            tx.outbox.add(an_outgoing(2))
    with matter.reading() as tx:
        assert sum(tx.outbox.tally().states.values()) == 1


def test_of_several_packets_only_the_partners_own_are_held(store):
    with store.transaction() as tx:
        for number, to in ((1, CENTRE), (2, OTHER)):
            tx.people.add(a_person(number))
            tx.referrals.add(a_referral(number, person=uid(number)), a_draft())
            tx.referrals.add_packet(a_packet(number, referral=uid(number), person=uid(number), partner=to))
    with store.shared() as tx:
        assert tx.referrals.hold_free(CENTRE, [uid(1), uid(2), uid(9)]) == {uid(1): True}
        assert tx.referrals.hold_free(CENTRE, []) == {}


def ids(things):
    return [one.jti for one in things]


def test_of_what_is_ripe_those_that_are_named_are_offered(store):
    with store.transaction() as tx:
        for number in (1, 2, 3):
            tx.outbox.add_deposited(an_outgoing(number), at=NOON)
    with store.shared() as tx:
        assert ids(tx.outbox.ripe(CENTRE, at=NOON, limit=2)) == [uid(1), uid(2)]
        assert ids(tx.outbox.ripe(CENTRE, at=NOON, limit=9)) == [uid(1), uid(2), uid(3)]
        assert ids(tx.outbox.offer_these(CENTRE, [uid(1), uid(3), uid(9)], at=NOON)) == [uid(1), uid(3)]
        assert ids(tx.outbox.offer_these(CENTRE, [uid(1)], at=NOON)) == []
        assert ids(tx.outbox.offer_these(OTHER, [uid(2)], at=NOON)) == []
        tx.outbox.put_back([uid(3)])
    with store.shared() as tx:
        assert ids(tx.outbox.offer(CENTRE, at=NOON, limit=9)) == [uid(2), uid(3)]


def test_of_a_row_that_decides_neither_an_undone_write_nor_its_leaf_is_left(store):
    with store.transaction() as tx:
        tx.partners.put(a_partner())
    with store.transaction() as tx:
        before = tx.log.size()
        with undone(tx):
            tx.partners.put(a_partner(name="Eine andere (erfunden)"))
    with store.reading() as tx:
        assert (tx.partners.get(CENTRE), tx.log.size()) == (a_partner(), before)
