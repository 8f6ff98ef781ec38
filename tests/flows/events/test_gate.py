"""An event passes the gate of the rules before it is kept; what a rule stops leaves nothing behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.compliance import gate
from exchange.core.compliance.gate import RuleFailed
from exchange.core.compliance.outcome import Look
from exchange.core.verdict import Granted
from exchange.core.vocabulary import State
from exchange.flows.events import gate as flow
from exchange.flows.events.arrival import ReceivedEvent
from keys.jwk import PrivateKey, Purpose
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, Bench, document_of, jwks, key_of

REVOKED = {"revoked_at": int(NOON.timestamp()), "reason": "compromised"}


def mine(voice):
    return key_of(voice.partner, Purpose.ACK)


def arrival(voice, name, **changes: object):
    """The next event of a partner, as it stands before the gate."""
    bench, event = voice.bench, voice.event(name, {})
    with bench.store.reading() as tx:
        usual = ReceivedEvent(
            tx=tx, hub=bench.hub, at=bench.clock.now(), event=event, compact=voice.signed(name), signing_sha256="",
            referral=voice.referral, packet=voice.stored, came_at=bench.clock.now(),
            signers=jwks(mine(voice))["keys"],
        )  # fmt: skip
        return replace(usual, **changes)


@pytest.fixture(scope="module")
def voice():
    return Bench().under_way("under-review")


def test_an_event_about_another_packet_than_was_sent_is_stopped(voice):
    flow.judge_at_arrival(arrival(voice, "accepted"), Granted())
    other = replace(voice.stored, jwe_sha256="x" * 43)
    with pytest.raises(RuleFailed) as refused:
        flow.judge_at_arrival(arrival(voice, "accepted", packet=other), Granted())
    assert refused.value.detail == "CR-07"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda _: {"signers": ()}, "CR-03"),
        (lambda voice: {"signers": [{**jwks(mine(voice))["keys"][0], "nbf": int(NOON.timestamp()) + 1}]}, "CR-03"),
        (lambda voice: {"signers": [{**jwks(mine(voice))["keys"][0], "revoked": REVOKED}]}, "CR-03"),
        (lambda voice: {"referral": replace(voice.referral, state=State.COMPLETED)}, "AC-01"),
    ],
)
def test_one_that_no_key_of_then_signed_or_whose_step_is_not_legal_is_stopped(voice, change, rule):
    with pytest.raises(RuleFailed) as refused:
        flow.judge_at_arrival(arrival(voice, "accepted", **change(voice)), Granted())
    assert refused.value.detail == rule


def test_what_waited_for_its_turn_is_held_against_the_keys_of_when_it_came():
    bench = Bench()
    voice = bench.under_way()
    new = PrivateKey.generate(Purpose.ACK, nbf=NOON - timedelta(days=1), exp=NOON + timedelta(days=300))
    first, second = voice.signed("under-review", key=new), voice.signed("accepted")
    assert voice.sends(second) == "parked"
    bench.clock.advance(hours=1)
    bench.enrol(document_of(CENTRE, ack_jwks=jwks(new)))
    assert voice.sends(first) == "accepted"
    assert voice.referral.state is State.ACCEPTED


def test_the_leaf_of_an_event_says_which_rules_did_not_pass():
    bench = Bench()
    voice = bench.under_way("accepted")
    assert voice.says("question", text="Passt vormittags?", categories=["person.contact"], why="other") == "accepted"
    *before, asked = bench.leaves("ACKNOWLEDGEMENT")
    assert asked["findings"] == ["CA-01"]
    assert not any("findings" in one for one in before)


def test_what_a_rule_stops_leaves_nothing_of_the_event(monkeypatch):
    bench = Bench()
    voice = bench.under_way("under-review")
    said, before = voice.signed("accepted"), bench.log()
    monkeypatch.setattr(gate, "decide", lambda *_: Look().fails())
    with pytest.raises(RuleFailed):
        voice.sends(said)
    assert (bench.log(), voice.referral.state) == (before, "under-review")
