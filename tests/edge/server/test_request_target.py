"""Request lines and Host fields as they should not be, over real sockets: each has its answer, and its own."""

import logging
import time

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from exchange.core.rate_limit import Limits
from exchange.edge.http.rate_limits import RateLimits
from tests.support.serving import PATIENT, heard, serving


async def told(request):
    return PlainTextResponse(f"{request.method} {request.url.path}?{request.url.query}")


def slow(_request):
    time.sleep(0.3)
    return PlainTextResponse("slow and whole")


APP = Starlette(
    routes=[Route("/", told), Route("/x", told, methods=["GET", "POST", "OPTIONS"]), Route("/slow", slow)],
)
TARGET, HOST = "SENDER_INVALID_TARGET", "SENDER_INVALID_HOST"


@pytest.fixture(scope="module")
def served():
    with serving(APP, patience=PATIENT) as server:
        yield server


def said(served, line, *fields):
    """What is heard in answer to a head, latin-1 for bytes."""
    head = "\r\n".join((line, *fields, "Connection: close", "", ""))
    return heard(served.caller(head.encode("latin-1"))).decode("utf-8")


def status(answer):
    return int(answer.split(" ", 2)[1])


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("/x?a=b", "/x?a=b"),
        ("http://hub.example/x?a=b", "/x?a=b"),
        ("HTTPS://hub.example:8443/x", "/x?"),
        ("https://hub.example", "/?"),
        ("https://hub.example?a=b", "/?a=b"),
        ("https://[::1]:8443/x", "/x?"),
        ("https://other.example/x", "/x?"),
    ],
)
def test_a_target_in_absolute_form_is_its_path_and_query(served, target, found):
    answer = said(served, f"GET {target} HTTP/1.1", "Host: hub.example")
    assert (status(answer), answer.rpartition("\r\n")[2]) == (200, f"GET {found}")


@pytest.mark.parametrize(
    "line",
    [
        "GET * HTTP/1.1",
        "GET https:// HTTP/1.1",
        "GET https:///x HTTP/1.1",
        "GET https://hub.example:99999/x HTTP/1.1",
        "GET https://hub.example:0/x HTTP/1.1",
        "GET https://hub.example:port/x HTTP/1.1",
        "GET https://[::1/x HTTP/1.1",
        "GET https://[::1::2]/x HTTP/1.1",
        "GET https://[1.2.3.4]/x HTTP/1.1",
        "GET https://anna@hub.example/x HTTP/1.1",
        "GET ftp://hub.example/x HTTP/1.1",
        "GET /x#y HTTP/1.1",
        "CONNECT /x HTTP/1.1",
        "CONNECT hub.example HTTP/1.1",
        "CONNECT hub.example:99999 HTTP/1.1",
        "CONNECT * HTTP/1.1",
    ],
)
def test_a_target_that_is_none_is_refused_as_such(served, line):
    answer = said(served, line, "Host: hub.example")
    # Some of these the parser knows already for no HTTP at all.
    assert (status(answer), TARGET in answer or "SENDER_INVALID_HEAD" in answer) == (400, True)
    assert "anna" not in answer


@pytest.mark.parametrize("line", ["CONNECT hub.example:443 HTTP/1.1", "OPTIONS * HTTP/1.1"])
def test_what_is_well_formed_and_not_done_here_names_the_methods_that_are(served, line):
    answer = said(served, line, "Host: hub.example:443")
    assert (status(answer), "allow: GET, HEAD, POST, PUT\r\n" in answer) == (405, True)


@pytest.mark.parametrize(
    "fields",
    [
        (),
        ("Host: hub.example", "Host: hub.example"),
        ("Host: hub.example", "hOST: other.example"),
        ("Host: ",),
        ("Host: hub.example, other.example",),
        ("Host: hub.example:",) * 2,
        ("Host: hub.example:99999",),
        ("Host: hub.example/x",),
        ("Host: anna@hub.example",),
        ("Host: hub example",),
        ("Host: https://hub.example",),
        ("Host: [::1",),
        ("Host: [1.2.3.4]",),
        ("Host: hüb.example",),
        ("Host: hub.example%zz",),
    ],
)
def test_a_host_that_is_missing_double_or_none_is_refused(served, fields):
    answer = said(served, "GET /x HTTP/1.1", *fields)
    assert (status(answer), HOST in answer) == (400, True)
    assert status(said(served, "GET https://hub.example/x HTTP/1.1", *fields)) == 400


@pytest.mark.parametrize("host", ["hub.example", "HUB.example.:443", "[::1]:80", "127.0.0.1:8080", "a_b", "x:"])
def test_a_host_is_taken_as_the_grammar_has_it(served, host):
    assert status(said(served, "GET /x HTTP/1.1", f"Host: {host}")) == 200


def test_only_http_1_0_may_leave_the_host_out(served):
    assert status(said(served, "GET /x HTTP/1.0")) == 200
    assert status(said(served, "GET /x HTTP/1.0", "Host: hub example")) == 400
    assert status(said(served, "GET /x HTTP/1.0", "Host: a", "Host: a")) == 400


@pytest.mark.parametrize("version", ["2.0", "0.9", "3.1", "1.2"])
def test_another_version_is_refused(served, version):
    answer = said(served, f"GET /x HTTP/{version}", "Host: hub.example")
    assert (status(answer), "SENDER_HTTP_VERSION" in answer) == (505, True)


@pytest.mark.parametrize("line", ["GET /x HTTP/abc", "GET /x HTTP/1.1x", "nonsense"])
def test_a_head_that_is_none_is_said_to_be_that(served, line):
    answer = said(served, line, "Host: hub.example")
    assert (status(answer), "SENDER_INVALID_HEAD" in answer, "JSON" in answer) == (400, True, False)


def test_a_second_head_that_is_none_is_refused_after_the_first_has_its_answer(served):
    first = b"GET /slow HTTP/1.1\r\nHost: hub.example\r\n\r\n"
    for second in (b"GET /x HTTP/1.1\r\n\r\n", b"NO HTTP\r\n\r\n"):
        answer = heard(served.caller(first + second)).decode()
        one, _, two = answer.partition("slow and whole")
        assert (status(one), status(two)) == (200, 400)


def test_what_follows_an_upgrade_that_was_not_made_is_not_read(served):
    upgrade = b"GET /x HTTP/1.1\r\nHost: hub.example\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
    answer = heard(served.caller(upgrade + b"\x81\x05hello")).decode()
    assert answer.count("HTTP/1.1") == 1
    assert (status(answer), "connection: close" in answer.lower()) == (200, True)


def test_the_log_has_one_line_with_the_code_and_no_word_of_the_request(served, caplog):
    with caplog.at_level(logging.INFO):
        said(served, "GET https://hub.example:99999 HTTP/1.1", "Host: hub.example")
        said(served, "CONNECT anna:1 HTTP/1.1", "Host: anna")
    codes = [getattr(record, "code", None) for record in caplog.records]
    assert codes == [TARGET, "SENDER_METHOD_NOT_ALLOWED"]
    assert all(record.levelno == logging.INFO and record.getMessage() == "refused" for record in caplog.records)


def test_who_sends_no_call_again_and_again_is_a_stranger_who_calls_too_often():
    limits = RateLimits(Limits(address_calls=2, shared_addresses=frozenset()), now=lambda: 0.0)
    with serving(APP, patience=PATIENT, rate_limits=limits) as served:
        answers = [status(said(served, "GET /x HTTP/1.1")) for _ in range(3)]
    assert answers == [400, 400, 429]
