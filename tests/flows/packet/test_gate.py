"""A packet passes the gate or is neither kept nor announced, and its leaf says which rules did not pass."""

from dataclasses import replace

import pytest

from exchange.core.compliance.gate import RuleFailed
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.running import ChannelFacts
from exchange.core.vocabulary import State
from exchange.flows.compliance.rulebook import rulebook
from tests.flows.register.test_enter import enters
from tests.flows.sending.test_update import send
from tests.support.hubs import BOSS, CENTRE, OPS, Bench, document_of
from tests.support.reviewed import SINCE, arm


@pytest.fixture
def bench():
    bench = Bench()
    bench.a_consent()
    return bench


def test_a_house_without_registers_sends_and_the_leaf_says_what_did_not_pass(bench):
    referral = bench.refer()
    assert referral.state is State.SENT
    (leaf,) = bench.leaves("PACKET_SEALED")
    assert {"RE-01", "ST-03"} <= set(leaf["findings"]) <= {one.id for one in rulebook().rules}
    assert leaf["rulebook_sha256"] == rulebook().sha256


def test_a_rule_two_people_armed_stops_a_release_and_nothing_is_kept(bench):
    draft = bench.draft()
    arm(bench, "ST-03")
    before = bench.log()
    with pytest.raises(RuleFailed) as refused:
        bench.release(draft)
    assert (refused.value.detail, bench.now(draft).state, bench.log()) == ("ST-03", State.DRAFT, before)
    enters(bench, FactKind.EXCHANGE_TYPE, by=BOSS, second=OPS, **SINCE)
    assert bench.release(draft).referral.state is State.SENT


def test_what_cannot_be_checked_is_no_clearance_once_the_rule_is_armed(bench):
    draft = bench.draft()
    arm(bench, "RE-01")
    with pytest.raises(RuleFailed) as refused:
        bench.release(draft)
    assert "Nicht prüfbar" in refused.value.what.de


def test_what_the_person_disputes_is_held_back(bench):
    draft = bench.draft()
    arm(bench, "RV-03")
    enters(bench, FactKind.DISPUTE, what="/note", **SINCE)
    with pytest.raises(RuleFailed) as refused:
        bench.release(draft)
    assert refused.value.detail == "RV-03"
    assert bench.release(draft, leave_out=["/note"]).referral.state is State.SENT


def test_an_update_passes_the_same_gate():
    bench = Bench()
    voice = bench.under_way("under-review")
    arm(bench, "ST-03")
    before = bench.log()
    with pytest.raises(RuleFailed):
        send(bench, voice.referral, data={"note": "Lieber nachmittags."})
    assert bench.log() == before


def test_the_rules_of_the_house_are_asked_of_each_packet(bench):
    draft = bench.draft()
    for rule in ("SP-02", "RE-04", "RE-03"):
        arm(bench, rule)
        with pytest.raises(RuleFailed) as refused:
            bench.release(draft)
        assert refused.value.detail == rule
    enters(bench, FactKind.PROCESSOR, party="Jobcenter", own_hub=True, countries=["DE"], **SINCE)
    with pytest.raises(RuleFailed) as refused:
        bench.release(draft)
    assert refused.value.detail == "SP-02"
    enters(bench, FactKind.SECRECY, who=OPS, bound_on="2026-01-01", **SINCE)
    assert bench.release(draft).referral.state is State.SENT


def test_the_partner_as_it_is_now_is_asked_about_as_well(bench):
    draft = bench.draft()
    with bench.store.transaction() as tx:
        partner = tx.partners.get(CENTRE)
        (key,) = partner.jwks["oauth"]["keys"]
        endless = {"keys": [{name: value for name, value in key.items() if name != "exp"}]}
        tx.partners.put(replace(partner, jwks={**partner.jwks, "oauth": endless}))
    with pytest.raises(RuleFailed) as refused:
        bench.release(draft)
    assert refused.value.detail == "CR-04"


def test_what_tells_of_health_goes_by_no_way_of_which_nobody_knows_what_it_is(bench):
    draft = bench.draft()
    bench.enrol(document_of(CENTRE), adapter="hauspost")
    with pytest.raises(RuleFailed) as refused:
        bench.release(draft)
    assert refused.value.detail == "AC-05"
    bench.hub = replace(bench.hub, channels={"hauspost": ChannelFacts(encrypted_end_to_end=True)})
    assert bench.release(draft).referral.state is State.SENT
