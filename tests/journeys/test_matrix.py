"""Only legal steps happen (promise P11): every state, every event of a partner, built directly in the store."""

from functools import cache

import pytest

from exchange.core.events.event import PARTNER_EVENTS
from exchange.core.referral.transitions import OPEN, STEPS
from exchange.core.vocabulary import TERMINAL, Actor, State
from tests.support.hubs import USUAL, Bench

TARGET = {"question": State.CLARIFICATION_REQUESTED}
NO_STEP = {"received", "unreadable", "erased", "feedback", "withdrawal-answered"}
HELD = {"on-hold", "in-service", "scheduled"}


@cache
def voice():
    return Bench().under_way("under-review")


def fresh(state):
    """The one referral, put into a state with all that any guard could ask."""
    speaker = voice()
    at = speaker.bench.clock.now()
    came = State.ACCEPTED if state is State.CANCELLATION_REQUESTED else None
    speaker.bench.put(speaker.referral, state=state, appointment=at, cancellation_from=came, received=True)
    speaker.seq, speaker.prev = speaker.referral.partner_seq, speaker.referral.partner_prev
    return speaker


def members(name, state):
    held = {"reason": "holiday"} if state is State.ON_HOLD and name in HELD else {}
    return {**USUAL.get(name, {}), **held}


@pytest.mark.parametrize("name", sorted(PARTNER_EVENTS))
@pytest.mark.parametrize("state", list(State))
def test_a_partner_takes_exactly_the_steps_of_the_table(state, name):
    speaker = fresh(state)
    target = TARGET.get(name) or (None if name in NO_STEP else State(name))
    legal = (state, target, Actor.PARTNER) in STEPS
    if state is State.CANCELLATION_REQUESTED and target not in {State.ACCEPTED, *TERMINAL}:
        legal = False
    assert (speaker.says(name, **members(name, state)) == "accepted") is (legal or name in accepted_anyway(state))
    assert speaker.referral.state is (target if legal else state)


def accepted_anyway(state):
    """Events that are no steps and hold in this state, with these members."""
    message = {"question"} if state in OPEN else set()
    return {"erased"} | message | ({"withdrawal-answered"} if state in TERMINAL else set())


def test_every_step_leaves_a_line():
    speaker = fresh(State.ACCEPTED)
    before = len(speaker.bench.view(speaker.referral).history)
    speaker.says("in-service")
    assert len(speaker.bench.view(speaker.referral).history) == before + 1
