"""Safeguard resources: of case-management systems, a look in an emergency, who was told of it, and conflicts."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.api.calls.call import JSON_MEDIA
from exchange.api.calls.on_behalf_of import SCOPE, Asked, CaseworkApi, acting_for, acts
from exchange.api.casework.persons import read_person_id
from exchange.api.casework.referrals import case_document
from exchange.core.compliance.break_glass import ToldAfterwards
from exchange.core.errors import NotAnId
from exchange.core.referral.code import read_name
from exchange.core.staff.idempotency import StoredResponse
from exchange.edge.auth.access import Grant
from exchange.edge.endpoint import Endpoint, guarded
from exchange.edge.http.body import JSON
from exchange.flows.casework.break_glass import break_glass, note_told
from exchange.flows.documents import read_document
from exchange.flows.register.enter import note_conflict
from exchange.ports.hub import Hub
from exchange.queries.referrals import view
from keys.strictjson import dumps

PATH = "/api/v1/break-glass"
SMALL = 16 * 1024


def opened(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/break-glass`: look once at a case of somebody else. What it shows is kept nowhere.

    So there is no `Idempotency-Key`: called again it is another look, and both are reviewed.
    """

    def core(request: Request, grant: Grant, raw: bytes) -> Response:
        said = read_document(raw, schema="break-glass", limit=SMALL)
        seen = break_glass(_referral(said), reason=said["reason"], by=acting_for(request, grant), hub=api.hub)
        return JSONResponse(case_document(view(seen, hub=api.hub), hub=api.hub))

    return guarded(core, hub=api.hub, scope=SCOPE, media=JSON, limit=SMALL)


def told(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/break-glass/told`: the person, or the DPO, knows of the looks at a case."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        said = read_document(asked.raw, schema="break-glass-told", limit=SMALL)
        whom = ToldAfterwards(said["whom"])
        return _kept({"looks": len(note_told(_referral(said), whom=whom, by=asked.by, hub=hub))})

    return acts(core, api=api, limit=SMALL, media=JSON)


def conflict(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/persons/{id}/conflicts`: who is close to a person decides nothing about them from now on."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        said = read_document(asked.raw, schema="conflict-note", limit=SMALL)
        person = read_person_id(asked.id)
        done = note_conflict(person, staff=said["staff"], relation=said["relation"], by=asked.by, hub=hub)
        # What somebody is to the person is kept in the register alone.
        return _kept({"fact": done.id}, status=201)

    return acts(core, api=api, limit=SMALL, media=JSON)


def _referral(said: Mapping[str, Any]) -> str:
    try:
        return read_name(said["referral"])
    except NotAnId as error:
        raise NotAnId(pointer="/referral") from error


def _kept(said: dict[str, object], *, status: int = 200) -> StoredResponse:
    return StoredResponse(status=status, headers={"Content-Type": JSON_MEDIA}, body=dumps(said))
