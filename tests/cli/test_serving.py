"""A hub in a process of its own: how it ends, what it logs, what it shows to operators."""

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from urllib.parse import urlsplit

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from exchange.partner.calls import Settled, poll
from exchange.partner.partner import Partner
from keys.encoding import b64url
from tests.cli.by_hand import found
from tests.cli.process import Process, served
from tests.support.certificates import make
from tests.support.serving import SOON_SECONDS, comes

LABELS = {"method", "route", "status", "state", "le", "rule", "result"}
OWN = {"geleit_requests", "geleit_request_seconds", "geleit_store_up", "geleit_outbox_oldest_seconds", "geleit_leases",
       "geleit_log_leaves", "geleit_log_waiting", "geleit_log_waiting_seconds",
       "geleit_poll_waiters", "geleit_worker_idle_seconds", "geleit_connections",
       "geleit_rows_differing", "geleit_rows_idle_seconds",
       "geleit_compliance_review_age_seconds"}  # fmt: skip


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    hand, sock = found(tmp_path_factory.mktemp("serving"))
    yield hand, sock
    sock.close()


@pytest.fixture(scope="module")
def hand(ground):
    return ground[0]


@pytest.fixture(scope="module")
def hub(ground):
    """One process for the tests of this file; the last of those that use it ends it."""
    with served(*ground, "--metrics-listen", "127.0.0.1:0") as process:
        yield process


@pytest.fixture(scope="module")
def inner(hub):
    return hub.wait_for("started")["metrics"]


@pytest.fixture(scope="module")
def session(hand, hub):
    assert hub.lines
    with Partner.open(hand.root / "box", passphrase=hand.secret("box").read_bytes()) as party:
        yield party._context.session


def test_the_log_names_routes_and_callers_and_never_an_address(hub, hand, session):
    session.request("GET", "/referrals/01a20e43-b1f4-7aa7-9bba-000000000000?name=erika")
    httpx.get(f"{hand.origin}/erika-beispiel/0305550123")
    line = hub.wait_for("call", route="/referrals/{id}")
    assert (line["status"], line["code"], line["partner"]) == (404, "HUB_NOT_FOUND", hand.partner)
    assert hub.wait_for("call", route="/")["status"] == 404
    assert "rika" not in hub.log.read_text()


def test_the_figures_are_read_by_prometheus_own_parsers_and_hold_no_ids(hub, hand, inner):
    assert hub.lines
    httpx.get(f"{hand.origin}/erika-beispiel")
    assert [httpx.get(f"http://{inner}/{page}").status_code for page in ("livez", "readyz")] == [200, 200]
    page = httpx.get(f"http://{inner}/betrieb", headers={"accept": "text/html", "accept-language": "de"})
    assert (page.status_code, "Unterwegs zu Stellen" in page.text, "Datenbank" in page.text) == (200, True, True)
    plain = httpx.get(f"http://{inner}/metrics")
    modern = httpx.get(f"http://{inner}/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
    for families in (list(read_text(plain.text)), list(read_openmetrics(modern.text))):
        ours = [one for one in families if one.name.startswith("geleit_")]
        assert {one.name for one in ours} >= OWN
        assert {label for one in ours for sample in one.samples for label in sample.labels} <= LABELS
    assert 'geleit_requests_total{method="GET",route="/",status="404"}' in plain.text
    assert "erika" not in plain.text


def test_the_world_does_not_see_the_figures(hub, hand):
    assert hub.lines
    assert httpx.get(f"{hand.origin}/metrics").status_code == 404


def upload(session, origin, content):
    """An upload's head, and the socket to send it on."""
    path = f"/blobs/{b64url(sha256(content).digest())}"
    token = session._fresh_token()
    proof = session._proof("PUT", origin + path, token=token)
    fields = {"Host": "x", "Authorization": f"DPoP {token}", "DPoP": proof, "Content-Length": str(len(content))}
    head = f"PUT {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
    return head.encode(), socket.create_connection((urlsplit(origin).hostname, urlsplit(origin).port))


def figure(inner, name):
    page = httpx.get(f"http://{inner}/metrics").text
    return float(page.partition(f"\n{name} ")[2].partition("\n")[0])


def test_a_hub_that_is_stopped_answers_whom_it_listens_to_and_ends_with_0(hub, hand, session, inner):
    content = os.urandom(300_000)
    head, caller = upload(session, hand.origin, content)
    with ThreadPoolExecutor(1) as pool, caller:
        caller.sendall(head + content[:1000])
        waiting = pool.submit(poll, session, settled=Settled(), hold="long")
        comes(lambda: figure(inner, "geleit_poll_waiters") == 1)
        hub.tell(signal.SIGTERM)
        assert dict(waiting.result(SOON_SECONDS).sets) == {}
        caller.sendall(content[1000:])
        assert caller.recv(1000).startswith(b"HTTP/1.1 204")
        assert hub.ended() == 0
    assert hub.lines[-1]["event"] == "stopped"
    assert hub.errors.read_text() == ""


def test_a_worker_of_its_own_shows_figures_and_stops_with_0(hand):
    worker = Process(hand, "work", hand.root / "hub", "--metrics-listen", "127.0.0.1:0")
    inner = worker.wait_for("started")["metrics"]
    comes(lambda: figure(inner, "geleit_worker_idle_seconds") < 1)
    comes(lambda: figure(inner, "geleit_rows_differing") == 0)
    assert worker.stop(signal.SIGINT) == 0
    assert worker.errors.read_text() == ""


def test_a_hub_without_a_worker_signs_what_it_writes_down(ground, hand):
    def signed():
        answer = httpx.get(f"{hand.origin}/rx-log/1/checkpoint")
        return int(answer.text.splitlines()[1]) if answer.status_code == 200 else 0

    with served(*ground, "--no-worker"):
        before = signed()
        hand.hub("staff", "training", hand.root / "hub", "ben", "--topic", "crisis", by="lea")
        comes(lambda: signed() > before)


def test_a_certificate_is_read_again_at_a_hangup_and_kept_where_the_new_one_is_no_good(ground, tmp_path):
    chain, key = make(tmp_path, "first")
    with served(*ground, "--tls-cert", chain, "--tls-key", key) as hub:
        hub.tell(signal.SIGHUP)
        hub.wait_for("certificate renewed")
        chain.write_text("no certificate")
        hub.tell(signal.SIGHUP)
        assert hub.wait_for("certificate kept")["code"] == "HUB_BAD_CERTIFICATE"
        assert hub.stop() == 0


def test_a_certificate_that_is_none_is_said_in_words(hand, tmp_path):
    answer = hand.types("serve", hand.root / "hub", "--tls-cert", tmp_path / "none.pem")
    assert (answer.code, "HUB_BAD_CERTIFICATE" in answer.err) == (3, True)
    assert hand.types("serve", hand.root / "hub", "--tls-key", tmp_path / "none.pem").code == 2
