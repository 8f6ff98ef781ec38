"""What the hub says of itself, signed."""

from datetime import timedelta

import pytest

from exchange.federation.routes import configuration_claims
from exchange.flows.federation.trust import Moment, resolve_chain
from keys.compact import read_header
from keys.jwk import PrivateKey, Purpose
from keys.objects import ENTITY_STATEMENT
from keys.ring import Ring
from keys.sign import sign, verify
from tests.support.federation import ANCHOR, Federation
from tests.support.hubs import ORIGIN
from tests.support.office import Office


@pytest.fixture
def office():
    return Office()


def test_a_hub_publishes_its_keys_by_purpose_and_signs_that(office):
    answer = office.send("GET", "/.well-known/openid-federation")
    assert answer.headers["content-type"] == "application/entity-statement+jwt"
    claims = verify(answer.text, kind=ENTITY_STATEMENT, keys=office.bench.ring.public()).claims
    assert (claims["iss"], claims["sub"], claims["exp"] - claims["iat"]) == (ORIGIN, ORIGIN, 7 * 86_400)
    assert {"packet_jwks", "ack_jwks"} <= set(claims["metadata"]["rx_hub"])
    assert "'d'" not in str(claims)


def test_a_hub_that_nobody_stands_above_names_nobody(office):
    assert "authority_hints" not in configuration_claims(office.bench.hub, name="Hub", log=1)


def test_a_hub_that_names_its_anchor_is_believed_by_what_the_anchor_says_of_it(office):
    hub, at = office.bench.hub, office.bench.clock.now()
    claims = configuration_claims(hub, name="Hub (erfunden)", log=1, anchors=(ANCHOR,))
    own = sign(claims, kind=ENTITY_STATEMENT, key=hub.ring.current(Purpose.FEDERATION, at))
    anchor = Federation(at=at)
    about = anchor.about_hub(sub=ORIGIN, jwks=claims["jwks"])
    chain = [own, anchor.sign(about), anchor.sign(anchor.anchor_claims())]
    resolved = resolve_chain(chain, pins=anchor.pins, now=Moment(at=at, demo=False))
    assert (resolved.sub, resolved.anchor) == (ORIGIN, ANCHOR)
    assert resolved.metadata["oauth_client"]["token_endpoint_auth_method"] == "private_key_jwt"
    assert resolved.metadata["rx_hub"]["packet_jwks"] == claims["metadata"]["rx_hub"]["packet_jwks"]


def asked(office):
    return office.send("GET", "/.well-known/openid-federation").text


def test_a_configuration_is_signed_once_and_again_when_half_its_life_is_over(office):
    first = asked(office)
    office.bench.clock.advance(days=3.5, seconds=-1)
    assert asked(office) == first
    office.bench.clock.advance(seconds=1)
    assert asked(office) != first


def test_a_configuration_is_signed_anew_at_once_when_it_says_something_else(office):
    asked(office)
    at = office.bench.clock.now()
    office.bench.ring = Ring(
        (*office.bench.ring, PrivateKey.generate(Purpose.ACK, nbf=at, exp=at + timedelta(days=90)))
    )
    claims = verify(asked(office), kind=ENTITY_STATEMENT, keys=office.bench.ring.public()).claims
    assert len(claims["metadata"]["rx_hub"]["ack_jwks"]["keys"]) == 2


def test_a_configuration_is_signed_anew_by_a_key_whose_time_has_come(office):
    at = office.bench.clock.now()
    coming = PrivateKey.generate(Purpose.FEDERATION, nbf=at + timedelta(hours=1), exp=at + timedelta(days=90))
    office.bench.ring = Ring((*office.bench.ring, coming))
    before = asked(office)
    office.bench.clock.advance(hours=1)
    assert read_header(asked(office).partition(".")[0])["kid"] == coming.kid
    assert read_header(before.partition(".")[0])["kid"] != coming.kid
