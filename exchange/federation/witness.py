"""Witness endpoints (c2sp.org/tlog-witness 1.1.0): hand in a checkpoint, and read the newest that was cosigned."""

import logging
import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from exchange.core.errors import NotFound
from exchange.core.evidence.cosignature import MOST_BYTES, CheckpointForked, CheckpointStale
from exchange.edge.endpoint import Endpoint, unguarded
from exchange.edge.http.body import ANY_MEDIA, NO_BODY
from exchange.flows.federation.witness import add_checkpoint, newest_note
from exchange.ports.hub import Hub
from exchange.ports.witnessed import Witnessed

_LOG = logging.getLogger(__name__)
SUBMIT, NEWEST = "/witness/add-checkpoint", "/witness/{digest}/checkpoint"
SIZE_MEDIA = "text/x.tlog.size"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def witness_routes(hub: Hub, *, witnessed: Witnessed) -> list[Route]:
    """Both addresses. Nobody proves who they are here: the log's own signature says whose checkpoint it is."""
    return [
        Route(SUBMIT, _submit(hub, witnessed), methods=["POST"]),
        Route(NEWEST, _newest(witnessed), methods=["GET"]),
    ]


def _submit(hub: Hub, witnessed: Witnessed) -> Endpoint:
    def core(_: Request, body: bytes) -> Response:
        try:
            return PlainTextResponse(add_checkpoint(body, witnessed=witnessed, hub=hub))
        except CheckpointStale as stale:
            # The format asks for this body, which tells the log where to go on.
            return PlainTextResponse(f"{stale.size}\n", stale.status, media_type=SIZE_MEDIA)
        except CheckpointForked as fork:
            if fork.kept:
                _LOG.error("witnessed log forked", extra={"code": fork.code})
            raise

    return unguarded(core, media=ANY_MEDIA, limit=MOST_BYTES)


def _newest(witnessed: Witnessed) -> Endpoint:
    def core(request: Request, _: bytes) -> Response:
        if not _DIGEST.fullmatch(request.path_params["digest"]):
            raise NotFound
        note = newest_note(request.path_params["digest"], witnessed=witnessed)
        return PlainTextResponse(note, headers={"Cache-Control": "no-cache"})

    return unguarded(core, media=NO_BODY, limit=0)
