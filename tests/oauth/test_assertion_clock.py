"""A client whose clock is off is told so, with both times; nobody else learns of it."""

import re

import pytest

from tests.support.oauth_world import AT, OTHER, World, key_of

ALLOWED = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")


def described(answer):
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    return answer.json()["error_description"]


@pytest.mark.parametrize("off", [15, -75, 4000])
def test_a_clock_that_is_off_is_named_with_both_times(off):
    world = World()
    times = {"iat": AT + off, "exp": AT + off + 60}
    said = described(world.ask(client_assertion=world.assertion(**times)))
    assert "here it is 2026-03-01T12:00:00.000Z" in said
    assert said.count("2026-03-01T") == 3
    assert ALLOWED.fullmatch(said)


def test_times_beyond_the_calendar_are_no_fault_of_ours():
    world = World()
    times = {"iat": 9e15, "exp": 9e15 + 1}
    assert "beyond the calendar" in described(world.ask(client_assertion=world.assertion(**times)))


def test_whoever_cannot_sign_for_the_client_learns_nothing_of_clocks():
    world = World()
    times = {"iat": AT + 15, "exp": AT + 75}
    forged = world.assertion(**times, key=key_of(OTHER))

    assert "here it is" not in described(world.ask(client_assertion=forged))
