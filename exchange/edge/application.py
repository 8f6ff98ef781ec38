"""One ASGI application out of the routes of all faces."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import BaseRoute

from exchange.core.errors import GeleitError
from exchange.edge.problem import answer, last_resort
from exchange.edge.trace import Trace
from exchange.ports.hub import Hub
from keys.errors import KeysError


def app(routes: Sequence[BaseRoute], *, hub: Hub) -> Starlette:
    """Build the application: the routes, a trace and safe headers around them, every error as a problem document."""
    application = Starlette(
        routes=list(routes),
        middleware=[
            Middleware(Trace, hub=hub),
            # Starlette's own handler for Exception raises again after answering, and the server would write the
            # whole traceback, personal values and all, into its log.
            Middleware(ExceptionMiddleware, handlers={Exception: last_resort}),
        ],
        exception_handlers={GeleitError: answer, KeysError: answer, HTTPException: answer},
    )
    # Such a redirect would name the Host the caller sent.
    application.router.redirect_slashes = False
    return application
