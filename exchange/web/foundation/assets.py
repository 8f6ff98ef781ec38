"""Static assets: style sheets, fonts, scripts, under an address with their digest, so they may be kept for ever."""

import gzip
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.core.errors import NotFound
from exchange.edge.endpoint import unguarded
from exchange.edge.http.body import NO_BODY

MEDIA: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
        ".txt": "text/plain; charset=utf-8",
        ".md": "text/plain; charset=utf-8",
    }
)
_PACKED = frozenset({".woff2"})
_FOR_EVER = "public, max-age=31536000, immutable"
_DIGEST_CHARACTERS = 16


@cache
def bundle() -> Mapping[str, bytes]:
    """Every file pages are shown with, ours and the vendored ones, by its name."""
    static = files("exchange.web") / "static"
    found = [one for folder in (static, static / "vendor") for one in folder.iterdir() if one.is_file()]
    return {one.name: one.read_bytes() for one in sorted(found, key=lambda one: one.name)}


@cache
def version() -> str:
    """One digest over all of them: they refer to each other, and change together."""
    hashed = sha256()
    for name, content in bundle().items():
        hashed.update(f"{name} {len(content)} ".encode() + content)
    return hashed.hexdigest()[:_DIGEST_CHARACTERS]


def href(name: str) -> str:
    """Where a file is; KeyError for one that is not there."""
    bundle()[name]
    return f"/static/{version()}/{name}"


@cache
def _squeezed(name: str) -> bytes:
    return gzip.compress(bundle()[name], 9, mtime=0)


def asset_routes() -> list[Route]:
    """The addresses of the assets, and of the icon that browsers ask for by themselves."""
    return [
        Route("/static/{version}/{name}", unguarded(_asset, media=NO_BODY, limit=0), methods=["GET"]),
        Route("/favicon.ico", unguarded(_icon, media=NO_BODY, limit=0), methods=["GET"]),
    ]


def _asset(request: Request, _: bytes) -> Response:
    if request.path_params["version"] != version():
        raise NotFound
    return _file(request, request.path_params["name"], kept=_FOR_EVER)


def _icon(request: Request, _: bytes) -> Response:
    return _file(request, "favicon.svg", kept="public, max-age=86400")


def _file(request: Request, name: str, *, kept: str) -> Response:
    suffix = name[name.rfind(".") :]
    if name not in bundle() or suffix not in MEDIA:
        raise NotFound
    # Nobody calls too often by looking at a page: its files are in memory, and fetched once.
    request.state.uncounted = True
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
    if suffix in _PACKED or not takes_gzip:
        return Response(bundle()[name], headers=headers, media_type=MEDIA[suffix])
    return Response(_squeezed(name), headers=headers | {"Content-Encoding": "gzip"}, media_type=MEDIA[suffix])
