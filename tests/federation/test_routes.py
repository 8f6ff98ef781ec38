"""What the hub says of itself, signed."""

import pytest

from keys.objects import ENTITY_STATEMENT
from keys.sign import verify
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
