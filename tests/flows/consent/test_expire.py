"""The clock writes that a consent has ended; nobody declares it."""

import pytest

from exchange.core.vocabulary import ConsentStatus
from exchange.flows.consent.expire import expire_due
from tests.support.hubs import CENTRE, NEEDED, OTHER, Bench, consent_document


def status(bench, consent):
    with bench.store.reading() as tx:
        return tx.consents.get(consent.id).status


def test_when_the_last_clause_has_ended_the_clock_writes_it_once():
    bench = Bench()
    consent = bench.a_consent(days=5)
    bench.clock.advance(days=4)
    bench.worker.once()
    assert status(bench, consent) is ConsentStatus.GIVEN
    bench.clock.advance(days=1)
    for _ in range(2):
        bench.clock.advance(minutes=2)
        bench.worker.once()
    assert status(bench, consent) is ConsentStatus.EXPIRED
    assert [one["consent"] for one in bench.leaves("CONSENT_EXPIRED")] == [consent.id]


def test_while_one_clause_runs_nothing_has_ended():
    bench = Bench()
    document = consent_document(bench.clock.now(), level=1, no_show=False, to=CENTRE, days=5)
    longer = consent_document(bench.clock.now(), level=1, no_show=False, to=OTHER, days=50)["clauses"][0]
    consent = bench.a_consent(level=1, clauses=[*document["clauses"], longer | {"id": "out-2"}])
    bench.clock.advance(days=6)
    assert (expire_due(hub=bench.hub), status(bench, consent)) == (0, ConsentStatus.GIVEN)


def test_a_newer_yes_that_has_ended_brings_the_older_one_not_back():
    bench = Bench()
    older = bench.a_consent(categories=NEEDED)
    bench.clock.advance(hours=1)
    bench.a_consent(categories=NEEDED, days=3)
    bench.clock.advance(days=4)
    assert expire_due(hub=bench.hub) == 1
    assert bench.draft().consent != older.id


@pytest.mark.parametrize("state", ["ConsentRefused", "ConsentRequestDeferred"])
def test_what_was_never_given_does_not_end(state):
    bench = Bench()
    consent = bench.recorded(status=state, answered_at="2026-11-24T08:00:00Z").consent
    bench.clock.advance(days=300)
    assert expire_due(hub=bench.hub) == 0
    assert status(bench, consent).value == state
