"""Slow, greedy and crowding callers, over real sockets; a bound on how long each can stay, and nobody else harmed."""

import time

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from exchange.core.rate_limit import Limits
from exchange.edge.http.rate_limits import RateLimits
from exchange.edge.server.connection import Waits
from tests.support.serving import HEAD, PATIENT, QUICK, SOON_SECONDS, STEADY, comes, heard, serving, timed

ENDS = b"Connection: close\r\n\r\n"
CALL = HEAD + ENDS
POST = b"POST /x HTTP/1.1\r\nHost: hub.example\r\nContent-Length: 1000000\r\n\r\n"
HASTY = POST.replace(b"/x", b"/hasty")
CHUNKED = HASTY.replace(b"Content-Length: 1000000", b"Transfer-Encoding: chunked")
LARGE = 64 * 1024 * 1024


async def answer(request):
    try:
        read = len(await request.body())
    except ClientDisconnect:
        read = -1
    return PlainTextResponse(f"read {read}")


async def hasty(_request):
    """Answers without reading what was sent."""
    return PlainTextResponse("no thanks", 401)


async def large(_request):
    return Response(b"x" * LARGE)


APP = Starlette(
    routes=[
        Route("/x", answer, methods=["GET", "POST"]),
        Route("/hasty", hasty, methods=["POST"]),
        Route("/large", large),
    ]
)


@pytest.fixture(scope="module")
def quick():
    with serving(APP) as served:
        yield served


@pytest.fixture(scope="module")
def steady():
    with serving(APP, patience=STEADY) as served:
        yield served


def status(said):
    return int(said.split(b" ", 2)[1]) if said else None


def trickle(caller, piece, every=0.1):
    """Keep sending a little until the server has had enough; everything it says."""
    ends = time.monotonic() + SOON_SECONDS
    try:
        while piece and time.monotonic() < ends:
            caller.sendall(piece)
            time.sleep(every)
    except OSError:
        pass
    return heard(caller)


def test_a_call_is_answered(quick):
    assert heard(quick.caller(CALL)).endswith(b"read 0")


@pytest.mark.parametrize("said", [b"", b"GET", HEAD, HEAD + b"X-Half: "], ids=["nothing", "a word", "half", "a field"])
def test_who_does_not_finish_a_head_is_told_so_and_let_go(quick, said):
    answers = []
    assert 0.2 < timed(lambda: answers.append(heard(quick.caller(said)))) < SOON_SECONDS
    assert status(answers[0]) == 408
    assert b"https://hub.example/problems/sender_too_slow" in answers[0]


def test_a_head_that_trickles_in_wins_nothing_by_it(quick):
    assert timed(lambda: trickle(quick.caller(HEAD), b"X-A: b\r\n")) < SOON_SECONDS


def test_empty_lines_before_a_second_head_are_no_way_to_stay(quick):
    caller = quick.caller(HEAD + b"\r\n")
    assert caller.recv(1000).startswith(b"HTTP/1.1 200")
    assert timed(lambda: trickle(caller, b"\r\n")) < SOON_SECONDS


@pytest.mark.parametrize("piece", [b"", b"x"], ids=["stalled", "a byte at a time"])
def test_a_body_that_does_not_come_is_not_waited_for(quick, piece):
    assert timed(lambda: trickle(quick.caller(POST), piece)) < SOON_SECONDS


def test_a_body_that_comes_slowly_but_steadily_is_taken(steady):
    caller = steady.caller(POST.replace(b"1000000", b"1600"))
    for _ in range(8):
        caller.sendall(b"x" * 200)
        time.sleep(0.25)
    assert caller.recv(1000).endswith(b"read 1600")
    caller.close()


def test_a_body_nobody_wants_is_not_read_for_ever(quick):
    caller = quick.caller(POST.replace(b"/x", b"/hasty"))
    assert caller.recv(1000).startswith(b"HTTP/1.1 401")
    assert timed(lambda: trickle(caller, b"x" * 10_000)) < SOON_SECONDS


@pytest.mark.parametrize(
    ("head", "piece"), [(HASTY, b""), (CHUNKED, b""), (CHUNKED, b"ZZ\r\n")], ids=["stalled", "chunked", "no chunk"]
)
def test_one_call_gets_one_answer_whatever_becomes_of_a_body_nobody_wants(quick, head, piece):
    caller = quick.caller(head)
    answered = caller.recv(1000)
    caller.sendall(piece)
    assert (status(answered), heard(caller)) == (401, b"")


@pytest.mark.parametrize("ends", [b"\r\n", ENDS], ids=["goes on", "ends"])
def test_an_answer_that_is_not_read_is_not_held(quick, ends):
    caller = quick.caller(HEAD.replace(b"/x", b"/large") + ends)
    comes(lambda: quick.open == 1)
    comes(lambda: quick.open == 0)
    caller.close()


