import asyncio
from datetime import timedelta

import httpx
import pytest
from anyio.to_thread import current_default_thread_limiter
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from exchange.core.partner.partner import PartnerStatus
from exchange.core.unavailable import Contended
from exchange.edge import app
from exchange.edge.auth.dpop import Nonces, is_same_address
from exchange.edge.endpoint import guarded
from exchange.edge.http.body import NO_BODY
from keys.jwk import PrivateKey, Purpose
from keys.material import public_members, thumbprint
from keys.ring import Ring
from tests.support.oauth_world import ME, NOW, ORIGIN, World, a_partner, key_of, said

INVALID_TOKEN = 'DPoP error="invalid_token", algs="ES256 Ed25519"'
NO_TOKEN = (401, "SENDER_INVALID_TOKEN")


def test_a_good_token_and_proof_say_who_is_calling():
    assert World().call().json() == {
        "client": ME,
        "scopes": ["capacity.write", "directory.read", "referral.acknowledge", "referral.receive"],
    }


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"headers": []}, "invalid_token"),
        ({"proofs": []}, "invalid_dpop_proof"),
        ({"path": "/sent/1"}, "insufficient_scope"),
    ],
)
def test_a_refusal_names_its_challenge(arguments, error):
    assert World().call(**arguments).headers["www-authenticate"] == f'DPoP error="{error}", algs="ES256 Ed25519"'


def test_who_brings_nothing_is_told_how_to_come_in_and_of_no_mistake():
    world = World()
    assert world.call(headers=[], proofs=[]).headers["www-authenticate"] == 'DPoP algs="ES256 Ed25519"'
    for brought in ([("Authorization", "Basic YTpi")], [("DPoP", "x")]):
        assert world.call(headers=brought, proofs=[]).headers["www-authenticate"] == INVALID_TOKEN
    in_address = world.call("/things/1?access_token=x", headers=[], proofs=[])
    assert in_address.headers["www-authenticate"] == INVALID_TOKEN


def test_the_scheme_may_be_spelled_freely():
    world = World()
    token = world.token()
    assert world.call(token=token, headers=[("Authorization", f"dpop {token}")]).status_code == 200


@pytest.mark.parametrize("line", ["", "DPoP", "DPoP ", "DPoP  x", "DPoP \xe4", "Basic YTpi"])
def test_anything_but_one_dpop_token_is_refused(line):
    assert said(World().call(headers=[(b"Authorization", line.encode("latin-1"))])) == NO_TOKEN


def test_a_suspended_partner_is_refused_at_once():
    world = World()
    token = world.token()
    world.enrol(a_partner(ME, key_of(ME), standing=PartnerStatus.SUSPENDED))
    assert said(world.call(token=token)) == NO_TOKEN


def test_a_refused_call_does_not_use_up_its_proof():
    world = World()
    token = world.token()
    proof = world.proof_for(token)
    assert said(world.call("/things/2", token=token, proofs=[proof]))[0] == 401
    world.enrol(a_partner(ME, key_of(ME), standing=PartnerStatus.SUSPENDED))
    assert said(world.call(token=token, proofs=[proof])) == NO_TOKEN
    world.enrol(a_partner(ME, key_of(ME)))
    assert said(world.call(token=token, proofs=[proof]))[0] == 200


def test_a_proof_of_one_key_does_not_use_up_another_keys():
    world, other = World(), key_of("another holder")
    first = world.token()
    second = world.minted(cnf={"jkt": thumbprint(public_members(other.public.material))})
    for token, key in ((first, None), (second, other)):
        assert said(world.call(token=token, proofs=[world.proof_for(token, key=key, jti="the same")]))[0] == 200


def test_a_token_outlives_the_rotation_of_its_key_but_not_its_revocation():
    world = World()
    token = world.token()
    old = world.hub_key
    for exp, revoked, status in (
        (NOW + timedelta(seconds=1), None, 200),
        (old.public.exp, NOW + timedelta(seconds=1), 401),
    ):
        half = old.public.to_jwk() | {"exp": int(exp.timestamp())}
        if revoked:
            half["revoked"] = {"revoked_at": int(revoked.timestamp()), "reason": "compromised"}
        world.ring = Ring([PrivateKey.from_jwk(old.to_jwk() | half, purpose=Purpose.OAUTH)])
        world.clock.advance(seconds=2)
        assert world.call(token=token).status_code == status


