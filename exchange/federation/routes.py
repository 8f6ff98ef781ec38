"""Entity configuration (OpenID Federation 1.1 section 3): the hub's, self-signed: its keys, by purpose."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.edge.endpoint import Endpoint, unguarded
from exchange.edge.http.body import NO_BODY
from exchange.flows.evidence.checkpoint import vkey
from exchange.flows.federation.witness import witness_vkey
from exchange.ports.hub import Hub
from keys.jwk import Purpose
from keys.objects import ENTITY_STATEMENT
from keys.sign import sign
from keys.webhook import show_key

PATH = "/.well-known/openid-federation"
LIFETIME = timedelta(days=7)
MEDIA = "application/entity-statement+jwt"
_PUBLISHED = {
    "packet_jwks": Purpose.PACKET,
    "ack_jwks": Purpose.ACK,
    "enc_jwks": Purpose.ENC,
    "webhook_jwks": Purpose.WEBHOOK,
}


def federation_routes(hub: Hub, *, name: str, log: Callable[[], int] = lambda: 1) -> list[Route]:
    """The one address of this release; fetch, list and resolve come with the trust anchor.

    `log` says which of the hub's evidence logs is the one that grows.
    """
    return [Route(PATH, _configuration(hub, name=name, log=log), methods=["GET"])]


def configuration_claims(hub: Hub, *, name: str, log: int) -> dict[str, Any]:
    """Write the claims of the entity configuration. Retired and revoked keys stay listed for the evidence period."""
    issued = int(hub.clock.now().timestamp())
    rx_hub: dict[str, Any] = {member: _jwks(hub, purpose) for member, purpose in _PUBLISHED.items()}
    rx_hub |= {"log_vkey": vkey(log=log, hub=hub), "witness_vkey": witness_vkey(hub)}
    present = [key for key in hub.ring.public().of(Purpose.WEBHOOK) if key.valid_at(hub.clock.now())]
    if present:
        # Once more, as tools for Standard Webhooks want it.
        rx_hub["webhook_key"] = show_key(max(present, key=lambda key: key.nbf))
    return {
        "iss": hub.origin,
        "sub": hub.origin,
        "iat": issued,
        "exp": issued + int(LIFETIME.total_seconds()),
        "jwks": _jwks(hub, Purpose.FEDERATION),
        "metadata": {
            "rx_hub": rx_hub | {"suites": ["hybrid", "classic"]},
            "oauth_authorization_server": {
                "issuer": hub.origin,
                "token_endpoint": f"{hub.origin}/oauth/token",
                "jwks_uri": f"{hub.origin}/jwks",
            },
            "federation_entity": {"organization_name": name},
        },
    }


def _configuration(hub: Hub, *, name: str, log: Callable[[], int]) -> Endpoint:
    def core(_: Request, __: bytes) -> Response:
        key = hub.ring.current(Purpose.FEDERATION, hub.clock.now())
        compact = sign(configuration_claims(hub, name=name, log=log()), kind=ENTITY_STATEMENT, key=key)
        return Response(compact, media_type=MEDIA)

    return unguarded(core, media=NO_BODY, limit=0)


def _jwks(hub: Hub, purpose: Purpose) -> dict[str, Any]:
    return {"keys": [key.to_jwk() for key in hub.ring.public().of(purpose)]}