def test_an_answer_that_is_read_steadily_comes_whole(steady):
    caller, read = steady.caller(CALL.replace(b"/x", b"/large")), 0
    with caller:
        while piece := caller.recv(4 * 1024 * 1024):
            read += len(piece)
            time.sleep(0.15)
    assert read > LARGE


@pytest.mark.parametrize("path", [b"/x", b"/large"])
def test_who_has_read_an_answer_may_take_its_time_until_the_next_call(quick, path):
    with quick.caller(HEAD.replace(b"/x", path) + b"\r\n") as caller:
        left = LARGE if path == b"/large" else 1
        while left > 0:
            left -= len(caller.recv(1024 * 1024))
        # Longer than every patience but the one for idle connections.
        time.sleep(4 * QUICK.answer)
        caller.sendall(CALL)
        assert heard(caller).endswith(b"read 0")


@pytest.mark.parametrize(
    "said",
    [
        HEAD + b"".join(b"X-%d: y\r\n" % number for number in range(100)) + ENDS,
        HEAD + b"X-Large: " + b"y" * 70_000 + b"\r\n" + ENDS,
        HEAD + b"X-Large: " + b"y" * 1_000_000,
        b"GET /" + b"y" * 10_000 + b" HTTP/1.1\r\nHost: hub.example\r\n" + ENDS,
    ],
    ids=["many", "large", "endless", "address"],
)
def test_a_head_beyond_all_measure_is_refused(quick, said):
    def send():
        try:
            return heard(quick.caller(said))
        except ConnectionError:
            return b""

    assert status(send()) in {431, None}
    comes(lambda: quick.open == 0)


def test_what_is_no_http_is_refused_as_a_problem(quick):
    said = heard(quick.caller(b"HELO hub.example\r\n\r\n"))
    assert (status(said), b"SENDER_INVALID_HEAD" in said) == (400, True)


def test_a_head_of_the_largest_lawful_size_is_taken(quick):
    said = HEAD + b"".join(b"X-%d: %s\r\n" % (number, b"y" * 980) for number in range(60))
    assert status(heard(quick.caller(said + ENDS))) == 200


def test_each_head_on_a_connection_is_measured_by_itself():
    half = HEAD + b"X-Large: " + b"y" * 30_000
    with serving(APP, patience=PATIENT) as served, served.caller() as caller:
        comes(lambda: served.open == 1)
        (connection,) = served.server.server_state.connections
        for _ in range(3):
            caller.sendall(half)
            comes(lambda: connection._waits is Waits.HEAD and connection._head_bytes >= len(half))
            caller.sendall(b"\r\n\r\n")
            assert caller.recv(1000).startswith(b"HTTP/1.1 200")


def test_pipelined_calls_are_answered_in_turn_however_long_the_first_takes(quick):
    assert heard(quick.caller(HEAD + b"\r\n" + HEAD + b"\r\n" + CALL)).count(b"200 OK") == 3


def test_one_connection_too_many_ends_one_that_only_waits():
    with serving(APP, patience=PATIENT, connections=5) as served:
        waiting = [served.caller(HEAD) for _ in range(5)]
        assert heard(served.caller(CALL)).endswith(b"read 0")
        waiting += [served.caller(HEAD) for _ in range(20)]
        assert heard(served.caller(CALL)).endswith(b"read 0")
        assert served.open <= 5
        [one.close() for one in waiting]


def test_where_all_are_busy_one_more_is_told_to_come_again():
    with serving(APP, patience=PATIENT, connections=3) as served:
        busy = [served.caller(POST) for _ in range(3)]
        said = heard(served.caller(CALL))
        assert (status(said), b"HUB_CROWDED" in said) == (503, True)
        [one.close() for one in busy]


def a_full_house_that_knows(address):
    """A server of one connection, and an address from which too many strangers have called."""
    quotas = RateLimits(Limits(address_calls=1, shared_addresses=frozenset()), now=lambda: 0.0)
    quotas.stranger(address)
    return serving(APP, patience=PATIENT, connections=1, rate_limits=quotas)


def test_who_has_called_too_often_is_turned_away_before_saying_a_word_and_nobody_makes_room_for_it():
    with a_full_house_that_knows("127.0.0.2") as served:
        waiting = served.caller(HEAD)
        comes(lambda: served.open == 1)
        said = heard(served.caller(address="127.0.0.2"))
        assert (status(said), b"retry-after: 60" in said) == (429, True)
        waiting.sendall(ENDS)
        assert heard(waiting).endswith(b"read 0")
