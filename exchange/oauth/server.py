"""Client credentials grant (RFC 6749 section 4.4): Authlib's authorization server, bound to this hub.

Authlib leads through the grant and the endpoints; who the client is, what it proves and what a token says is decided
by our own rules, which are narrower. No word of a request comes back in an answer, and none enters a log.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    BaseGrant,
    ClientCredentialsGrant,
    ClientMixin,
    InvalidScopeError,
)
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from starlette.requests import Request
from starlette.responses import Response

from exchange.edge.auth.dpop import Nonces, Proven, read_proof
from exchange.edge.http.errors import InvalidProof, NonceNeeded
from exchange.edge.http.rate_limits import count
from exchange.oauth.answers import KnownClientRefusal, NonceRefusal, refusal, refused, said
from exchange.oauth.assertion import Asserted, ClientSuspended, ClockOff, NotTheClient, read_assertion
from exchange.oauth.clients import Client, Registry
from exchange.oauth.tokens import issue
from exchange.ports.hub import Hub

METHOD = "private_key_jwt"


class Form(OAuth2Request):
    """A form sent to one of the endpoints, as Authlib wants to see it."""

    def __init__(self, http: Request, form: Mapping[str, str], *, origin: str) -> None:
        # Authlib asks for https here and nothing else: a demo hub on the loopback has none.
        super().__init__(http.method, f"https://{origin.partition('://')[2]}", headers=http.headers)
        self.http = http
        self.fields = dict(form)
        self.payload = BasicOAuth2Payload(self.fields)

    @property
    def form(self) -> dict[str, str]:
        """The parameters."""
        return self.fields

    @property
    def args(self) -> dict[str, str | None]:
        """The query, which counts for nothing here."""
        return {}


@dataclass(frozen=True, slots=True)
class Caller(ClientMixin):
    """An authenticated client; `jkt` is the thumbprint of the key it proved, empty where no proof was asked for."""

    client: Client
    jkt: str = ""

    def check_grant_type(self, grant_type: str) -> bool:
        """Say whether the client may use a grant: this one is all there is."""
        return grant_type == ClientCredentialsGrant.GRANT_TYPE


class Credentials(ClientCredentialsGrant):
    """The one grant there is (RFC 6749 section 4.4)."""

    def validate_requested_scope(self) -> None:
        """Refuse a scope the client was not granted."""
        if not _asked(self.request) <= caller_of(self.request).client.scopes:
            raise InvalidScopeError

    def create_token_response(self) -> Any:
        """Answer with a token. Authlib's own method would also write the token into its debug log."""
        caller = caller_of(self.request)
        scopes = _asked(self.request) or caller.client.scopes
        return 200, issue(caller.client.id, scopes=scopes, jkt=caller.jkt, hub=self.server.hub), []


class Server(AuthorizationServer):
    """The authorization server of one hub. It keeps nothing between requests but what is in the store."""

    def __init__(self, hub: Hub, *, registry: Registry, nonces: Nonces | None) -> None:
        super().__init__()
        self.hub = hub
        self.registry = registry
        self.nonces = nonces
        self.register_grant(Credentials)

    def create_oauth2_request(self, request: Form) -> Form:
        """Return the request: it is one already."""
        return request

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Do nothing: nobody listens."""

    def create_token_response(self, request: Form | None = None) -> Any:
        """Answer a token request. Authlib lets errors of `get_token_grant` pass, all but one."""
        try:
            return super().create_token_response(request)
        except OAuth2Error as error:
            return refused(error, authorization=_tried(request))

    def get_token_grant(self, request: OAuth2Request) -> BaseGrant:
        """Find the grant, after refusing what no grant here takes."""
        if "grant_type" not in request.form:
            raise refusal("invalid_request")
        grant = super().get_token_grant(request)
        if "authorization_details" in request.form:
            raise refusal("invalid_authorization_details")
        if request.form.get("resource", self.hub.origin) != self.hub.origin:
            raise refusal("invalid_target")
        return grant

    def authenticate_client(
        self, request: OAuth2Request, _methods: Collection[str], endpoint: str = "token"
    ) -> ClientMixin:
        """Find out who is asking, by its assertion and, at the token endpoint, its proof; then use both up."""
        at = self.hub.clock.now()
        form = cast("Form", request)
        asserted = self._asserted(form, at=at)
        proof = self._proven(form, at=at) if endpoint == "token" else None
        if endpoint == "introspection" and not asserted.client.audience:
            raise refusal("invalid_client")
        count(form.http, asserted.client.id)
        # One transaction, and only now: a client asked to use a nonce sends the same assertion again.
        with self.hub.store.shared() as tx:
            if proof is not None and not proof.spend(tx, at=at):
                raise refusal("invalid_dpop_proof")
            if not asserted.spend(tx, at=at):
                raise refusal("invalid_client")
        return Caller(asserted.client, proof.jkt if proof is not None else "")

    def handle_response(self, status: int, body: Mapping[str, object], _headers: object) -> Response:
        """Answer with a document; the headers around it are the edge's."""
        return said(body, status=status)

    def handle_error_response(self, request: OAuth2Request, error: OAuth2Error) -> Response:
        """Answer with an error in our own words: Authlib's repeat what the caller sent."""
        return refused(error, authorization=_tried(request))

    def _asserted(self, request: Form, *, at: datetime) -> Asserted:
        if "authorization" in request.http.headers:
            raise refusal("invalid_client")
        try:
            return read_assertion(request.fields, hub=self.hub, registry=self.registry, at=at)
        except (ClockOff, ClientSuspended) as error:
            raise KnownClientRefusal(error.words) from error
        except NotTheClient as error:
            raise refusal("invalid_client") from error

    def _proven(self, request: Form, *, at: datetime) -> Proven:
        try:
            return read_proof(request.http, hub=self.hub, at=at, ath=None, nonces=self.nonces)
        except NonceNeeded as error:
            raise NonceRefusal(error.nonce) from error
        except InvalidProof as error:
            raise refusal("invalid_dpop_proof") from error


def caller_of(request: OAuth2Request) -> Caller:
    """Return the client that was authenticated.

    Raises:
        OAuth2Error: none was.
    """
    if not isinstance(request.client, Caller):
        raise refusal("invalid_client")
    return request.client


def _tried(request: OAuth2Request | None) -> str:
    return request.http.headers.get("authorization", "") if isinstance(request, Form) else ""


def _asked(request: OAuth2Request) -> frozenset[str]:
    return frozenset(request.form.get("scope", "").split())
