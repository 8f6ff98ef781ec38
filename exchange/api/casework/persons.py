"""Person resources: of case-management systems: found by reference in a body, shown, merged by two, corrected."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.api.calls.call import JSON_MEDIA
from exchange.api.calls.on_behalf_of import SCOPE, Asked, CaseworkApi, acting_for, acts, looks
from exchange.core.consent.answers import declared_at, revocations_of
from exchange.core.consent.consent import Consent
from exchange.core.consent.disclosure import Disclosure
from exchange.core.errors import NotAnId
from exchange.core.ids import read_uuid, show_instant
from exchange.core.referral.referral import Person, Referral
from exchange.core.said import Said
from exchange.core.staff.idempotency import StoredResponse
from exchange.edge.auth.access import Grant
from exchange.edge.endpoint import Endpoint, guarded
from exchange.edge.http.body import JSON
from exchange.flows.documents import read_document
from exchange.flows.person.approve_merge import read_approval
from exchange.flows.person.correct import correct_reference
from exchange.flows.person.look import PersonView, look_at_person
from exchange.flows.person.lookalikes import look_alikes
from exchange.flows.person.merge import merge
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.ports.hub import Hub
from keys.strictjson import dumps

PATH = "/api/v1/persons"
SMALL = 16 * 1024
_AN_ID = Said(
    "die Kennung einer Person, in Kleinbuchstaben; das Kennzeichen gehört in den Inhalt: POST /api/v1/persons/search",
    "the id of a person, in small letters; the reference belongs in the body: POST /api/v1/persons/search",
)


def found(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/persons/search`: by reference, which is personal and therefore in no address. A look."""

    def core(request: Request, grant: Grant, raw: bytes) -> Response:
        reference = read_document(raw, schema="person-search", limit=SMALL)["reference"]
        view = look_at_person(reference, what="person", by=acting_for(request, grant), hub=api.hub)
        return JSONResponse(_shown(view))

    return guarded(core, hub=api.hub, scope=SCOPE, media=JSON, limit=SMALL)


def shown(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/persons/{id}`: what there is of a person in one's own cases."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        return JSONResponse(_shown(look_at_person(_id(request), what="person", by=by, hub=api.hub)))

    return looks(core, hub=api.hub)


def consents(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/persons/{id}/consents`: the person's answers, the newest last."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        view = look_at_person(_id(request), what="consents", by=by, hub=api.hub)
        return JSONResponse({"person": view.person.id, "consents": list(map(_consent, view.consents))})

    return looks(core, hub=api.hub)


def alike(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/persons/{id}/look-alikes`: whom of one's own cases somebody new may be."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        person = _id(request)
        others = look_alikes(person, by=by, hub=api.hub)
        return JSONResponse({"person": person, "look_alikes": list(map(_named, others))})

    return looks(core, hub=api.hub)


def merged(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/persons/{id}/merge`: the second person gave their word at the hub (`approval`)."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        said = read_document(asked.raw, schema="person-merge", limit=SMALL)
        kept, approval = read_person_id(asked.id), read_approval(said["approval"], hub=hub)
        done = merge(kept, said["gone"], by=asked.by, approve_by=approval, hub=hub)
        ended = [{"referral": one.id, "state": one.state.value} for one in done.ended]
        document = {"person": done.kept.id, "gone": done.gone, "ended": ended}
        return StoredResponse(status=200, headers={"Content-Type": JSON_MEDIA}, body=dumps(document))

    return acts(core, api=api, limit=SMALL, media=JSON)


def corrected(api: CaseworkApi) -> Endpoint:
    """Make `PUT /api/v1/persons/{id}/reference`. What is kept of the answer says no reference."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        reference = read_document(asked.raw, schema="person-search", limit=SMALL)["reference"]
        done = correct_reference(read_person_id(asked.id), reference=reference, by=asked.by, hub=hub)
        body = dumps({"person": done.id})
        return StoredResponse(status=200, headers={"Content-Type": JSON_MEDIA}, body=body)

    return acts(core, api=api, limit=SMALL, media=JSON)


def _id(request: Request) -> str:
    return read_person_id(request.path_params["id"])


def read_person_id(text: str, pointer: str = "/id") -> str:
    """Read whose id an address or a body names.

    Raises:
        NotAnId: it is none; it says where a reference belongs.
    """
    try:
        return read_uuid(text)
    except NotAnId as error:
        raise NotAnId(pointer=pointer).saying(form=_AN_ID) from error


def _named(person: Person) -> dict[str, str]:
    return {"person": person.id, "reference": person.reference}


def _shown(view: PersonView) -> dict[str, Any]:
    return {
        **_named(view.person),
        "since": show_instant(view.person.since),
        "consents": list(map(_consent, view.consents)),
        "referrals": list(map(_case, view.referrals)),
        "disclosures": list(map(_disclosure, view.disclosures)),
    }


def _consent(one: Consent) -> dict[str, Any]:
    ends = [clause.valid_until for clause in one.clauses]
    return {
        "consent": one.id,
        "status": one.status.value,
        "declared_at": show_instant(declared_at(one)),
        "recipients": sorted({clause.recipient.entity for clause in one.clauses}),
        **({"valid_until": show_instant(max(ends))} if ends else {}),
        "withdrawn": [
            {"at": show_instant(said.at), **({"recipient": said.entity} if said.entity else {})}
            for said in revocations_of(one)
        ],
    }


def _case(one: Referral) -> dict[str, str]:
    case = {"referral": one.id, "state": one.state.value, "partner": one.partner, "service_line": one.service_line}
    return case | ({"code": one.code} if one.code else {})


def _disclosure(one: Disclosure) -> dict[str, Any]:
    return {
        "at": show_instant(one.at),
        "recipient": one.recipient,
        "categories": [each.value for each in one.categories],
        "purpose": one.purpose.value,
        "basis": one.basis,
        "referral": one.referral,
    }
