"""Request tracing: the outermost layer; each request has a trace and a log line, each response security headers."""

import logging
import re
from typing import Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.rate_limit import RateLimitState
from exchange.ports.hub import Hub

_LOG = logging.getLogger(__name__)
# A UUID, or the trace id of W3C Trace Context. Anything freer could carry a name or a telephone number into the log.
_SAFE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
_DEFAULTS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_HSTS = "max-age=63072000; includeSubDomains"
_FAULT = 500
NO_ROUTE = "/"
"""What stands for the route of a call that none was found for."""


class Watch(Protocol):
    """Is notified of every call that was answered."""

    def called(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """A call ended. `route` is the template, never the address that was asked for."""


class TraceMiddleware:
    """ASGI middleware: leaves `trace` and `origin` in the request's state and echoes the trace as `X-Request-Id`.

    A header that a response sets itself is left as it is. What others write into the state is written too: `rate_limit`
    in the response, `partner` and `code` in the log.
    """

    def __init__(self, app: ASGIApp, *, hub: Hub, watch: Watch | None = None) -> None:
        self._app = app
        self._hub = hub
        self._watch = watch
        self._defaults = _DEFAULTS | ({"Strict-Transport-Security": _HSTS} if hub.origin.startswith("https:") else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI request; anything but HTTP passes untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = self._hub.clock.monotonic(), _FAULT
        scope["state"] = dict(
            scope.get("state") or {}, trace=self._trace(Headers(scope=scope)), origin=self._hub.origin
        )

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(MutableHeaders(scope=message), scope)
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        finally:
            self._tell(scope, status=status, seconds=self._hub.clock.monotonic() - begun)

    def _dress(self, headers: MutableHeaders, scope: Scope) -> None:
        headers["X-Request-Id"] = scope["state"]["trace"]
        for name, value in self._defaults.items():
            headers.setdefault(name, value)
        rate_limit: RateLimitState | None = scope["state"].get("rate_limit")
        if rate_limit is not None:
            headers["RateLimit-Policy"], headers["RateLimit"] = rate_limit.rate_limit.policy, rate_limit.header

    def _tell(self, scope: Scope, *, status: int, seconds: float) -> None:
        method, route = scope["method"], getattr(scope.get("route"), "path", NO_ROUTE)
        fields = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
        known = {name: scope["state"][name] for name in ("trace", "partner", "code") if name in scope["state"]}
        _LOG.info("call", extra=fields | known)
        if self._watch is not None:
            self._watch.called(method=method, route=route, status=status, seconds=seconds)

    def _trace(self, headers: Headers) -> str:
        given = headers.getlist("x-request-id")
        if len(given) == 1 and _SAFE.fullmatch(given[0]):
            return given[0]
        return uuid7(self._hub.clock.now(), random=self._hub.entropy.bytes(UUID7_RANDOM_BYTES))
