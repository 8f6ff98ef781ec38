"""Entity configuration (OpenID Federation 1.1 section 3): the hub's, self-signed: its keys, by purpose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
_TIMES = frozenset({"iat", "exp"})
MEDIA = "application/entity-statement+jwt"
_PUBLISHED = {
    "packet_jwks": Purpose.PACKET,
    "ack_jwks": Purpose.ACK,
    "enc_jwks": Purpose.ENC,
    "webhook_jwks": Purpose.WEBHOOK,
}


def federation_routes(
    hub: Hub, *, name: str, log: Callable[[], int] = lambda: 1, anchors: Sequence[str] = ()
) -> list[Route]:
    """The one address of this release; fetch and list are an anchor's.

    `log` says which of the hub's evidence logs is the one that grows, `anchors` who speaks for this hub.
    """
    return [Route(PATH, _configuration(hub, name=name, log=log, anchors=anchors), methods=["GET"])]


def configuration_claims(hub: Hub, *, name: str, log: int, anchors: Sequence[str] = ()) -> dict[str, Any]:
    """Write the claims of the entity configuration. Retired and revoked keys stay listed for the evidence period."""
    issued = int(hub.clock.now().timestamp())
    rx_hub: dict[str, Any] = {member: _jwks(hub, purpose) for member, purpose in _PUBLISHED.items()}
    rx_hub |= {"log_vkey": vkey(log=log, hub=hub), "witness_vkey": witness_vkey(hub)}
    present = [key for key in hub.ring.public().of(Purpose.WEBHOOK) if key.valid_at(hub.clock.now())]
    if present:
        # Once more, as tools for Standard Webhooks want it.
        rx_hub["webhook_key"] = show_key(max(present, key=lambda key: key.nbf))
    # An empty list is none in the standard's eyes: who has nobody above says nothing.
    hints = {"authority_hints": list(anchors)} if anchors else {}
    return hints | {
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
            "oauth_client": {"jwks": _jwks(hub, Purpose.CLIENT), "token_endpoint_auth_method": "private_key_jwt"},
            "federation_entity": {"organization_name": name},
        },
    }


def _configuration(hub: Hub, *, name: str, log: Callable[[], int], anchors: Sequence[str]) -> Endpoint:
    kept = _NOTHING

    def core(_: Request, __: bytes) -> Response:
        nonlocal kept
        kept = _renewed(kept, configuration_claims(hub, name=name, log=log(), anchors=anchors), hub=hub)
        return Response(kept.compact, media_type=MEDIA)

    return unguarded(core, media=NO_BODY, limit=0)


@dataclass(frozen=True, slots=True)
class _Signed:
    """A configuration as it was signed: by which key, when, and what it says beside its times."""

    compact: str
    kid: str
    at: datetime
    says: Mapping[str, Any]


_NOTHING = _Signed("", "", datetime.min.replace(tzinfo=UTC), {})


def _renewed(kept: _Signed, claims: Mapping[str, Any], *, hub: Hub) -> _Signed:
    """What was signed last, until it would say something else or half its life is over.

    So its digest stays, by which others compare it, and nobody makes the hub sign by asking.
    """
    now = hub.clock.now()
    key = hub.ring.current(Purpose.FEDERATION, now)
    says = {name: value for name, value in claims.items() if name not in _TIMES}
    if (kept.kid, kept.says) == (key.kid, says) and kept.at <= now < kept.at + LIFETIME / 2:
        return kept
    return _Signed(sign(claims, kind=ENTITY_STATEMENT, key=key), key.kid, now, says)


def _jwks(hub: Hub, purpose: Purpose) -> dict[str, Any]:
    return {"keys": [key.to_jwk() for key in hub.ring.public().of(purpose)]}
