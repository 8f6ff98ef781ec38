"""HTML pages: the documentation's, made here, with no word from elsewhere and nothing fetched from elsewhere."""

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from exchange.core.errors import NotFound
from exchange.edge.endpoint import Endpoint, unguarded
from exchange.edge.http.body import NO_BODY
from keys.encoding import b64url

# Redoc fills an empty style sheet rule by rule: the digest is that of the empty one. Nothing else is let in.
_EMPTY = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {_EMPTY}; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ASSETS: Mapping[str, str] = {
    "redoc.js": "text/javascript; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "redoc.LICENSE.txt": "text/plain; charset=utf-8",
    "ORIGIN.txt": "text/plain; charset=utf-8",
}
_PAGE = """\
<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/api/docs/style.css">
{head}</head>
<body>
{body}
</body>
</html>
"""


def page(title: str, *, body: str, head: str = "") -> Response:
    """Answer with a page. `body` and `head` are HTML already; the title is text."""
    html = _PAGE.format(title=escape(title), body=body, head=head)
    return Response(html, media_type="text/html", headers={"Content-Security-Policy": POLICY})


def serves(make: Callable[[Request], Response]) -> Endpoint:
    """Make an endpoint that anybody may read."""

    def core(request: Request, _: bytes) -> Response:
        return make(request)

    return unguarded(core, media=NO_BODY, limit=0)


def assets() -> Endpoint:
    """Make `GET /api/docs/{file}`: the few files the pages are shown with, vendored; see `assets/ORIGIN.txt`."""

    def make(request: Request) -> Response:
        name = request.path_params["file"]
        if name not in ASSETS:
            raise NotFound
        content, tag = _asset(name)
        headers = {"Cache-Control": "max-age=86400", "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=ASSETS[name], headers=headers)

    return serves(make)


@cache
def _asset(name: str) -> tuple[bytes, str]:
    content = (files("exchange.api.public") / "assets" / name).read_bytes()
    return content, f'"{b64url(sha256(content).digest())}"'
