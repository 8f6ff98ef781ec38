"""N15 to N18, N22, N43, N48 and N52: what was used once, and what only shows over a socket."""

import socket
from collections import Counter

import httpx
import pytest

from exchange.edge.auth.dpop import Nonces
from tests.support.live import all_at_once, running
from tests.support.oauth_world import NOW, ORIGIN, OTHER, TOKEN_URL, World, key_of, said

SPENT, GOOD = (401, "invalid_client"), (200, "ok")
REPLAYED, USED = (400, "invalid_dpop_proof"), (401, "SENDER_INVALID_DPOP_PROOF")


@pytest.mark.parametrize("same", [{}], ids=["N15"])
def test_an_assertion_is_taken_once(same):
    world = World(**same)
    assertion = world.assertion()
    assert [said(world.ask(client_assertion=assertion)) for _ in range(2)] == [GOOD, SPENT]


@pytest.mark.parametrize("age", [79], ids=["N15-late"])
def test_an_assertion_is_remembered_as_long_as_it_could_be_used(age):
    world = World()
    at = int(NOW.timestamp())
    assertion = world.assertion(iat=at + 10, exp=at + 70)
    assert said(world.ask(client_assertion=assertion)) == GOOD
    world.clock.advance(seconds=age)
    with world.store.transaction() as tx:
        tx.single_use.forget(world.clock.now())
    assert said(world.ask(client_assertion=assertion)) == SPENT


@pytest.mark.parametrize("jti", ["same"], ids=["N15-other-client"])
def test_two_clients_may_choose_the_same_jti(jti):
    world = World()
    other = world.assertion(key=key_of(OTHER), iss=OTHER, sub=OTHER, jti=jti)
    answers = [world.ask(client_assertion=one) for one in (world.assertion(jti=jti), other)]
    assert list(map(said, answers)) == [GOOD, GOOD]


@pytest.mark.parametrize("path", ["/oauth/revoke", "/oauth/token"], ids=["N15-revoke", "N15-token"])
def test_every_endpoint_spends_the_assertion(path):
    world = World()
    assertion, token = world.assertion(), world.token()
    assert world.ask(path=path, client_assertion=assertion, token=token).status_code == 200
    assert said(world.ask(client_assertion=assertion)) == SPENT


@pytest.mark.parametrize("times", [50], ids=["N16"])
def test_of_fifty_at_once_exactly_one_gets_a_token(place, times):
    world = World(store=place.open())
    form = world.form()
    proofs = [world.proof() for _ in range(times)]
    with running(world.app) as address:
        answers = all_at_once(lambda n: post(address, form, proofs[n]), times=times)
    assert Counter(map(said, answers)) == {GOOD: 1, SPENT: times - 1}


@pytest.mark.parametrize("when", ["restart", "beside"], ids=["N17", "N18"])
def test_a_spent_assertion_stays_spent_in_another_process(place, when):
    before = World(store=place.open())
    assertion = before.assertion()
    beside = World(store=place.open()) if when == "beside" else None
    assert said(before.ask(client_assertion=assertion)) == GOOD
    after = beside or World(store=place.open())
    assert said(after.ask(client_assertion=assertion, proofs=[after.proof(jti="fresh")])) == SPENT


@pytest.mark.parametrize("member", ["jku", "x5u"], ids=["N22-jku", "N22-x5u-fetch"])
def test_an_address_in_a_header_is_refused_and_never_visited(member):
    world = World()
    with socket.create_server(("127.0.0.1", 0)) as bait:
        bait.setblocking(False)
        address = f"http://127.0.0.1:{bait.getsockname()[1]}/"
        assert said(world.ask(client_assertion=world.assertion({member: address}))) == SPENT
        with pytest.raises(BlockingIOError):
            bait.accept()


