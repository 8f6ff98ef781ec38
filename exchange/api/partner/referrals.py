"""Status resource: a referral's state, version, legal next steps and deadline for its partner. No content, ever."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.core.ids import read_uuid
from exchange.edge.auth.access import Grant
from exchange.edge.endpoint import Endpoint, guarded
from exchange.edge.http.body import NO_BODY
from exchange.ports.hub import Hub
from exchange.queries.referrals import partner_view


def referral(hub: Hub) -> Endpoint:
    """Make `GET /referrals/{id}`."""

    def core(request: Request, grant: Grant, _: bytes) -> Response:
        view = partner_view(read_uuid(request.path_params["id"]), client=grant.client, hub=hub)
        return JSONResponse(view, headers={"ETag": f'"{view["version"]}"'})

    return guarded(core, hub=hub, scope="referral.acknowledge", media=NO_BODY, limit=0)
