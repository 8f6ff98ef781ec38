"""OAuth metadata (RFC 8414, RFC 9728, RFC 7517): what the hub publishes of itself for generic tools."""

from typing import Any

from exchange.edge.http.errors import ALGORITHMS
from exchange.ports.hub import Hub
from keys.jwk import Purpose
from keys.objects import CLIENT_ASSERTION

TOKEN = "/oauth/token"  # noqa: S105 an address, not a secret
REVOKE = "/oauth/revoke"
INTROSPECT = "/oauth/introspect"
JWKS = "/jwks"
SERVER = "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"
SCOPES = (
    "capacity.write",
    "directory.read",
    "hub.relay",
    "hub.witness",
    "referral.acknowledge",
    "referral.receive",
    "referral.send",
)
"""Every scope there is (protocol section 3)."""
_METHODS = ["private_key_jwt"]


def server_metadata(hub: Hub) -> dict[str, Any]:
    """Describe the authorization server (RFC 8414 section 2, RFC 9449 section 5.1)."""
    algorithms = sorted(CLIENT_ASSERTION.algs)
    endpoints: dict[str, Any] = {}
    for name, path in (("token", TOKEN), ("revocation", REVOKE), ("introspection", INTROSPECT)):
        endpoints[f"{name}_endpoint"] = hub.origin + path
        endpoints[f"{name}_endpoint_auth_methods_supported"] = _METHODS
        endpoints[f"{name}_endpoint_auth_signing_alg_values_supported"] = algorithms
    return endpoints | {
        "issuer": hub.origin,
        "jwks_uri": hub.origin + JWKS,
        "grant_types_supported": ["client_credentials"],
        # There is no authorization endpoint, and therefore nothing it could answer.
        "response_types_supported": [],
        "scopes_supported": list(SCOPES),
        "dpop_signing_alg_values_supported": ALGORITHMS.split(),
        "authorization_details_types_supported": [],
    }


def resource_metadata(hub: Hub) -> dict[str, Any]:
    """Describe the protected resource, which is the whole hub (RFC 9728 section 2)."""
    return {
        "resource": hub.origin,
        "authorization_servers": [hub.origin],
        "scopes_supported": list(SCOPES),
        # None: tokens are sent with the DPoP scheme only.
        "bearer_methods_supported": [],
        "dpop_bound_access_tokens_required": True,
        "dpop_signing_alg_values_supported": ALGORITHMS.split(),
    }


def token_keys(hub: Hub) -> dict[str, Any]:
    """List the keys that sign access tokens, and no others (protocol section 1)."""
    return {"keys": [key.to_jwk() for key in hub.ring.public().of(Purpose.OAUTH)]}
