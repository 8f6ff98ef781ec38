"""Endpoints: how sync code answers requests; what is awaited is done around it, the rest runs in a thread."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from exchange.edge.auth.access import Caller, Grant, authenticate
from exchange.edge.auth.admission import consume_on_refusal, run_authenticated
from exchange.edge.auth.dpop import Nonces
from exchange.edge.http.body import check_media, read_body
from exchange.edge.http.retry import again, run_again
from exchange.ports.hub import Hub

Endpoint = Callable[[Request], Awaitable[Response]]


def unguarded(core: Callable[[Request, bytes], Response], *, media: frozenset[str], limit: int) -> Endpoint:
    """Make an endpoint that anybody may call.

    Args:
        core: sync code that answers a request with its body.
        media: the media types it takes; empty where there is no body.
        limit: the largest body in bytes; 0 where there is none.
    """

    async def endpoint(request: Request) -> Response:
        raw = await _body(request, media=media, limit=limit)
        return await run_again(core, request, raw)

    return endpoint


def guarded(
    core: Callable[[Request, Grant, bytes], Response],
    *,
    hub: Hub,
    scope: str,
    media: frozenset[str],
    limit: int,
    nonces: Nonces | None = None,
) -> Endpoint:
    """Make an endpoint for holders of a token with `scope`; a body is read only when token and proof hold.

    The arguments are those of `unguarded` and of `authenticate`.
    """

    def let_in(request: Request, caller: Caller, raw: bytes) -> Response:
        # Spent when everything else holds: a refused proof must not block its own correction. And spent by itself:
        # what is done again must not find it used up.
        again(caller.consume_proof_alone)
        return again(core, request, caller.grant, raw)

    async def endpoint(request: Request) -> Response:
        caller = await authenticate(request, hub=hub, scope=scope, nonces=nonces)
        async with consume_on_refusal(caller):
            raw = await _body(request, media=media, limit=limit)
        return await run_in_threadpool(let_in, request, caller, raw)

    return endpoint


def authenticating(
    core: Callable[[Request, Grant, bytes, Hub], Response],
    *,
    hub: Hub,
    scope: str,
    media: frozenset[str],
    limit: int,
) -> Endpoint:
    """Make the same for a call that writes: its own transaction lets the caller in.

    `core` gets the hub whose store does that, and must use it for everything.
    """

    async def endpoint(request: Request) -> Response:
        caller = await authenticate(request, hub=hub, scope=scope)
        async with consume_on_refusal(caller):
            raw = await _body(request, media=media, limit=limit)
        return await run_authenticated(partial(core, request, caller.grant, raw), caller=caller)

    return endpoint


async def _body(request: Request, *, media: frozenset[str], limit: int) -> bytes:
    if media:
        check_media(request, media=media)
    return await read_body(request, limit=limit)
