"""Problem types (RFC 9457 section 3.1.1): a page for every problem, where its `type` address leads."""

from collections.abc import Iterator, Mapping
from html import escape

from starlette.requests import Request
from starlette.responses import Response

from exchange.api.public.html import page, serves
from exchange.core.errors import GeleitError, NotFound
from exchange.core.text.remote import what_to_do
from exchange.edge.endpoint import Endpoint

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
_BODY = """\
<main>
<h1><code>{code}</code> <span>({status})</span></h1>
<section><h2>Deutsch</h2>
<p>{de}</p>
<p>Was tun: {fix_de}</p>
<p>{again_de}</p></section>
<section lang="en"><h2>English</h2>
<p>{en}</p>
<p>What to do: {fix_en}</p>
<p>{again_en}</p></section>
<p><a href="/problems">Alle Fehler / all problems</a> · <a href="/api/docs">Aufrufe / calls</a></p>
</main>"""


def problem_page() -> Endpoint:
    """Make `GET /problems/{code}`: the problem in German and English, and what to do."""

    def make(request: Request) -> Response:
        # Looked up when asked for: by then every module that defines a problem is there.
        error = _known().get(request.path_params["code"])
        if error is None:
            raise NotFound
        return page(error.code, body=_body(error))

    return serves(make)


def problem_list() -> Endpoint:
    """Make `GET /problems`: every problem, from A to Z."""

    def make(_: Request) -> Response:
        rows = "".join(
            f'<dt><a href="/problems/{code}"><code>{error.code}</code></a></dt>'
            f'<dd>{escape(error.de)} <span lang="en">{escape(_en(error))}</span></dd>'
            for code, error in sorted(_known().items())
        )
        return page("Fehler / problems", body=f"<main><h1>Fehler / problems</h1><dl>{rows}</dl></main>")

    return serves(make)


def every_problem(root: type[GeleitError]) -> Iterator[type[GeleitError]]:
    """Every class of the error tree, the root first."""
    yield root
    for below in root.__subclasses__():
        yield from every_problem(below)


def _known() -> Mapping[str, type[GeleitError]]:
    return {error.code.lower(): error for error in every_problem(GeleitError)}


def _en(error: type[GeleitError]) -> str:
    return (error.__doc__ or "").partition("\n")[0]


def _body(error: type[GeleitError]) -> str:
    (again_de, again_en), do = _AGAIN[error.retryable], what_to_do(error)
    words = {
        "de": error.de,
        "fix_de": do.de,
        "again_de": again_de,
        "en": _en(error),
        "fix_en": do.en,
        "again_en": again_en,
    }
    return _BODY.format(code=error.code, status=error.status, **{name: escape(said) for name, said in words.items()})
