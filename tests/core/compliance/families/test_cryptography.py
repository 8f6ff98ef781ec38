"""Cryptography: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace
from datetime import date

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.policy import Policy
from exchange.flows.compliance.keep_version import keep_listener, keep_policy_version
from tests.flows.register.test_enter import enters
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, Bench
from tests.support.program import running
from tests.support.reviewed import (
    Stories,
    change_packet,
    change_partner,
    change_record,
    change_sealed,
    kept,
    sent,
    the_packet,
    under_way,
    worst,
)

stories = Stories()


def run(**changes: object):
    bench = Bench()
    bench.running = running(bench, **changes)
    return bench


def sealed_to(**members: object):
    """A packet whose partner's key for sealing says other things of itself."""
    bench, _ = sent()
    with bench.store.reading() as tx:
        (key,) = tx.partners.get(CENTRE).jwks["enc"]["keys"]
    change_partner(bench, keys={"enc": {"keys": [key | members]}})
    return bench


def sealed_with(bench, suite):
    log = kept(bench).log
    place = next(at for at, one in enumerate(log) if one.type.name == "PACKET_SEALED")
    record = log[place].record
    for known in (b"classic", b"hybrid"):
        record = record.replace(b'"suite":"%s"' % known, suite)
    log[place] = replace(log[place], record=record)


@stories("CR-01", "pass")
def _():
    bench = Bench()
    keep_policy_version(hub=bench.hub)
    bench.sent()
    return bench


@stories("CR-01", "fail")
def _():
    bench = Bench()
    keep_policy_version(hub=replace(bench.hub, policy=Policy(classic_until=date(2026, 1, 1))))
    bench.sent()
    return bench


@stories("CR-01", "undecidable")
def _():
    bench, _ = sent()
    sealed_with(bench, b'"suite":""')
    return bench


@stories("CR-03", "pass")
def _():
    return sent()[0]


@stories("CR-03", "fail")
def _():
    return sealed_to(exp=int(NOON.timestamp()) - 86_400)


@stories("CR-03", "undecidable")
def _():
    bench, _ = sent()
    change_sealed(bench, enc_kid=None)
    return bench


@stories("CR-06", "pass")
def _():
    return run()


@stories("CR-06", "fail")
def _():
    bench = run()
    change_partner(bench, hook="http://stelle.example/hook")
    return bench


@stories("CR-06", "undecidable")
def _():
    return run(listener="proxy")


@stories("CR-07", "pass")
def _():
    return under_way()[0]


@stories("CR-07", "fail")
def _():
    bench, _ = under_way()
    change_packet(bench, packet_sha256="A" * 43)
    return bench


@stories("CR-07", "undecidable")
def _():
    bench, _ = under_way()
    kept(bench).incoming = {key: replace(one, content="") for key, one in kept(bench).incoming.items()}
    return bench


@stories("CR-08", "pass")
def _():
    return run()


@stories("CR-08", "fail")
def _():
    return run(vault_mode=0o644)


@stories("CR-08", "undecidable")
def _():
    return run(database="postgresql")


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_a_suite_with_a_post_quantum_part_passes_whatever_the_policy_was():
    bench, referral = sent()
    assert the_packet(bench).id == referral.packet
    sealed_with(bench, b'"suite":"hybrid"')
    assert worst(bench, "CR-01") == "pass"


@pytest.mark.parametrize(
    "members",
    [
        {"kid": "another"},
        {"nbf": int(NOON.timestamp()) + 1},
        {"revoked": {"revoked_at": int(NOON.timestamp()), "reason": "compromised"}},
    ],
)
def test_a_key_that_was_not_listed_not_begun_or_revoked_was_not_valid(members):
    assert worst(sealed_to(**members), "CR-03") == "fail"


@pytest.mark.parametrize(("kid", "result"), [("another", "fail"), (None, "undecidable")])
def test_the_key_it_was_signed_with_is_one_of_the_hubs_own(kid, result):
    bench, _ = sent()
    change_sealed(bench, sign_kid=kid)
    assert worst(bench, "CR-03") == result


def test_a_service_that_nobody_asked_is_not_known_to_be_secure():
    assert worst(Bench(), "CR-06") == "undecidable"
    assert worst(run(listener="plain"), "CR-06") == "fail"


def test_a_private_member_in_a_record_lies_open():
    bench = run()
    bench.sent()
    change_record(bench, "REFERRAL_CREATED", key={"kty": "EC", "d": "A" * 43})
    assert worst(bench, "CR-08") == "fail"


@pytest.mark.parametrize(("day", "result"), [("2026-11-02", "pass"), ("2025-11-23", "fail")])
def test_what_a_proxy_takes_somebody_looked_at_within_a_year(day, result):
    bench = run(listener="proxy")
    enters(bench, FactKind.PROXY, checked_on=day)
    assert worst(bench, "CR-06") == result


def test_who_does_not_serve_it_judges_by_what_was_written_down_last_of_how_it_is_reached():
    bench = Bench()
    for listener, result in (("tls", "pass"), ("proxy", "undecidable"), ("plain", "fail")):
        keep_listener(listener, hub=bench.hub)
        assert worst(bench, "CR-06") == result
        bench.clock.advance(minutes=1)
