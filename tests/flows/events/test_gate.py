"""An event passes the gate of the rules before it is kept; what a rule stops leaves nothing behind."""

from dataclasses import replace

import pytest

from exchange.core.compliance import gate
from exchange.core.compliance.gate import RuleFailed
from exchange.core.compliance.outcome import Look
from exchange.core.verdict import Granted
from exchange.flows.events import gate as flow
from exchange.flows.events.arrival import ReceivedEvent
from tests.support.hubs import Bench


def arrival(voice, name, **changes: object):
    """The next event of a partner, as it stands before the gate."""
    bench, event = voice.bench, voice.event(name, {})
    with bench.store.reading() as tx:
        usual = ReceivedEvent(
            tx=tx, hub=bench.hub, at=bench.clock.now(), event=event, compact="", signing_sha256="",
            referral=voice.referral, packet=voice.stored,
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


def test_what_a_rule_stops_leaves_nothing_of_the_event(monkeypatch):
    bench = Bench()
    voice = bench.under_way("under-review")
    said, before = voice.signed("accepted"), bench.log()
    monkeypatch.setattr(gate, "decide", lambda *_: Look().fails())
    with pytest.raises(RuleFailed):
        voice.sends(said)
    assert (bench.log(), voice.referral.state) == (before, "under-review")
