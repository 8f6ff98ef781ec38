"""The bodies of all calls under way have one budget: slow senders, over real sockets, cannot grow it."""

import resource
import socket
import struct
from contextlib import suppress

import pytest

from exchange.core.rate_limit import Limits
from exchange.edge import app
from exchange.edge.http.budget import BodiesCrowded, BodyBudget
from exchange.edge.http.rate_limits import RateLimits
from exchange.oauth import oauth_routes
from exchange.oauth.routes import LIMIT
from tests.support.oauth_world import FORM, World
from tests.support.serving import PATIENT, comes, heard, serving

KIB = 1024
HEAD = f"POST /oauth/token HTTP/1.1\r\nHost: hub.example\r\nContent-Type: {FORM}\r\nConnection: close\r\n"
SLOW = 10 * KIB
STRANGERS = 300


def post(length):
    return f"{HEAD}Content-Length: {length}\r\n\r\n".encode()


def status(said):
    return int(said.split(b" ", 2)[1])


def a_hub(**limits: int):
    world = World()
    quotas = RateLimits(Limits(**limits), now=world.clock.monotonic)
    return quotas, app(oauth_routes(world.hub, clients=()), hub=world.hub, rate_limits=quotas)


def test_slow_senders_hold_no_more_than_the_budget_and_who_comes_new_is_told_when_to_come_again():
    quotas, served_app = a_hub(body_memory=4 * SLOW)
    with serving(served_app, patience=PATIENT) as served:
        slow = [served.caller(post(LIMIT) + b"a" * SLOW) for _ in range(4)]
        comes(lambda: quotas.bodies.held == 4 * SLOW)
        said = heard(served.caller(post(5) + b"a=b&c"))
        assert (status(said), b"retry-after: 60" in said.lower()) == (503, True)
        assert b'"temporarily_unavailable"' in said
        assert quotas.bodies.held == 4 * SLOW
        [one.close() for one in slow]
        comes(lambda: quotas.bodies.held == 0)
        assert status(heard(served.caller(post(3) + b"a=b"))) == 400


def test_whoever_only_announces_takes_nothing_from_the_others():
    quotas, served_app = a_hub(body_memory=2 * LIMIT)
    with serving(served_app, patience=PATIENT) as served:
        idle = [served.caller(post(LIMIT)) for _ in range(20)]
        comes(lambda: served.open == 20)
        assert status(heard(served.caller(post(3) + b"a=b"))) == 400
        assert quotas.bodies.held == 0
        [one.close() for one in idle]


def test_a_body_larger_than_a_form_ever_is_is_not_taken():
    _, served_app = a_hub()
    with serving(served_app, patience=PATIENT) as served:
        assert status(heard(served.caller(post(LIMIT + 1)))) == 413
        chunk = b"%x\r\n" % (LIMIT + 1) + b"a" * (LIMIT + 1) + b"\r\n"
        assert status(heard(served.caller(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk))) == 413


def test_many_strangers_with_large_slow_bodies_take_no_memory():
    """Hundreds of them, each with 440 KB, as one attack had it; each would hold 128 KiB at most, and soon nothing."""
    _, served_app = a_hub()
    with serving(served_app, patience=PATIENT) as served:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        callers = [flooding(served) for _ in range(STRANGERS)]
        comes(lambda: served.open <= STRANGERS)
        assert status(heard(served.caller(post(3) + b"a=b"))) == 400
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        [one.close() for one in callers]
    assert grown * KIB < STRANGERS * 160 * KIB


def flooding(served):
    """A stranger who sends as much of 440 KB as is taken without waiting, chunk by chunk."""
    caller = served.caller(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() + b"6e000\r\n")
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    caller.setblocking(False)
    with suppress(BlockingIOError):
        caller.send(b"a" * 440 * KIB)
    return caller


def test_one_known_caller_holds_a_part_and_gives_it_back():
    budget = BodyBudget(400)
    one, other = {"partner": "https://a.example"}, {"partner": "https://b.example"}
    budget.take(one, 100)
    with pytest.raises(BodiesCrowded):
        budget.take(one, 1)
    budget.take(other, 100)
    budget.give(one)
    budget.take({"partner": "https://a.example"}, 100)
    assert (budget.held, budget.refused) == (200, 1)


def test_known_callers_of_whom_none_has_its_part_hold_no_more_than_the_budget_together():
    budget = BodyBudget(1000)
    calls = [{"partner": f"https://{number}.example"} for number in range(5)]
    for state in calls[:4]:
        budget.take(state, 240)
    with pytest.raises(BodiesCrowded):
        budget.take(calls[4], 41)
    assert (budget.held, budget.refused) == (960, 1)
    budget.take(calls[4], 40)
