"""A caller is let in by the transaction of what it does; its proof passes once, whatever is said to the call."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from exchange.core.unavailable import Contended
from exchange.edge import app
from exchange.edge.endpoint import authenticating
from exchange.edge.http.body import NO_BODY
from exchange.flows.partner.standing import suspend
from keys.jwk import Purpose
from keys.objects import EVENT
from keys.sign import sign
from tests.support.hubs import KIM, Bench, claim, key_of
from tests.support.memory.store import MemoryStore
from tests.support.office import CENTRE, NOTHING, Office, TickingClock, code

USED = (401, "SENDER_INVALID_DPOP_PROOF")
NO_TOKEN = (401, "SENDER_INVALID_TOKEN")
SET = {"Content-Type": "application/secevent+jwt"}


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def partner(office):
    return office.client()


def waiting(office):
    """The id of a packet that waits for its partner."""
    office.bench.a_consent()
    referral = office.bench.refer()
    office.bench.worker.once()
    return referral.packet


def marks(office):
    """How many proofs have been used up."""
    return sum(kind == "dpop" for kind, _ in office.bench.store._tables.marks)


def test_a_proof_is_used_up_by_the_call_it_let_in(office, partner):
    path = f"/packets/{waiting(office)}"
    headers = partner.headers("GET", path)
    assert office.send("GET", path, headers=headers).status_code == 200
    assert code(office.send("GET", path, headers=headers)) == USED


@pytest.mark.parametrize(
    ("method", "path", "request_", "status"),
    [
        ("GET", f"/packets/{NOTHING}", {}, 404),
        ("GET", "/packets/none", {}, 400),
        ("HEAD", f"/packets/{NOTHING}", {}, 405),
        ("POST", "/sets", {"content": b"no set", "headers": SET}, 400),
        ("POST", "/sets", {"content": b"x" * (1024 * 1024 + 1), "headers": SET}, 413),
        ("POST", "/sets", {"content": b"{}"}, 415),
        ("POST", "/sets/poll", {"json": {"maxEvents": "many"}}, 400),
        ("POST", "/sets/poll", {"json": {"returnImmediately": True}}, 200),
    ],
)
def test_a_proof_is_used_up_by_a_call_that_did_nothing(office, partner, method, path, request_, status):
    headers = partner.headers(method, path) | request_.pop("headers", {})
    assert office.send(method, path, headers=headers, **request_).status_code == status
    assert office.send(method, path, headers=headers, **request_).status_code == 401


def test_of_many_calls_with_one_proof_one_is_let_in(office, partner):
    path = f"/packets/{waiting(office)}"
    headers = partner.headers("GET", path)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: office.send("GET", path, headers=headers).status_code, range(8)))
    assert sorted(answers) == [200, *[401] * 7]


def test_a_caller_that_may_not_enter_has_no_effect(office, partner):
    packet = waiting(office)
    suspend(CENTRE, by=claim(KIM), hub=office.bench.hub)
    assert code(partner.get(f"/packets/{packet}")) == NO_TOKEN
    assert office.bench.leaves("PACKET_HANDED_OVER") == []


def test_a_caller_that_may_not_enter_is_not_told_what_is_there(office, partner):
    suspend(CENTRE, by=claim(KIM), hub=office.bench.hub)
    assert code(partner.get(f"/packets/{NOTHING}")) == NO_TOKEN
    assert code(partner.call("POST", "/sets", content=b"x")) == NO_TOKEN


def test_a_call_beyond_its_scope_uses_its_proof_up_and_does_nothing(office):
    partner = office.client(scope="directory.read")
    packet = waiting(office)
    path, before = f"/packets/{packet}", marks(office)
    headers = partner.headers("GET", path)
    assert code(office.send("GET", path, headers=headers)) == (403, "SENDER_INSUFFICIENT_SCOPE")
    assert (marks(office), code(office.send("GET", path, headers=headers))) == (before + 1, USED)
    assert office.bench.leaves("PACKET_HANDED_OVER") == []


def test_an_event_and_its_callers_proof_become_durable_together(office, partner):
    voice = office.bench.voice(office.bench.under_way().referral)
    before = marks(office)
    foreign = sign({"iss": CENTRE}, kind=EVENT, key=key_of(CENTRE, Purpose.ACK))
    assert partner.push(foreign).status_code == 400
    assert marks(office) == before + 1
    voice.seq, voice.prev = voice.referral.partner_seq, voice.referral.partner_prev
    assert partner.push(voice.signed("under-review")).status_code == 202
    assert marks(office) == before + 2


# --- what stands in another's way


class TrippingStore(MemoryStore):
    """A store that undoes so many of the next changes, as a database does with one of two that wait for each other."""

    trips = 0

    @contextmanager
    def shared(self):
        with self.transaction() as tx:
            yield tx
            if self.trips:
                self.trips -= 1
                raise Contended


@pytest.fixture
def crowded():
    return Office(bench=Bench(store=TrippingStore(), clock=TickingClock()))


@pytest.mark.parametrize("trips", [1, 2])
def test_a_call_that_was_undone_is_tried_again_with_the_same_proof(crowded, trips):
    partner, packet = crowded.client(), waiting(crowded)
    crowded.bench.store.trips = trips
    assert partner.get(f"/packets/{packet}").status_code == 200


def test_a_call_that_was_undone_every_time_is_told_so_and_its_proof_is_as_good_as_new(crowded):
    path, partner = f"/packets/{waiting(crowded)}", crowded.client()
    headers, before = partner.headers("GET", path), marks(crowded)
    crowded.bench.store.trips = 3
    assert code(crowded.send("GET", path, headers=headers)) == (503, "HUB_CONTENDED")
    assert marks(crowded) == before
    assert crowded.send("GET", path, headers=headers).status_code == 200


def test_a_caller_that_is_in_stays_in_when_what_it_does_next_is_undone(crowded):
    partner, store = crowded.client(), crowded.bench.store

    def core(_request, _grant, _raw, hub):
        with hub.store.shared():
            pass
        store.trips = next(trips)
        with hub.store.shared():
            return PlainTextResponse("done")

    trips = iter([1, 0])
    twice = authenticating(core, hub=crowded.bench.hub, scope="directory.read", media=NO_BODY, limit=0)
    crowded.app = app([Route("/twice", twice)], hub=crowded.bench.hub, rate_limits=crowded.quotas)
    assert partner.get("/twice").text == "done"