def test_a_token_that_was_seen_before_ends_all_the_same():
    world = World()
    token = world.token()
    assert world.call(token=token).status_code == 200
    world.clock.advance(seconds=299)
    assert world.call(token=token).status_code == 200
    world.clock.advance(seconds=1)
    assert said(world.call(token=token)) == NO_TOKEN


@pytest.mark.parametrize("name", ["jti", "scope", "sub", "client_id", "exp", "iat", "iss", "aud"])
def test_a_token_with_a_claim_of_the_wrong_kind_is_refused(name):
    world = World()
    for value in ({}, [], None, "x" if name in {"exp", "iat"} else 1, True):
        assert said(world.call(token=world.minted(**{name: value}))) == NO_TOKEN


def test_a_token_of_one_nobody_ever_enrolled_is_refused():
    stranger = "https://stranger.example"
    assert said(World().call(token=World().minted(sub=stranger, client_id=stranger))) == NO_TOKEN


@pytest.mark.parametrize("cnf", [None, 1, "x", [], {}, {"jkt": 1}])
def test_a_token_bound_to_nothing_is_refused(cnf):
    world = World()
    assert said(world.call(token=world.minted(cnf=cnf))) == NO_TOKEN


def test_a_proof_for_the_escaped_path_fits_only_that_path():
    world = World()
    token = world.token()
    assert world.call("/things/a%2Db", token=token, proofs=[world.proof_for(token, "/things/a-b")]).status_code == 200
    assert world.call("/things/a%3Ab", token=token, proofs=[world.proof_for(token, "/things/a:b")]).status_code == 401


@given(st.text())
def test_no_text_but_the_address_itself_is_the_address(text):
    assert not is_same_address(text, of=f"{ORIGIN}/oauth/token")


@given(st.from_regex(r"[?#][a-z0-9=&/:.]{0,20}", fullmatch=True))
def test_query_and_fragment_never_count(tail):
    assert is_same_address(f"{ORIGIN}/x{tail}", of=f"{ORIGIN}/x")


@given(st.integers(min_value=0, max_value=400))
def test_a_nonce_is_good_for_one_minute_at_least_and_two_at_most(age):
    nonces, later = Nonces(b"n" * 32), NOW + timedelta(seconds=age)
    assert nonces.holds(nonces.at(NOW), at=later) == (age < 120)
    assert not Nonces(b"m" * 32).holds(nonces.at(NOW), at=NOW)


def test_a_nonce_secret_is_never_shown():
    assert "nnnn" not in repr(Nonces(b"nnnn"))


def test_a_call_refused_for_its_body_has_used_its_proof_up():
    world = World()
    token = world.token()
    proof = world.proof_for(token, htm="PUT")
    sent = {"token": token, "proofs": [proof], "method": "PUT", "content": b"{}" + bytes(99)}
    typed = [("Authorization", f"DPoP {token}"), ("Content-Type", "application/json")]
    assert said(world.call(headers=typed, **sent))[0] == 413
    assert said(world.call(headers=typed, **sent)) == (401, "SENDER_INVALID_DPOP_PROOF")


def test_a_call_that_stood_in_anothers_way_is_done_again_with_the_proof_it_has_used_up():
    world, failures = World(), [Contended(), Contended()]

    def core(*_):
        if failures:
            raise failures.pop()
        return PlainTextResponse("done")

    reads = guarded(core, hub=world.hub, scope="referral.receive", media=NO_BODY, limit=0)
    world.app = app([Route("/things/{id}", reads)], hub=world.hub)
    assert world.call(token=world.minted()).text == "done"


class Crowded(World):
    """A hub all of whose threads are at work; what waits for one is given up after a while."""

    def send(self, method, path, **request):
        async def exchange():
            limiter = current_default_thread_limiter()
            limiter.total_tokens = 1
            limiter.acquire_on_behalf_of_nowait(object())
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                return await asyncio.wait_for(client.request(method, path, **request), 2)

        return asyncio.run(exchange())


def test_token_and_proof_are_checked_without_a_thread():
    world = Crowded()
    token, forged = world.minted(), world.minted(key=key_of("another hub"))
    assert said(world.call(token="abc")) == NO_TOKEN
    assert said(world.call(token=forged)) == NO_TOKEN
    assert said(world.call(token=token, htm="PUT")) == (401, "SENDER_INVALID_DPOP_PROOF")


def test_only_what_the_store_has_to_answer_waits_for_a_thread():
    with pytest.raises(TimeoutError):
        Crowded().call(token=World().minted())
