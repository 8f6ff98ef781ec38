"""How long a connection stays open: servers that behave as no server should, deadlines, and how many at once."""

import contextlib
import socket
import threading
import time

import pytest

from adapters.outbound.addresses import Rules
from adapters.outbound.client import CONNECTIONS, STEPS, OutboundClient, OutboundTrust, TooMuch, Unreachable
from adapters.outbound.connections import CheckedBackend, look_up, within
from tests.adapters.outbound.doors import NAME, Names, opened
from tests.support import servers
from tests.support.servers import BAD, serving


def test_of_a_name_with_many_addresses_only_a_few_are_tried():
    backend = CheckedBackend(Rules(), resolve=Names([f"8.8.8.{number}" for number in range(9)]))
    assert list(map(str, backend.addresses("hook.example", 443))) == ["8.8.8.0", "8.8.8.1", "8.8.8.2", "8.8.8.3"]
    backend.close()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_server_is_cut(door, name):
    with serving(BAD[name]) as server:
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            door.request("POST", server.origin, content=b"{}", seconds=0.5)
        assert time.monotonic() - begun < 2
        assert server.sent < 64 * 1024 * 1024


def test_a_handshake_that_does_not_begin_is_cut():
    with serving(servers.saying_nothing) as server, opened(demo=True, resolve=Names(["127.0.0.1"])) as door:
        begun = time.monotonic()
        with pytest.raises(Unreachable) as late:
            door.request("GET", f"https://{NAME}:{server.port}/", seconds=0.5)
        assert (late.value.reason, time.monotonic() - begun < 2) == ("timeout", True)


@pytest.fixture
def full():
    """A server that takes no more connections."""
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        yield f"http://127.0.0.1:{full.getsockname()[1]}/"


def test_a_server_that_takes_no_more_connections_is_not_waited_for(door, full):
    begun = time.monotonic()
    with pytest.raises(Unreachable) as late:
        door.request("GET", full, seconds=0.5)
    assert (late.value.reason, time.monotonic() - begun < 2) == ("timeout", True)


def is_cut_short(door, method, url, **content: object):
    """Whether a request that has a minute ends long before."""
    begun = time.monotonic()
    with pytest.raises(Unreachable) as late:
        door.request(method, url, **content)
    return late.value.reason == "timeout" and time.monotonic() - begun < 8


def quick(step, resolve=look_up):
    """A door that has a minute for everything, and a moment for one step."""
    return contextlib.closing(
        OutboundClient(demo=True, trust=OutboundTrust(resolve=resolve), steps=STEPS | {step: 0.3})
    )


def test_a_connection_is_waited_for_no_longer_than_that_step_may_take(full):
    with quick("connect") as door:
        assert is_cut_short(door, "GET", full)


def test_a_name_is_waited_for_no_longer_than_a_connection():
    over = threading.Event()
    with quick("connect", resolve=lambda *_: over.wait(30) or []) as door:
        assert is_cut_short(door, "GET", "https://hook.example/")
        over.set()


def test_an_answer_is_waited_for_no_longer_than_that_step_may_take():
    with serving(servers.hanging) as server, quick("read") as door:
        assert is_cut_short(door, "GET", server.origin)


def test_one_that_does_not_read_is_waited_for_no_longer_than_that_step_may_take():
    with serving(servers.saying_nothing) as server, quick("write") as door:
        assert is_cut_short(door, "PUT", server.origin, content=servers.MEGABYTE * 64)


def test_who_finds_every_connection_taken_waits_no_longer_than_that_step_may_take():
    with serving(servers.dripping_body) as server, quick("pool") as door, contextlib.ExitStack() as stack:
        for _ in range(CONNECTIONS):
            stack.enter_context(door.stream("GET", server.origin))
        assert is_cut_short(door, "GET", server.origin)


def test_a_slow_drip_is_cut_at_the_deadline(door):
    with serving(servers.dripping_body) as server:
        begun = time.monotonic()
        with pytest.raises(Unreachable) as late:
            door.request("GET", server.origin, seconds=0.5)
        assert (late.value.reason, time.monotonic() - begun < 2) == ("timeout", True)


def test_nothing_more_is_read_once_the_deadline_is_over(door):
    with (
        serving(servers.dripping_body) as server,
        pytest.raises(Unreachable) as late,
        door.stream("GET", server.origin) as answer,
        within(-1),
    ):
        list(answer.pieces)
    assert late.value.reason == "timeout"


def test_a_gigabyte_is_cut_at_the_limit(door):
    with serving(servers.a_gigabyte) as server:
        with pytest.raises(TooMuch):
            door.request("GET", server.origin, limit=20_000)
        assert server.sent < 64 * 1024 * 1024


def test_one_that_does_not_read_is_cut(door):
    with serving(servers.saying_nothing) as server:
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            door.request("PUT", server.origin, content=servers.MEGABYTE * 64, seconds=0.5)
        assert time.monotonic() - begun < 2


def test_a_deadline_ends_with_its_request(door, origin):
    assert door.request("GET", f"{origin}/small", seconds=0.5).status == 200
    time.sleep(0.6)
    assert door.request("GET", f"{origin}/small", seconds=0.5).status == 200


def test_a_connection_is_used_again():
    with serving(servers.answering()) as server, opened(demo=True) as door:
        for _ in range(5):
            door.request("GET", server.origin)
        assert server.connections == 1


def test_a_connection_its_server_has_closed_meanwhile_is_not_used_again():
    closed = threading.Event()

    def behave(server, sock):
        server.read(sock)
        server.send(sock, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        sock.close()
        closed.set()

    with serving(behave) as server, opened(demo=True) as door:
        for _ in range(3):
            assert door.request("GET", server.origin).body == b"ok"
            closed.wait(10)
            closed.clear()
            time.sleep(0.05)


@pytest.mark.parametrize(("outer", "inner"), [(-1, 60), (60, -1)])
def test_the_shorter_deadline_counts_and_one_that_is_over_lets_nothing_begin(door, origin, outer, inner):
    with within(outer), pytest.raises(Unreachable) as late:
        door.request("GET", f"{origin}/small", seconds=inner)
    assert late.value.reason == "timeout"


def test_no_more_connections_are_open_than_allowed():
    together, most, lock = [], [], threading.Lock()

    def behave(server, sock):
        while server.read(sock):
            with lock:
                together.append(1)
                most.append(len(together))
            time.sleep(0.05)
            with lock:
                together.pop()
            server.send(sock, b"HTTP/1.1 204 No Content\r\n\r\n")

    with serving(behave) as server, opened(demo=True) as door:
        callers = [threading.Thread(target=door.request, args=("GET", server.origin)) for _ in range(80)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert (len(server.requests), max(most) <= 32) == (80, True)
