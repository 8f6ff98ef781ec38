"""Service directory: partners and their service lines, and how a partner keeps its own capacity up to date."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.api.calls.paging import NEXT, read_limit
from exchange.core.errors import Malformed, NotAnEntity, NotFound
from exchange.core.ids import read_entity
from exchange.core.said import Said
from exchange.edge.auth.access import Grant
from exchange.edge.endpoint import Endpoint, guarded
from exchange.edge.http.body import JSON, NO_BODY, read_json, read_once
from exchange.flows.partner.capacity import set_capacity
from exchange.ports.hub import Hub
from exchange.queries.directory import entry, page

CAPACITY_LIMIT = 16 * 1024
LONGEST_ENTITY = 270
_NO_PAGE = Said("So beginnt keine Seite.", "No page begins like this.")


def directory(hub: Hub) -> Endpoint:
    """Make `GET /directory?cursor=&limit=`: active partners in order of entity id; `next` is the next page."""

    def core(request: Request, _: Grant, __: bytes) -> Response:
        limit = read_limit(request)
        partners = page(after=_cursor(read_once(request, "cursor")), limit=limit, hub=hub)
        answer: dict[str, Any] = {"partners": partners}
        if len(partners) == limit:
            answer["next"] = partners[-1]["entity"]
        return JSONResponse(answer)

    return guarded(core, hub=hub, scope="directory.read", media=NO_BODY, limit=0)


def directory_entry(hub: Hub) -> Endpoint:
    """Make `GET /directory/{id}`; the id is the entity id, percent-encoded."""

    def core(request: Request, _: Grant, __: bytes) -> Response:
        return JSONResponse(entry(_name(request.path_params["id"]), hub=hub))

    return guarded(core, hub=hub, scope="directory.read", media=NO_BODY, limit=0)


def capacity(hub: Hub) -> Endpoint:
    """Make `PUT /capacity`: per service line waiting weeks, whether it accepts new people, until when that holds."""

    def core(_: Request, grant: Grant, raw: bytes) -> Response:
        set_capacity(read_json(raw), client=grant.client, hub=hub)
        return Response(status_code=204)

    return guarded(core, hub=hub, scope="capacity.write", media=JSON, limit=CAPACITY_LIMIT)


def _cursor(text: str) -> str:
    try:
        # What a page gave: an entity id, of a demo hub too. Nothing at all is the beginning.
        return read_entity(text, demo=True) if text else ""
    except NotAnEntity as error:
        raise Malformed(pointer="/cursor").saying(what=_NO_PAGE, form=NEXT) from error


def _name(text: str) -> str:
    # Entity ids are ASCII; databases choke on some of what else an address may hold.
    if len(text) > LONGEST_ENTITY or not text.isascii() or not text.isprintable():
        raise NotFound
    return text
