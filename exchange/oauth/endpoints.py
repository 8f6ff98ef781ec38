"""Revocation (RFC 7009) and introspection (RFC 7662): taking tokens back, and saying what they are."""

from authlib.oauth2.rfc6749 import InvalidGrantError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from exchange.edge.auth.token import Token, read_token
from exchange.edge.http.errors import Unauthenticated
from exchange.oauth.answers import refusal
from exchange.oauth.server import METHOD, Caller, Form
from exchange.ports.hub import Hub


class Revocation(RevocationEndpoint):
    """A client takes back a token of its own; an unknown token is no error (RFC 7009 section 2.2)."""

    CLIENT_AUTH_METHODS = (METHOD,)

    def authenticate_token(self, request: Form, client: Caller) -> Token | None:
        """Read the token, if it is one and the caller's.

        Raises:
            InvalidGrantError: it is another client's.
        """
        token = _token(request, hub=self.server.hub)
        if token is not None and token.client != client.client.id:
            raise InvalidGrantError
        return token

    def revoke_token(self, token: Token, _request: Form) -> None:
        """Revoke it for the rest of its time."""
        with self.server.hub.store.shared() as tx:
            tx.single_use.revoke(token.jti, until=token.ends_at)


class Introspection(IntrospectionEndpoint):
    """A resource server asks about a token made for it; about all others it learns nothing."""

    CLIENT_AUTH_METHODS = (METHOD,)

    def authenticate_token(self, request: Form, client: Caller) -> Token | None:
        """Read the token, if it stands and is for the caller's audience."""
        hub: Hub = self.server.hub
        token = _token(request, hub=hub)
        if token is None or client.client.audience != hub.origin:
            return None
        with hub.store.reading() as tx:
            return token if token.stands(tx, hub=hub) else None

    def create_introspection_payload(self, token: Token | None) -> dict[str, object]:
        """Say what the token is (RFC 7662 section 2.2)."""
        if token is None:
            return {"active": False}
        origin = self.server.hub.origin
        return {
            "active": True,
            "iss": origin,
            "aud": origin,
            "sub": token.client,
            "client_id": token.client,
            "scope": " ".join(sorted(token.scopes)),
            "jti": token.jti,
            "iat": int(token.issued_at.timestamp()),
            "exp": int(token.ends_at.timestamp()),
            "token_type": "DPoP",
            "cnf": {"jkt": token.jkt},
        }


def _token(request: Form, *, hub: Hub) -> Token | None:
    # `token_type_hint` is left aside, as RFC 7009 section 2.1 allows: there is one type of token.
    if "token" not in request.fields:
        raise refusal("invalid_request")
    try:
        return read_token(request.fields["token"], hub=hub, at=hub.clock.now())
    except Unauthenticated:
        return None
