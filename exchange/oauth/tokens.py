"""Sender-constrained tokens (RFC 9068): for this hub alone, bound to the key that was proven, good for 300 seconds."""

from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.edge.http.errors import KeyUnavailable
from exchange.ports.hub import Hub
from keys.errors import UnknownKey
from keys.jwk import Purpose
from keys.objects import ACCESS_TOKEN
from keys.sign import sign

LIFETIME = 300
"""Seconds a token is good for (protocol section 3)."""


def issue(client_id: str, *, scopes: frozenset[str], jkt: str, hub: Hub) -> dict[str, str | int]:
    """Make a token response (RFC 6749 section 5.1, RFC 9449 section 5).

    Raises:
        KeyUnavailable: the hub has no valid `oauth` key.
    """
    at = hub.clock.now()
    try:
        key = hub.ring.current(Purpose.OAUTH, at)
    except UnknownKey as error:
        raise KeyUnavailable from error
    iat = int(at.timestamp())
    scope = " ".join(sorted(scopes))
    claims = {
        "iss": hub.origin,
        "aud": hub.origin,
        "sub": client_id,
        "client_id": client_id,
        "iat": iat,
        "exp": iat + LIFETIME,
        "jti": uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
        "scope": scope,
        "cnf": {"jkt": jkt},
    }
    token = sign(claims, kind=ACCESS_TOKEN, key=key)
    return {"access_token": token, "token_type": "DPoP", "expires_in": LIFETIME, "scope": scope}
