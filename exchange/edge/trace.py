"""The outermost layer: every request has a trace, every response the headers that keep it private."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.ports.hub import Hub

_SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DEFAULTS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_HSTS = "max-age=63072000; includeSubDomains"


class Trace:
    """ASGI middleware: leaves `trace` and `origin` in the request's state and echoes the trace as `X-Request-Id`.

    A header that a response sets itself is left as it is.
    """

    def __init__(self, app: ASGIApp, *, hub: Hub) -> None:
        self._app = app
        self._hub = hub
        self._defaults = _DEFAULTS | ({"Strict-Transport-Security": _HSTS} if hub.origin.startswith("https:") else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI request; anything but HTTP passes untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace = self._trace(Headers(scope=scope))
        scope["state"] = dict(scope.get("state") or {}, trace=trace, origin=self._hub.origin)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = trace
                for name, value in self._defaults.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)

    def _trace(self, headers: Headers) -> str:
        given = headers.getlist("x-request-id")
        # Only a plain token may enter our logs and headers.
        if len(given) == 1 and _SAFE.fullmatch(given[0]):
            return given[0]
        return uuid7(self._hub.clock.now(), random=self._hub.entropy.bytes(UUID7_RANDOM_BYTES))
