"""The doctor names partners that propose to be somebody else, and counts consents of before."""

from dataclasses import replace
from datetime import timedelta

from exchange.core.partner.identity import Identity, IdentityHistory
from exchange.core.vocabulary import PartnerKind
from exchange.operations.recipients import check_recipients
from tests.support.hubs import CENTRE, Bench


def known(bench, **history: object):
    with bench.store.transaction() as tx:
        partner = tx.partners.get(CENTRE)
        tx.partners.put(replace(partner, history=IdentityHistory(**history)))


def found(bench):
    return {one.check: one.advice for one in check_recipients(bench.hub)}


def test_where_nothing_waits_there_is_nothing_to_say():
    bench = Bench()
    bench.a_consent()
    assert found(bench) == {}


def test_a_partner_that_proposes_to_be_another_is_named_with_what_to_do():
    bench = Bench()
    known(bench, proposed=Identity(name="Neu", kind=PartnerKind.CLINIC, bound_by_203=True))
    (advice,) = found(bench).values()
    assert CENTRE in advice
    assert "geleit partner accept" in advice


def test_consents_of_before_are_counted_and_later_ones_are_not():
    bench = Bench()
    bench.a_consent()
    migrated = bench.clock.advance(days=1) or bench.clock.now()
    known(bench, migrated_at=migrated)
    bench.a_consent()
    assert found(bench)["consents of before"].endswith(": 1")
    known(bench, migrated_at=migrated - timedelta(days=2))
    assert found(bench) == {}
