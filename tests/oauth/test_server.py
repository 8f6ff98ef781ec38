import logging
from datetime import timedelta

import httpx
import pytest
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from exchange.core.errors import Forbidden, NotAnEntity
from exchange.core.partner.partner import PartnerStatus
from exchange.oauth import Client, oauth_routes
from keys.jwk import PrivateKey, Purpose, thumbprint
from keys.material import public_members
from keys.objects import ACCESS_TOKEN
from keys.ring import KeySet, Ring
from keys.sign import verify
from tests.support.live import running
from tests.support.oauth_world import (
    AT,
    CASES,
    DROP,
    ME,
    NOW,
    ORIGIN,
    OTHER,
    RSA,
    STRANGER,
    WATCHER,
    World,
    a_client,
    a_partner,
    jwks,
    key_of,
    said,
)


def introspected(world: World, token: str, client: str = WATCHER) -> dict:
    assertion = world.assertion(key=key_of(client), iss=client, sub=client)
    return world.ask(path="/oauth/introspect", proofs=[], client_assertion=assertion, token=token).json()


def revoke(world: World, token: str, client: str = ME, **more: object) -> httpx.Response:
    assertion = world.assertion(key=key_of(client), iss=client, sub=client)
    return world.ask(path="/oauth/revoke", proofs=[], client_assertion=assertion, token=token, **more)


def test_a_token_says_exactly_what_rfc_9068_asks():
    world = World()
    answer = world.ask(scope="referral.receive").json()
    verified = verify(
        answer.pop("access_token"), kind=ACCESS_TOKEN, keys=KeySet.from_jwks(jwks(world.hub_key), Purpose.OAUTH)
    )
    assert answer == {"token_type": "DPoP", "expires_in": 300, "scope": "referral.receive"}
    assert verified.claims.pop("jti")
    assert verified.claims == {
        "iss": ORIGIN, "aud": ORIGIN, "sub": ME, "client_id": ME, "iat": AT, "exp": AT + 300,
        "scope": "referral.receive", "cnf": {"jkt": thumbprint(public_members(key_of("holder").public.material))},
    }  # fmt: skip


def test_who_asks_for_no_scope_gets_all_that_was_granted():
    scope = World().ask().json()["scope"]
    assert scope == "capacity.write directory.read referral.acknowledge referral.receive"


@pytest.mark.parametrize(("resource", "expected"), [(ORIGIN, (200, "ok")), (f"{ORIGIN}/x", (400, "invalid_target"))])
def test_the_only_resource_is_the_hub(resource, expected):
    assert said(World().ask(resource=resource)) == expected


def test_a_partner_with_an_rsa_key_signs_with_ps256():
    world, key = World(), key_of(RSA, alg="PS256")
    assert said(world.ask(client_assertion=world.assertion({"alg": "PS256"}, key=key, iss=RSA, sub=RSA))) == (200, "ok")


def test_a_retired_key_stays_listed_without_counting():
    world, retired = World(), PrivateKey.generate(Purpose.OAUTH, nbf=NOW - timedelta(days=9), exp=NOW)
    world.enrol(a_partner(ME, key_of(ME), retired))
    assert said(world.ask(client_assertion=world.assertion(key=retired))) == (401, "invalid_client")
    assert said(world.ask(client_assertion=world.assertion({"kid": DROP}))) == (200, "ok")


def test_two_valid_keys_must_be_told_apart_by_kid():
    world = World()
    world.enrol(a_partner(ME, key_of(ME), key_of("second")))
    assert said(world.ask(client_assertion=world.assertion())) == (200, "ok")
    assert said(world.ask(client_assertion=world.assertion({"kid": DROP}))) == (401, "invalid_client")


def test_a_hub_without_a_token_key_says_to_come_again():
    world = World()
    world.ring = Ring([key_of(ORIGIN, Purpose.PACKET)])
    assert said(world.ask()) == (503, "HUB_KEY_AWAY")


def test_a_revoked_token_is_dead_and_revoking_again_is_no_error():
    world = World()
    token = world.token()
    assert introspected(world, token)["active"]
    assert [revoke(world, token).status_code for _ in range(2)] == [200, 200]
    assert introspected(world, token) == {"active": False}
    assert said(world.call(token=token))[0] == 401


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "anything"])
def test_a_hint_changes_nothing(hint):
    world = World()
    token = world.token()
    assert revoke(world, token, token_type_hint=hint).status_code == 200
    assert introspected(world, token) == {"active": False}


def test_nobody_revokes_a_token_of_another():
    world = World()
    token = world.token()
    assert said(revoke(world, token, client=OTHER)) == (400, "invalid_grant")
    assert introspected(world, token)["active"]


def test_revoking_what_is_no_token_is_no_error():
    assert revoke(World(), "no-token").status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
@pytest.mark.parametrize(
    ("tried", "asked"),
    [
        ("", "private_key_jwt"), ("Basic YTpi", "Basic"), ("basic YTpi", "Basic"), ("Bearer x", "Bearer"),
        ("DPoP x", "DPoP"), ("Canary x", "private_key_jwt"),
    ],
)  # fmt: skip
def test_a_client_that_is_not_known_is_told_how_to_show_who_it_is(path, tried, asked):
    headers = [("Authorization", tried)] if tried else []
    answer = World().ask(path=path, headers=headers, client_assertion="x", token="x")
    assert (said(answer), answer.headers["www-authenticate"]) == ((401, "invalid_client"), f'{asked} realm="geleit"')


