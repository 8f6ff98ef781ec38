"""A page for every problem: what its `type` address leads to (RFC 9457 section 3.1.1)."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from exchange.core.errors import GeleitError, NotFound
from exchange.edge.body import NO_BODY
from exchange.edge.endpoint import Endpoint, unguarded

_PAGE = """\
{code} ({status})

{de}
Was tun: {fix_de}

{en}
What to do: {fix_en}

{again_de}
{again_en}
"""
_AGAIN = {
    "never": (
        "Noch einmal versuchen hilft nicht.",
        "Trying again does not help.",
    ),
    "same-ids": (
        "Versuchen Sie es später unverändert noch einmal, mit denselben Kennungen; nichts geschieht dadurch doppelt.",
        "Try again later, unchanged and with the same ids; nothing happens twice because of it.",
    ),
    "after-fix": (
        "Noch einmal versuchen hilft erst, wenn die Anfrage berichtigt ist.",
        "Trying again helps once the request has been corrected.",
    ),
}
"""What `retryable` means (protocol section 9), in German and English."""


def problem_page() -> Endpoint:
    """Make `GET /problems/{code}`: the problem in German and English, and what to do."""
    # Collected when the routes are built: by then every module that defines a problem is there.
    pages = {error.code.lower(): _page(error) for error in every_problem(GeleitError)}

    def core(request: Request, _: bytes) -> Response:
        page = pages.get(request.path_params["code"])
        if page is None:
            raise NotFound
        return PlainTextResponse(page)

    return unguarded(core, media=NO_BODY, limit=0)


def every_problem(root: type[GeleitError]) -> Iterator[type[GeleitError]]:
    """Every class of the error tree, the root first."""
    yield root
    for below in root.__subclasses__():
        yield from every_problem(below)


def _page(error: type[GeleitError]) -> str:
    return _PAGE.format(
        code=error.code,
        status=error.status,
        de=error.de,
        fix_de=error.fix_de,
        en=(error.__doc__ or "").partition("\n")[0],
        fix_en=error.fix_en,
        again_de=_AGAIN[error.retryable][0],
        again_en=_AGAIN[error.retryable][1],
    )