@pytest.mark.parametrize("htu", [f"{TOKEN_URL}?again", f"{TOKEN_URL}#x"], ids=["N43-query", "N43-fragment"])
def test_another_spelling_of_the_address_does_not_make_another_proof(htu):
    world = World()
    proofs = [world.proof(jti="one"), world.proof(jti="one", htu=htu)]
    assert [said(world.ask(proofs=[proof])) for proof in proofs] == [GOOD, REPLAYED]


@pytest.mark.parametrize("path", ["/things/1"], ids=["N48-sequential"])
def test_a_proof_is_taken_once(path):
    world = World()
    token = world.token()
    proof = world.proof_for(token, path)
    assert [said(world.call(path, token=token, proofs=[proof])) for _ in range(2)] == [GOOD, USED]


@pytest.mark.parametrize("age", [59], ids=["N48-late"])
def test_a_proof_is_remembered_as_long_as_it_could_be_used(age):
    world = World()
    proof = world.proof(iat=int(NOW.timestamp()) + 10)
    assert said(world.ask(proofs=[proof])) == GOOD
    world.clock.advance(seconds=10 + age)
    with world.store.transaction() as tx:
        tx.single_use.forget(world.clock.now())
    assert said(world.ask(proofs=[proof])) == REPLAYED


@pytest.mark.parametrize("times", [50], ids=["N48-concurrent"])
def test_of_fifty_equal_calls_at_once_exactly_one_passes(place, times):
    world = World(store=place.open())
    token = world.token()
    headers = {"Authorization": f"DPoP {token}", "DPoP": world.proof_for(token)}
    with running(world.app) as address:
        answers = all_at_once(lambda _: httpx.get(f"{address}/things/1", headers=headers, timeout=60), times=times)
    assert Counter(map(said, answers)) == {GOOD: 1, USED: times - 1}


@pytest.mark.parametrize("path", ["/things/1"], ids=["N48-restart"])
def test_a_spent_proof_stays_spent_after_a_restart(place, path):
    before = World(store=place.open())
    token = before.token()
    proof = before.proof_for(token, path)
    assert said(before.call(path, token=token, proofs=[proof])) == GOOD
    assert said(World(store=place.open()).call(path, token=token, proofs=[proof])) == USED


@pytest.mark.parametrize("stale", [None, "old", 7], ids=["N52-none", "N52-stale", "N52-number"])
def test_a_nonce_is_asked_for_and_the_same_assertion_then_succeeds(stale):
    world = World(nonces=Nonces(b"n" * 32))
    assertion = world.assertion()
    first = world.ask(client_assertion=assertion, proofs=[world.proof(nonce=stale)])
    assert said(first) == (400, "use_dpop_nonce")
    again = world.proof(nonce=first.headers["dpop-nonce"])
    assert said(world.ask(client_assertion=assertion, proofs=[again])) == GOOD


@pytest.mark.parametrize(
    ("wait", "expected"), [(59, GOOD), (121, (401, "SENDER_USE_DPOP_NONCE"))], ids=["N52-fresh", "N52"]
)
def test_a_resource_asks_for_a_nonce_that_is_not_stale(wait, expected):
    world = World(nonces=Nonces(b"n" * 32))
    token, nonce = world.minted(), Nonces(b"n" * 32).at(NOW)
    world.clock.advance(seconds=wait)
    answer = world.call(token=token, proofs=[world.proof_for(token, nonce=nonce)])
    assert said(answer) == expected
    retry = world.proof_for(token, nonce=answer.headers.get("dpop-nonce", nonce))
    assert said(world.call(token=token, proofs=[retry])) == GOOD


def post(address: str, form: dict, proof: str) -> httpx.Response:
    return httpx.post(f"{address}/oauth/token", data=form, headers={"DPoP": proof}, timeout=60)


def test_the_address_served_is_never_the_one_that_counts():
    world = World()
    with running(world.app) as address:
        answer = post(address, world.form(), world.proof(htu=f"{address}/oauth/token"))
        right = post(address, world.form(), world.proof(htu=f"{ORIGIN}/oauth/token"))
    assert (said(answer), said(right)) == (REPLAYED, GOOD)
