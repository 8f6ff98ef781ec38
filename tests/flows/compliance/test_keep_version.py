"""The hub writes down how a partner stood and what its policy was, whenever one of them changes."""

from dataclasses import replace
from datetime import date

from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.policy import Policy
from exchange.flows.compliance.keep_version import keep_policy_version
from exchange.flows.partner.standing import resume, suspend
from tests.support.hubs import BOSS, CENTRE, KIM, OTHER, Bench, claim, document_of


def versions(bench, kind, subject):
    with bench.store.reading() as tx:
        return tx.facts.history(kind, subject)


def test_a_partner_has_a_version_from_its_enrolment_on_with_each_change_of_it():
    bench = Bench()
    bench.clock.advance(days=1)
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    bench.clock.advance(days=1)
    resume(CENTRE, reason="geklärt", by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)
    bench.clock.advance(days=1)
    bench.enrol(document_of(CENTRE, kind="counselling-centre"), sgb1_35="§ 35 SGB I")
    found = versions(bench, FactKind.PARTNER, CENTRE)
    assert [one.document["standing"] for one in found] == ["active", "suspended", "active", "active"]
    assert [one.document["sgb1_35"] for one in found] == ["", "", "", "§ 35 SGB I"]
    assert [one.entered_by for one in found] == [""] * 4
    with bench.store.reading() as tx:
        assert found[0].document["keys"] == dict(tx.partners.get(CENTRE).jwks)
    assert len(bench.leaves("VERSION_KEPT")) == len(found) + len(versions(bench, FactKind.PARTNER, OTHER))


def test_what_a_partner_was_at_an_instant_is_known_afterwards():
    bench = Bench()
    then = bench.clock.now()
    bench.clock.advance(days=1)
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    with bench.store.reading() as tx:
        (was,) = tx.facts.at(FactKind.PARTNER, CENTRE, at=then, known_at=bench.clock.now())
        (now,) = tx.facts.at(FactKind.PARTNER, CENTRE, at=bench.clock.now(), known_at=bench.clock.now())
    assert (was.document["standing"], now.document["standing"]) == ("active", "suspended")


def test_the_policy_is_written_down_once_and_again_when_it_is_another():
    bench = Bench()
    assert keep_policy_version(hub=bench.hub).document["classic_until"] == "2030-12-31"
    assert keep_policy_version(hub=bench.hub) is None
    bench.clock.advance(days=1)
    other = Policy(classic_until=date(2026, 1, 1), deadlines={"beratung": {"open": 2}}, step_required=True)
    stricter = replace(bench.hub, policy=other)
    keep_policy_version(hub=stricter)
    bench.clock.advance(days=1)
    keep_policy_version(hub=bench.hub)
    found = [one.document["classic_until"] for one in versions(bench, FactKind.POLICY, HOUSE)]
    assert found == ["2030-12-31", "2026-01-01", "2030-12-31"]
    asked = [one.document["step_required"] for one in versions(bench, FactKind.POLICY, HOUSE)]
    assert asked == [False, True, False]