def test_other_refusals_of_the_server_challenge_nobody():
    answer = World().ask(scope="referral.receive hub.relay")
    assert (answer.status_code, "www-authenticate" in answer.headers) == (400, False)


@pytest.mark.parametrize("path", ["/oauth/revoke", "/oauth/introspect"])
def test_a_token_must_be_named(path):
    world = World()
    assertion = world.assertion(key=key_of(WATCHER), iss=WATCHER, sub=WATCHER)
    assert said(world.ask(path=path, client_assertion=assertion)) == (400, "invalid_request")


def test_a_resource_server_learns_what_a_token_is():
    world = World()
    document = introspected(world, world.minted())
    jkt = thumbprint(public_members(key_of("holder").public.material))
    assert document == {
        "active": True, "iss": ORIGIN, "aud": ORIGIN, "sub": ME, "client_id": ME, "scope": "referral.receive",
        "jti": "t", "iat": AT, "exp": AT + 300, "token_type": "DPoP", "cnf": {"jkt": jkt},
    }  # fmt: skip


def test_a_partner_is_no_resource_server():
    world = World()
    assert introspected(world, world.token(), client=ME)["error"] == "invalid_client"


def test_a_resource_server_of_another_audience_learns_nothing():
    world = World()
    assert introspected(world, world.token(), client=STRANGER) == {"active": False}


def test_the_token_of_a_suspended_partner_is_not_active():
    world = World()
    token = world.token()
    world.enrol(a_partner(ME, key_of(ME), standing=PartnerStatus.SUSPENDED))
    assert introspected(world, token) == {"active": False}


def test_a_registered_client_calls_what_partners_may_not():
    world = World()
    world.register(a_client())
    token = world.token_of(CASES).json()["access_token"]
    assert world.call("/sent/1", token=token).json()["client"] == CASES
    assert world.call("/things/1", token=token).status_code == 403


def test_nobody_else_is_granted_the_sending_of_referrals():
    world = World()
    assert said(world.ask(scope="referral.send")) == (400, "invalid_scope")
    assert said(world.token_of(STRANGER, scope="referral.send")) == (400, "invalid_scope")
    assert said(world.token_of(CASES, scope="referral.send")) == (401, "invalid_client")


def test_a_suspended_client_gets_no_token_and_its_token_counts_no_more():
    world = World()
    world.register(a_client())
    token = world.token_of(CASES).json()["access_token"]
    world.register(a_client(standing=PartnerStatus.SUSPENDED))
    assert said(world.token_of(CASES)) == (401, "invalid_client")
    assert said(world.call("/sent/1", token=token)) == (401, "SENDER_INVALID_TOKEN")


def test_the_configuration_alone_lets_nobody_send_referrals():
    client = Client(id=f"{ORIGIN}/clients/x", jwks=jwks(), scopes=frozenset({"referral.send"}))
    with pytest.raises(Forbidden):
        oauth_routes(World().hub, clients=[client])


def test_a_registered_client_lives_below_the_hub():
    client = Client(id="https://elsewhere.example/x", jwks=jwks(), scopes=frozenset())
    with pytest.raises(NotAnEntity):
        oauth_routes(World().hub, clients=[client])


def test_the_metadata_fit_their_standards():
    server = World().send("GET", "/.well-known/oauth-authorization-server").json()
    # Authlib takes an empty list for a missing one.
    AuthorizationServerMetadata(server | {"response_types_supported": ["none"]}).validate()
    assert (server["issuer"], server["token_endpoint"]) == (ORIGIN, f"{ORIGIN}/oauth/token")
    resource = World().send("GET", "/.well-known/oauth-protected-resource").json()
    assert (resource["resource"], resource["authorization_servers"]) == (ORIGIN, [ORIGIN])
    assert resource["dpop_bound_access_tokens_required"]


def test_only_token_keys_are_published_and_nothing_secret():
    world = World()
    answer = world.send("GET", "/jwks")
    assert answer.headers["content-type"] == "application/jwk-set+json"
    assert answer.json() == jwks(world.hub_key)


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
def test_no_answer_and_no_log_line_repeats_a_credential(path, caplog):
    world = World()
    assertion, token = world.assertion(), world.token()
    with caplog.at_level(logging.DEBUG):
        answers = [
            world.ask(path=path, client_assertion=assertion, grant_type=kind, scope=scope, token=token).text
            for kind in ("client_credentials", "echo-me") for scope in ("", "echo-me")
        ]  # fmt: skip
    issued = world.token()
    assert not any("echo-me" in text or assertion in text for text in answers)
    assert not any(secret in caplog.text for secret in (assertion, token, issued, "eyJ"))


def test_authlibs_own_client_gets_a_token_over_http():
    world = World()
    signer = PrivateKeyJWT(ORIGIN, claims={"exp": AT + 60, "iat": AT}, alg="ES256")
    client = type("Auth", (), {"client_id": ME, "client_secret": key_of(ME).material})
    with running(world.app) as address:
        uri, headers, body = signer(client, "POST", f"{address}/oauth/token", {}, "grant_type=client_credentials")
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "DPoP": world.proof()}
        token = httpx.post(uri, headers=headers, content=body).json()["access_token"]
        headers = {"Authorization": f"DPoP {token}", "DPoP": world.proof_for(token)}
        assert httpx.get(f"{address}/things/1", headers=headers).json()["client"] == ME
