"""The one door: where it may lead, how much comes in through it, how long it stays open, and no redirect followed."""

import contextlib
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from adapters.outbound.addresses import Rules, read_inside
from adapters.outbound.client import CONNECTIONS, STEPS, NotAllowed, OutboundClient, OutboundTrust, TooMuch, Unreachable
from adapters.outbound.connections import CheckedBackend, look_up, within
from tests.adapters import servers
from tests.adapters.servers import BAD, serving

NAME = "hook.example"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/large")
            self.end_headers()
            return
        body = b"x" * (5000 if self.path == "/large" else 5)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Name", "Wert")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *_: object):
        return


@pytest.fixture(scope="module")
def origin():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def door():
    door = OutboundClient(demo=True)
    yield door
    door.close()


def test_an_answer_comes_with_lower_case_headers(door, origin):
    answer = door.request("GET", f"{origin}/small")
    assert (answer.status, answer.headers["x-name"], answer.body) == (200, "Wert", b"xxxxx")


def test_a_redirect_is_an_answer_and_is_not_followed(door, origin):
    assert door.request("GET", f"{origin}/elsewhere").status == 302


def test_an_answer_over_the_limit_is_not_read(door, origin):
    with pytest.raises(TooMuch):
        door.request("GET", f"{origin}/large", limit=4999)


def test_an_answer_of_exactly_the_limit_is_read(door, origin):
    assert len(door.request("GET", f"{origin}/large", limit=5000).body) == 5000


@pytest.mark.parametrize(
    "url",
    ["http://hub.example/", "http://10.0.0.1/", "http://localhost/", "ftp://127.0.0.1/", "file:///etc/passwd",
     "http://127.0.0.1.example/", "https:///x", "http://2130706433/", "http://[::1]/"],
)  # fmt: skip
def test_a_demo_door_leads_to_https_and_to_this_machine_only(door, url):
    with pytest.raises(NotAllowed):
        door.request("GET", url)


def test_a_production_door_never_speaks_plain_http(origin):
    door = OutboundClient(demo=False)
    with pytest.raises(NotAllowed):
        door.request("GET", f"{origin}/small")
    door.close()


def test_nobody_there_is_unreachable(door):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        door.request("GET", f"http://127.0.0.1:{port}/")


# --- the address behind the name


