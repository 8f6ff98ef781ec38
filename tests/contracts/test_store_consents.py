"""Which consents have come to their end: a look the clock takes, the same on every store."""

from dataclasses import replace
from datetime import timedelta

from exchange.core.consent.states import warning_instants
from exchange.core.ids import uuid7
from exchange.core.vocabulary import ConsentStatus
from tests.support.clock import NOON
from tests.support.examples import CENTRE, LATER, a_consent, a_person, uid

SOON = timedelta(seconds=1)


def test_given_consents_are_found_when_their_last_clause_has_ended_the_earliest_first(store):
    early = replace(a_consent(2).clauses[0], valid_until=LATER - SOON)
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.consents.put(a_consent(1))
        tx.consents.put(a_consent(2, clauses=(early,)))
        tx.consents.put(a_consent(3, clauses=(early, *a_consent().clauses)))
        tx.consents.put(a_consent(4, status=ConsentStatus.REFUSED))
        assert tx.consents.ending(LATER - 2 * SOON, limit=9) == ()
        assert tx.consents.ending(LATER - SOON, limit=9) == (uid(2),)
        assert tx.consents.ending(LATER, limit=9) == (uid(2), uid(1), uid(3))
        assert tx.consents.ending(LATER, limit=1) == (uid(2),)


def test_what_is_written_as_ended_is_not_found_again(store):
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.consents.put(a_consent())
        tx.consents.put(a_consent(status=ConsentStatus.EXPIRED))
        assert tx.consents.ending(LATER, limit=9) == ()


def test_those_that_run_are_counted_by_when_they_were_recorded(store):
    early, late = (uuid7(at, random=bytes(9) + b"\x01") for at in (LATER - SOON, LATER))
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.consents.put(a_consent(id=early))
        tx.consents.put(a_consent(id=late))
        tx.consents.put(a_consent(id=uuid7(NOON, random=bytes(10)), status=ConsentStatus.WITHDRAWN))
        assert [tx.consents.given_before(at) for at in (LATER - SOON, LATER, LATER + SOON)] == [0, 1, 2]


def test_whom_a_consent_is_bound_to_comes_back_and_so_does_that_it_was_never_asked(store):
    bound = a_consent(bound={f"{CENTRE} sucht": "A" * 43})
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.consents.put(bound)
        tx.consents.put(a_consent(2, bound={}))
        tx.consents.put(a_consent(3))
    with store.reading() as tx:
        assert [one.bound for one in tx.consents.of(uid(1))] == [bound.bound, {}, None]


def test_the_clock_finds_whom_to_warn_next_and_is_told_when_again(store):
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.consents.put(a_consent(1))
        tx.consents.put(a_consent(2, status=ConsentStatus.REFUSED))
        (first, *_) = warning_instants(a_consent(1))
        assert tx.consents.warning(first - SOON, limit=9) == ()
        assert tx.consents.warning(first, limit=9) == (uid(1),)
        tx.consents.warned(uid(1), again=first + SOON)
        assert tx.consents.warning(first, limit=9) == ()
        assert tx.consents.warning(first + SOON, limit=9) == (uid(1),)
        tx.consents.warned(uid(1), again=None)
        assert tx.consents.warning(LATER, limit=9) == ()
        tx.consents.put(a_consent(1, status=ConsentStatus.WITHDRAWN))
        assert tx.consents.warning(LATER, limit=9) == ()
