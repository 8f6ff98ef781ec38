"""T-DOS-2: a flood of garbage from one address leaves the others' calls quick, and costs little memory."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from exchange.core.quota import Limits
from tests.api.office import Office
from tests.bench.usage import forget_peak, peak_mb
from tests.edge.serving import PATIENT, serving

SOAK = os.environ.get("GELEIT_SOAK") == "1"
SECONDS = 20 if SOAK else 2
ATTACKER = "127.0.0.2"
FLOOD = Path(__file__).with_name("flood.py")
BOMB = b'{"a":' * 100_000


@pytest.fixture(scope="module")
def office():
    return Office(limits=Limits(address_calls=100, client_calls=100_000))


@pytest.fixture(scope="module")
def served(office):
    with serving(office.app, patience=PATIENT, quotas=office.quotas) as made:
        yield made


@pytest.fixture(scope="module")
def address(served):
    return f"http://127.0.0.1:{served.address[1]}"


def calls(client, address, seconds):
    """A partner's calls one after the other; how long each took, sorted."""
    took, ends = [], time.monotonic() + seconds
    with httpx.Client(base_url=address) as http:
        while time.monotonic() < ends:
            headers = client.headers("GET", "/directory")
            begun = time.perf_counter()
            assert http.get("/directory", headers=headers).status_code == 200
            took.append(time.perf_counter() - begun)
            time.sleep(0.01)
    return sorted(took)


def test_garbage_from_one_address_leaves_a_partners_calls_quick(office, served, address):
    client = office.client()
    calm = calls(client, address, SECONDS / 2)
    forget_peak(os.getpid())
    before = peak_mb(os.getpid())
    command = [sys.executable, str(FLOOD), str(served.address[1]), str(SECONDS), ATTACKER, "8"]
    flood = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 our own file
    stormy = calls(client, address, SECONDS)
    said = flood.communicate()[0]
    answered = dict(part.split("=") for part in said.split())
    p99 = [one[int(len(one) * 0.99)] * 1000 for one in (calm, stormy)]
    more = peak_mb(os.getpid()) - before
    sys.stdout.write(
        f"{SECONDS} s: {said.strip()} away={office.quotas.turned_away}; p99 {p99[0]:.1f} → {p99[1]:.1f} ms of {len(stormy)}; +{more:.0f} MB\n"
    )
    assert int(answered["401"]) <= 100 + SECONDS * 100 / 60 + 100
    assert office.quotas.turned_away > 300
    assert p99[1] < 500
    assert more < 100


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (BOMB, {}, 413),
        (b"[" * 60_000, {}, 400),
        (b"{" + b",".join(b'"%d":0' % number for number in range(20_000)) + b"}", {}, 400),
        (b"x" * 1000, {"Content-Encoding": "gzip"}, 415),
    ],
    ids=["large", "deep", "many names", "compressed"],
)
def test_a_body_that_is_a_trap_is_refused_at_once(office, address, body, headers, status):
    client = office.client()
    headers = client.headers("POST", "/sets/poll") | {"Content-Type": "application/json"} | headers
    begun = time.monotonic()
    assert httpx.post(f"{address}/sets/poll", content=body, headers=headers).status_code == status
    assert time.monotonic() - begun < 2
