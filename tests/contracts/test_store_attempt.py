"""What every store promises of an attempt: it is a transaction, whoever gets in between of work and turn."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest

from exchange.core.errors import Conflict, NotFound
from tests.support.clock import NOON
from tests.support.examples import CENTRE, a_draft, a_partner, a_person, a_referral, an_entry, an_outgoing, uid


def test_it_returns_what_its_work_did_and_what_that_wrote_stands(matter):
    def work(tx):
        tx.outbox.add(an_outgoing(1))
        tx.log.later(an_entry(1))
        return tx.referrals.get(a_referral().id).id

    assert matter.attempt(work) == a_referral().id
    with matter.reading() as tx:
        assert sum(tx.outbox.tally().states.values()) == 1
        assert tx.log.entries(start=0, limit=9)[-1][1] == an_entry(1)


def test_what_its_work_raises_undoes_everything(matter):
    def work(tx):
        tx.outbox.add(an_outgoing(1))
        tx.log.later(an_entry(1))
        raise NotFound("this one")

    with matter.reading() as tx:
        before = tx.log.size()
    with pytest.raises(NotFound, match="this one"):
        matter.attempt(work)
    with matter.reading() as tx:
        assert (sum(tx.outbox.tally().states.values()), tx.log.size()) == (0, before)


def test_it_sees_what_it_has_written(store):
    def work(tx):
        tx.people.add(a_person())
        tx.referrals.add(a_referral(), a_draft())
        tx.referrals.save(replace(a_referral(), urgency="soon"), seen=1)
        return tx.people.get(a_person().id), tx.referrals.get(a_referral().id).urgency, tx.referrals.writes(uid(1))

    assert store.attempt(work) == (a_person(), "soon", 2)


def test_what_a_rule_forbids_in_a_part_is_undone_with_that_part_alone(matter):
    def work(tx):
        tx.outbox.add(an_outgoing(1))
        with suppress(Conflict), tx.savepoint():
            tx.outbox.add(an_outgoing(1))
        tx.outbox.add(an_outgoing(2))

    matter.attempt(work)
    with matter.reading() as tx:
        assert sum(tx.outbox.tally().states.values()) == 2


def test_a_mark_is_used_once(store):
    def spend(tx):
        return tx.single_use.spend("dpop", "mark", until=NOON)

    assert [store.attempt(spend) for _ in range(3)] == [True, False, False]


def test_of_a_row_that_decides_a_new_version_stands_and_its_leaf(store):
    for name in ("Eine (erfunden)", "Andere (erfunden)"):
        store.attempt(lambda tx, name=name: tx.partners.put(a_partner(name=name)))
    with store.reading() as tx:
        assert tx.partners.get(CENTRE).name == "Andere (erfunden)"


def test_of_several_at_once_none_is_lost(matter):

    def count(_):
        def work(tx):
            seen = tx.referrals.get(a_referral().id)
            tx.referrals.save(replace(seen, partner_seq=seen.partner_seq + 1), seen=tx.referrals.writes(seen.id))

        matter.attempt(work)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, range(20)))
    with matter.reading() as tx:
        assert tx.referrals.get(a_referral().id).partner_seq == 20
