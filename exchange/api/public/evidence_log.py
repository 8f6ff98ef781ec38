"""Transparency log as tiles (c2sp.org/tlog-tiles): checkpoint and hashes for everybody, entries for auditing hubs."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from exchange.core.errors import NotFound
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid
from exchange.core.evidence.tiles import Tile, bundle
from exchange.core.unavailable import LogDamaged
from exchange.edge.auth.access import Grant
from exchange.edge.endpoint import Endpoint, guarded, unguarded
from exchange.edge.http.body import NO_BODY
from exchange.flows.evidence.checkpoint import signed
from exchange.flows.evidence.entries import entries_of
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog

SCOPE = "hub.witness"
"""Times and kinds of all leaves together tell how busy a Jobcenter is; whoever has one leaf gets a proof of it."""
PREFIX = "/rx-log/{log}"
CHECKPOINT, ENTRIES, TILES = "checkpoint", "tile/entries/{path:path}", "tile/{path:path}"
LOG_SCOPES: Mapping[str, str] = MappingProxyType({CHECKPOINT: "", ENTRIES: SCOPE, TILES: ""})
"""What a token must cover for each address below the prefix; nothing where anybody may read."""
BYTES = "application/octet-stream"
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_FOR_EVER = "max-age=31536000, immutable"


def log_routes(hub: Hub, *, published: PublishedLog) -> list[Route]:
    """The addresses below the prefix of each of the hub's logs, `/rx-log/<n>`."""
    return [
        Route(f"{PREFIX}/{CHECKPOINT}", _checkpoint(hub, published), methods=["GET"]),
        Route(f"{PREFIX}/{ENTRIES}", _entries(hub, published), methods=["GET"]),
        Route(f"{PREFIX}/{TILES}", _tile(hub, published), methods=["GET"]),
    ]


def _checkpoint(hub: Hub, published: PublishedLog) -> Endpoint:
    def core(request: Request, _: bytes) -> Response:
        log = _number(request)
        _last(log, published=published, hub=hub)
        return PlainTextResponse(published.note(log), headers={"Cache-Control": "no-cache"})

    return unguarded(core, media=NO_BODY, limit=0)


def _tile(hub: Hub, published: PublishedLog) -> Endpoint:
    def core(request: Request, _: bytes) -> Response:
        log = _number(request)
        tile = _named(request.path_params["path"], log=log, published=published, hub=hub)
        hashes = published.hashes(log, tile.level or 0, tile.start, tile.width)
        return Response(hashes, media_type=BYTES, headers={"Cache-Control": f"public, {_FOR_EVER}"})

    return unguarded(core, media=NO_BODY, limit=0)


def _entries(hub: Hub, published: PublishedLog) -> Endpoint:
    def core(request: Request, _: Grant, __: bytes) -> Response:
        log = _number(request)
        tile = _named(f"entries/{request.path_params['path']}", log=log, published=published, hub=hub)
        content = bundle(entries_of(tile, log=log, published=published, hub=hub))
        return Response(content, media_type=BYTES, headers={"Cache-Control": f"private, {_FOR_EVER}"})

    return guarded(core, hub=hub, scope=LOG_SCOPES[ENTRIES], media=NO_BODY, limit=0)


def _number(request: Request) -> int:
    # One spelling for each log, so that each tile has one address.
    if not _NUMBER.fullmatch(request.path_params["log"]):
        raise NotFound
    return int(request.path_params["log"])


def _named(path: str, *, log: int, published: PublishedLog, hub: Hub) -> Tile:
    tile = Tile.read(path)
    if tile is None or not tile.within(_last(log, published=published, hub=hub).size):
        raise NotFound
    return tile


def _last(log: int, *, published: PublishedLog, hub: Hub) -> Checkpoint:
    note = published.note(log)
    if not note:
        raise NotFound
    try:
        return signed(note, log=log, hub=hub)
    except ProofInvalid as error:
        raise LogDamaged("checkpoint-damaged") from error
