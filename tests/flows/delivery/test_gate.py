"""A packet passes the gate once more when it would leave: what an armed rule stops waits until it is mended."""

import pytest

from exchange.core.compliance.gate import RuleFailed
from exchange.core.compliance.kind import FactKind
from exchange.core.vocabulary import Delivery
from tests.flows.register.test_enter import enters
from tests.support.hubs import CENTRE, Bench
from tests.support.reviewed import SINCE, agreed, arm, the_packet


def test_a_packet_whose_contract_ended_on_the_way_is_not_handed_over():
    bench = agreed(Bench())
    voice = bench.voice(bench.sent())
    arm(bench, "RE-01")
    enters(bench, FactKind.CONTRACT, partner=CENTRE, **SINCE, until="2026-11-01")
    bench.clock.advance(days=1)
    before = bench.log()
    with pytest.raises(RuleFailed) as refused:
        voice.fetch()
    assert (refused.value.detail, bench.log()) == ("RE-01", before)
    enters(bench, FactKind.CONTRACT, partner=CENTRE, **SINCE)
    voice.fetch()
    assert the_packet(bench).delivery is Delivery.HANDED_OVER


def test_what_the_partner_has_it_fetches_again():
    bench = Bench()
    voice = bench.under_way("under-review")
    arm(bench, "RE-01")
    assert voice.fetch().id == voice.packet


def test_nothing_is_carried_while_a_rule_stops_it_and_it_waits():
    bench = Bench()
    bench.a_consent()
    referral = bench.refer()
    arm(bench, "RE-01")
    bench.worker.once()
    assert bench.now(referral).delivery is Delivery.RETRYING
    agreed(bench)
    bench.clock.advance(minutes=10)
    bench.worker.once()
    assert bench.now(referral).delivery is Delivery.SENDING
