"""OAuth endpoints: the addresses of the authorization server."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.core.errors import GeleitError, Unavailable
from exchange.edge.auth.dpop import Nonces
from exchange.edge.endpoint import Endpoint, unguarded
from exchange.edge.http.body import FORM, KIB, NO_BODY, check_media, read_body, read_form
from exchange.oauth import metadata
from exchange.oauth.answers import refusal, refused, said
from exchange.oauth.clients import Client, Registry
from exchange.oauth.endpoints import Introspection, Revocation
from exchange.oauth.server import Form, Server
from exchange.ports.hub import Hub

LIMIT = 16 * KIB
"""The largest form: it is read before anybody knows whose it is. A real one has less than 2 KiB."""


def oauth_routes(hub: Hub, *, clients: Iterable[Client], nonces: Nonces | None = None) -> list[Route]:
    """Make the routes of the authorization server.

    Args:
        hub: whose server it is.
        clients: resource servers and case-management systems of the hub's own organisation; partners are found in
            the store.
        nonces: where given, proofs at the token endpoint must hold a current nonce.

    Raises:
        NotAnEntity: the id of a configured client is no address below the hub's.
    """
    server = Server(hub, registry=Registry(clients, origin=hub.origin), nonces=nonces)
    server.register_endpoint(Revocation(server))
    server.register_endpoint(Introspection(server))
    return [
        Route(metadata.TOKEN, _form(server.create_token_response, hub=hub), methods=["POST"]),
        Route(metadata.REVOKE, _form(_endpoint(server, "revocation"), hub=hub), methods=["POST"]),
        Route(metadata.INTROSPECT, _form(_endpoint(server, "introspection"), hub=hub), methods=["POST"]),
        Route(metadata.SERVER, _document(partial(metadata.server_metadata, hub)), methods=["GET"]),
        Route(metadata.RESOURCE, _document(partial(metadata.resource_metadata, hub)), methods=["GET"]),
        Route(metadata.JWKS, _document(partial(metadata.token_keys, hub), media=_JWK_SET), methods=["GET"]),
    ]


_JWK_SET = "application/jwk-set+json"


def _endpoint(server: Server, name: str) -> Callable[[Form], Response]:
    return partial(server.create_endpoint_response, name)


def _form(core: Callable[[Form], Any], *, hub: Hub) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            check_media(request, media=FORM)
            form = read_form(await read_body(request, limit=LIMIT))
        except GeleitError as error:
            # RFC 6749 fixes the body of every error of these endpoints, whichever layer found it.
            away = isinstance(error, Unavailable)
            return refused(refusal("temporarily_unavailable" if away else "invalid_request"), status=error.status)
        answer: Response = await run_in_threadpool(core, Form(request, form, origin=hub.origin))
        return answer

    return endpoint


def _document(make: Callable[[], Mapping[str, Any]], *, media: str = "application/json") -> Endpoint:
    def core(_request: Request, _body: bytes) -> Response:
        return said(make(), media=media)

    return unguarded(core, media=NO_BODY, limit=0)
