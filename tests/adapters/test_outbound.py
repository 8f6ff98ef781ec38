"""The one door: where it may lead, how much comes in through it, and that it never follows a redirect."""

import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from adapters.outbound import Door, NotAllowed, TooMuch, Unreachable


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
    door = Door(demo=True)
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
    door = Door(demo=False)
    with pytest.raises(NotAllowed):
        door.request("GET", f"{origin}/small")
    door.close()


def test_nobody_there_is_unreachable(door):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        door.request("GET", f"http://127.0.0.1:{port}/")
