"""Which consents have come to their end: a look the clock takes, the same on every store."""

from dataclasses import replace
from datetime import timedelta

from exchange.core.vocabulary import ConsentStatus
from tests.support.examples import LATER, a_consent, a_person, uid

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
