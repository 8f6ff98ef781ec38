"""Problem details (RFC 9457): errors as documents, German or English by content negotiation (protocol section 9).

A document says what happened and what to do. It is made of our own words only: nothing the caller sent comes back.
"""

import errno
import logging
import re
from collections.abc import Callable
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from exchange.core.errors import (
    Forbidden,
    GeleitError,
    KeyUnusable,
    Malformed,
    NotFound,
    Refusal,
    SchemaUnusable,
    TooLarge,
    Unsupported,
)
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.core.session.attempts import SignInBusy, SignInTooSoon
from exchange.core.text.remote import explained_remotely
from exchange.core.unavailable import DiskFull
from exchange.core.upload import UploadQuotaExceeded
from exchange.edge.http.errors import InsufficientScope, KeyUnavailable, MethodNotAllowed, NotGenuine, Unauthenticated
from exchange.edge.http.rate_limits import RateLimitExceeded
from exchange.queries.hints import hinted_remotely
from keys import errors as keys_errors
from keys.strictjson import dumps
from schemas.errors import SchemasError

_LOG = logging.getLogger(__name__)
_AWAY = frozenset({429, 503, 507})
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the operating system says where a disk is full."""
_RETRY_AFTER = "60"
_LONGEST = 1000
_MOST = 200
AsPage = Callable[[GeleitError, Request], Response | None]
"""Shows an error to who reads pages; None to who does not."""
AS_PAGE = "as_page"
_RANGE = re.compile(r"\s*([A-Za-z*]{1,8})(?:-[A-Za-z0-9-]{1,32})?\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")

_KEYS: dict[type[keys_errors.KeysError], type[GeleitError]] = {
    keys_errors.Malformed: Malformed,
    keys_errors.TooLarge: TooLarge,
    keys_errors.UnknownKey: KeyUnusable,
    keys_errors.WrongPurpose: KeyUnusable,
    keys_errors.KeyNotValid: KeyUnusable,
    keys_errors.VaultLocked: KeyUnavailable,
    keys_errors.VaultBroken: KeyUnavailable,
}
_HTTP: dict[int, type[Refusal]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    413: TooLarge,
    415: Unsupported,
}


def problem(error: GeleitError, request: Request) -> Response:
    """Answer a request with the problem document of an error; who reads pages is shown one that says the same.

    Asks for what `TraceMiddleware` left in the request's state: the trace and the hub's public origin.
    """
    request.state.code = error.code
    as_page: AsPage | None = getattr(request.app.state, AS_PAGE, None)
    shown = as_page(error, request) if as_page else None
    if shown is not None:
        shown.headers.update(_headers(error))
        return shown
    tongue = language(request.headers.get("accept-language", ""))
    told = hinted_remotely(explained_remotely(error), error)
    more, form, fix = (getattr(one, tongue) for one in (told.more, told.form, told.do))
    document: dict[str, object] = {
        "type": f"{request.state.origin}/problems/{error.code.lower()}",
        "title": error.de if tongue == "de" else error.en,
        "detail": " ".join(filter(None, (more, fix))),
        "status": error.status,
        "code": error.code,
        "retryable": error.retryable,
        "trace": request.state.trace,
    }
    if error.pointer:
        document["pointer"] = error.pointer
    if form:
        document["expected"] = form[:_LONGEST]
    if error.allowed:
        document["allowed"] = list(error.allowed)
    if isinstance(error, FindingsUnconfirmed):
        found = error.findings[:_MOST]
        document["findings"] = [{"kind": one.kind, "pointer": one.pointer} for one in found]
    headers = {"Content-Language": tongue} | _headers(error)
    return Response(dumps(document), error.status, headers, media_type="application/problem+json")


def language(accept: str) -> Literal["de", "en"]:
    """Choose the language of a problem: English where Accept-Language prefers it to German, else German."""
    wishes = [("de", 0.0)]
    for match in filter(None, map(_RANGE.fullmatch, accept.split(","))):
        tag, weight = match[1].lower(), float(match[2] or 1)
        if tag in {"de", "en"}:
            wishes.append((tag, weight))
    # Of two equal wishes `max` takes the one named first, as the reader means it; no weight at all is no wish.
    return "en" if max(wishes, key=lambda wish: wish[1])[0] == "en" else "de"


def as_error(error: Exception) -> GeleitError:
    """Say in our own terms what a lower layer or the framework refused."""
    if isinstance(error, GeleitError):
        return error
    if isinstance(error, keys_errors.KeysError):
        return _KEYS.get(type(error), NotGenuine)()
    if isinstance(error, SchemasError):
        return SchemaUnusable(str(error))
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return DiskFull()
    return _of_http(error) if isinstance(error, HTTPException) else GeleitError()


async def answer(request: Request, error: Exception) -> Response:
    """Handle an expected error: one of ours, of `keys`, or of the framework."""
    return problem(as_error(error), request)


async def last_resort(request: Request, error: Exception) -> Response:
    """Handle what nobody expected. Its words may hold anything, so only its type is written down."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return problem(as_error(error), request)
    _LOG.error("unexpected", extra={"error": type(error).__name__, "trace": request.state.trace})
    return problem(GeleitError(), request)


def _of_http(error: HTTPException) -> GeleitError:
    if error.status_code == MethodNotAllowed.status:
        allow = (error.headers or {}).get("Allow", "")
        return MethodNotAllowed(allowed=tuple(sorted(filter(None, allow.replace(" ", "").split(",")))))
    if error.status_code >= GeleitError.status:
        return GeleitError()
    return _HTTP.get(error.status_code, Malformed)()


def _headers(error: GeleitError) -> dict[str, str]:
    if isinstance(error, Unauthenticated | InsufficientScope):
        return dict(error.challenge)
    if isinstance(error, MethodNotAllowed):
        return {"Allow": ", ".join(error.allowed)}
    if isinstance(error, RateLimitExceeded):
        close = {"Connection": "close"} if error.closing else {}
        return {"Retry-After": str(error.standing.retry_after)} | close
    if isinstance(error, UploadQuotaExceeded | SignInTooSoon | SignInBusy):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": _RETRY_AFTER} if error.status in _AWAY else {}
