"""The one door: where it may lead, how much comes in through it, and no redirect followed."""

import socket
import ssl
import threading

import pytest

from adapters.outbound.addresses import read_inside
from adapters.outbound.client import NotAllowed, OutboundClient, TooMuch, Unreachable
from tests.adapters.outbound.doors import NAME, Names, opened
from tests.support import servers
from tests.support.servers import serving


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


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "64:ff9b::7f00:1", "fe80::1%1"])
def test_a_name_that_leads_inside_is_not_called(address):
    with opened(resolve=Names([address])) as door, pytest.raises(NotAllowed) as refused:
        door.request("GET", "https://hook.example/")
    assert refused.value.reason == "address"


def test_one_bad_address_among_good_ones_refuses_the_name():
    with opened(resolve=Names(["8.8.8.8", "10.0.0.7"])) as door, pytest.raises(NotAllowed):
        door.check("https://hook.example/")


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
