"""Refusals as pages: the code, the words and the next steps of the problem document, as a page that people can read."""

from collections.abc import Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from exchange.core.errors import GeleitError
from exchange.web.foundation.forms import Form
from exchange.web.foundation.visit import Visit, home

PAGE = "text/html"


def wants_page(request: Request) -> bool:
    """Whether who asks would read a page: one was asked for, or what asks says so, as every browser does."""
    return hasattr(request.state, "visit") or PAGE in request.headers.get("accept", "")


def as_page(stranger: Callable[[Request], Visit]) -> Callable[[GeleitError, Request], Response | None]:
    """Make what shows an error to who would read a page; None is answered to programs."""

    def shown(error: GeleitError, request: Request) -> Response | None:
        if not wants_page(request):
            return None
        visit: Visit = getattr(request.state, "visit", None) or stranger(request)
        typed: Form = getattr(request.state, "typed", Form())
        return replace(visit, refusal=error).show("refusal.html", kept=typed.kept(), back=home(visit))

    return shown