class Names:
    """A resolver that can be asked what it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, *_: object):
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


@contextlib.contextmanager
def opened(*, demo=False, **trust: object):
    door = OutboundClient(demo=demo, trust=OutboundTrust(**trust))
    yield door
    door.close()


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "64:ff9b::7f00:1", "fe80::1%1"])
def test_a_name_that_leads_inside_is_not_called(address):
    with opened(resolve=Names([address])) as door, pytest.raises(NotAllowed) as refused:
        door.request("GET", "https://hook.example/")
    assert refused.value.reason == "address"


def test_one_bad_address_among_good_ones_refuses_the_name():
    with opened(resolve=Names(["8.8.8.8", "10.0.0.7"])) as door, pytest.raises(NotAllowed):
        door.check("https://hook.example/")


def test_of_a_name_with_many_addresses_only_a_few_are_tried():
    backend = CheckedBackend(Rules(), resolve=Names([f"8.8.8.{number}" for number in range(9)]))
    assert list(map(str, backend.addresses("hook.example", 443))) == ["8.8.8.0", "8.8.8.1", "8.8.8.2", "8.8.8.3"]
    backend.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "[::ffff:7f00:1]", "0"])
def test_every_spelling_of_this_machine_is_refused_in_production(host):
    with opened() as door, pytest.raises(NotAllowed) as refused:
        door.request("GET", f"https://{host}/")
    assert refused.value.reason == "address"


def test_a_network_its_operator_opened_may_be_called():
    with opened(resolve=Names(["10.20.0.7"]), inside=read_inside(["10.20.0.0/16"])) as door:
        door.check("https://hook.example/")
    with opened(resolve=Names(["10.20.0.7"])) as door, pytest.raises(NotAllowed):
        door.check("https://hook.example/")


@pytest.fixture(scope="module")
def cert(tmp_path_factory):
    return servers.certificate(tmp_path_factory.mktemp("tls"), NAME)


def test_the_checked_address_is_the_one_connected_to_and_tls_asks_for_the_name(cert):
    names, resolve = [], Names(["127.0.0.1"], ["10.0.0.7"])
    trust = {"resolve": resolve, "authorities": ssl.create_default_context(cafile=cert)}
    with serving(servers.answering(), servers.showing(cert, names)) as server, opened(demo=True, **trust) as door:
        answer = door.request("GET", f"https://{NAME}:{server.port}/")
    assert (answer.status, resolve.asked, names) == (200, 1, [NAME])
    assert server.requests[0][1]["host"] == f"{NAME}:{server.port}"


def test_a_name_that_later_leads_inside_is_not_called_again(cert):
    resolve = Names(["127.0.0.1"], ["10.0.0.7"])
    trust = {"resolve": resolve, "authorities": ssl.create_default_context(cafile=cert)}
    closing = servers.answering(headers=b"Connection: close\r\n")
    with serving(closing, servers.showing(cert, [])) as server, opened(demo=True, **trust) as door:
        door.request("GET", f"https://{NAME}:{server.port}/")
        with pytest.raises(NotAllowed):
            door.request("GET", f"https://{NAME}:{server.port}/")


def test_a_certificate_for_another_name_is_not_believed(cert):
    trust = {"resolve": Names(["127.0.0.1"]), "authorities": ssl.create_default_context(cafile=cert)}
    with (
        serving(servers.answering(), servers.showing(cert, [])) as server,
        opened(demo=True, **trust) as door,
        pytest.raises(Unreachable),
    ):
        door.request("GET", f"https://other.example:{server.port}/")
    assert server.requests == []


def test_the_next_address_is_tried_where_the_first_does_not_answer():
    with serving(servers.answering()) as server, opened(demo=True, resolve=Names(["127.0.0.9", "127.0.0.1"])) as door:
        assert door.request("GET", server.origin).status == 200


def test_a_resolver_that_hangs_is_not_waited_for():
    over = threading.Event()
    with opened(resolve=lambda *_: over.wait(20) or []) as door, pytest.raises(Unreachable) as late:
        door.request("GET", "https://hook.example/", seconds=0.3)
    over.set()
    assert late.value.reason == "timeout"


def test_a_resolver_that_hangs_does_not_hold_up_a_look_at_an_address():
    over = threading.Event()
    with opened(resolve=lambda *_: over.wait(20) or []) as door, pytest.raises(Unreachable) as late:
        door.check("https://hook.example/", seconds=0.3)
    over.set()
    assert late.value.reason == "timeout"


def test_where_only_some_ports_may_be_called_the_usual_one_is_a_port_like_any_other():
    with opened(resolve=Names(["8.8.8.8"]), ports=frozenset({8443})) as door, pytest.raises(NotAllowed) as refused:
        door.check("https://hook.example/")
    assert refused.value.reason == "port"


def test_a_name_nobody_knows_is_unreachable():
    with opened(resolve=Names([])) as door, pytest.raises(Unreachable):
        door.request("GET", "https://hook.example/")


@pytest.mark.parametrize(
    ("url", "reason"),
    [("https://user:secret@hook.example/", "form"), ("https://hook.example/#x", "form"),
     ("https://hook.example/ä", "form"), ("https://hook.example/\r\nHost:", "form"),
     ("https://hook.example:99999/", "form"), ("https://hook.example:0/", "form"), ("//hook.example/", "scheme"),
     ("https://hook.example:8080/", "port"), ("https://hook.example/" + "x" * 2000, "form")],
)  # fmt: skip
def test_an_address_of_the_wrong_form_is_not_even_resolved(url, reason):
    resolve = Names(["8.8.8.8"])
    with opened(resolve=resolve, ports=frozenset({443, 8443})) as door, pytest.raises(NotAllowed) as refused:
        door.check(url)
    assert (refused.value.reason, resolve.asked) == (reason, 0)


# --- servers that behave as no server should


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
