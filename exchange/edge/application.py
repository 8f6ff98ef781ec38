"""ASGI application: one, out of the routes of all faces."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import BaseRoute

from exchange.core.errors import GeleitError
from exchange.core.rate_limit import Limits
from exchange.edge.http.problem import AS_PAGE, AsPage, answer, last_resort
from exchange.edge.http.rate_limits import RateLimitMiddleware, RateLimits
from exchange.edge.http.trace import TraceMiddleware, Watch
from exchange.ports.hub import Hub
from keys.errors import KeysError


def app(
    routes: Sequence[BaseRoute],
    *,
    hub: Hub,
    rate_limits: RateLimits | None = None,
    watch: Watch | None = None,
    as_page: AsPage | None = None,
) -> Starlette:
    """Build the application: the routes, a trace and safe headers around them, every error as a problem document.

    Args:
        routes: of all faces together.
        hub: whose application it is.
        rate_limits: how often callers may call; the usual ones, its own, where none are given.
        watch: is notified of every call, for the figures.
        as_page: shows errors to those who read pages; without it every error is a problem document.
    """
    expected = {GeleitError: answer, KeysError: answer, HTTPException: answer}
    application = Starlette(
        routes=list(routes),
        middleware=[
            Middleware(TraceMiddleware, hub=hub, watch=watch),
            # Starlette's own handler for Exception raises again after answering, and the server would write the
            # whole traceback, personal values and all, into its log.
            Middleware(ExceptionMiddleware, handlers={**expected, Exception: last_resort}),
            Middleware(RateLimitMiddleware, rate_limits=rate_limits or RateLimits(Limits(), now=hub.clock.monotonic)),
        ],
        exception_handlers=expected,
    )
    # Such a redirect would name the Host the caller sent.
    application.router.redirect_slashes = False
    setattr(application.state, AS_PAGE, as_page)
    return application
