"""Consent resources: of case-management systems, put on record, looked at, withdrawn."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.api.calls.call import JSON_MEDIA
from exchange.api.calls.on_behalf_of import SCOPE, Asked, CaseworkApi, acting_for, acts, looks
from exchange.core.consent.clause import Release, release_claims, show_recipient
from exchange.core.consent.consent import Consent
from exchange.core.errors import NotAnId
from exchange.core.ids import read_uuid, show_instant
from exchange.core.referral.referral import Referral
from exchange.core.said import Said
from exchange.core.staff.idempotency import StoredResponse
from exchange.edge.auth.access import Grant
from exchange.edge.endpoint import Endpoint, guarded
from exchange.edge.http.body import JSON
from exchange.flows.consent.preview import preview_consent
from exchange.flows.consent.record import DOCUMENT_LIMIT, Recorded, record_consent
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.documents import read_document
from exchange.flows.staff.access import look_at_consent
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.ports.hub import Hub
from keys.strictjson import dumps

PATH = "/api/v1/consents"
SMALL = 16 * 1024
_AN_ID = Said("die Kennung einer Einwilligung, in Kleinbuchstaben", "the id of a consent, in small letters")


def record(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/consents`. One that asks for a second person is recorded at the hub itself."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        done = record_consent(asked.raw, by=asked.by, approve_by=None, hub=hub)
        consent = done.consent
        headers = {"Content-Type": JSON_MEDIA, "Location": f"{hub.origin}{PATH}/{consent.id}"}
        # What is kept of an answer is not sealed under the person's key: clauses are shown to who looks at them.
        document = {
            "consent": consent.id,
            "copies": list(done.copies),
            **_effects(done),
        }
        return StoredResponse(status=201, headers=headers, body=dumps(document))

    return acts(core, api=api, limit=DOCUMENT_LIMIT, media=JSON)


def previewed(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/consents/check`: what putting it on record would do. Nothing is kept, and no key asked."""

    def core(request: Request, grant: Grant, raw: bytes) -> Response:
        done = preview_consent(raw, by=acting_for(request, grant), approve_by=None, hub=api.hub)
        return JSONResponse(_effects(done))

    return guarded(core, hub=api.hub, scope=SCOPE, media=JSON, limit=DOCUMENT_LIMIT)


def shown(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/consents/{id}`: how it stands now, and its clauses."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        consent = look_at_consent(read_consent_id(request.path_params["id"]), by=by, hub=api.hub)
        return JSONResponse(_shown(consent))

    return looks(core, hub=api.hub)


def withdrawn(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/consents/{id}/withdrawal`. It always wins, so it asks for no `If-Match` and no case."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        recipient = read_document(asked.raw, schema="withdrawal", limit=SMALL).get("recipient")
        done = withdraw(read_consent_id(asked.id), recipient=recipient, by=asked.by, hub=hub)
        ended = list(map(_ended, done.ended))
        document = {"consent": done.consent.id, "status": done.consent.status.value, "ended": ended}
        return StoredResponse(status=200, headers={"Content-Type": JSON_MEDIA}, body=dumps(document))

    return acts(core, api=api, limit=SMALL, media=JSON)


def read_consent_id(text: str) -> str:
    """Read a consent's id; a person's reference is personal, and never in an address.

    Raises:
        NotAnId: it is none.
    """
    try:
        return read_uuid(text)
    except NotAnId as error:
        raise NotAnId(pointer="/id").saying(form=_AN_ID) from error


def _effects(done: Recorded) -> dict[str, Any]:
    return {
        "status": done.consent.status.value,
        "ended": list(map(_ended, done.ended)),
        "replaced": list(done.replaced),
        "narrowed": [{"referral": one.referral, "categories": list(one.categories)} for one in done.narrowed],
        "unbound": [show_recipient(one) for one in done.unbound],
    }


def _ended(one: Referral) -> dict[str, Any]:
    return {"referral": one.id, "state": one.state.value} | ({"delivery": one.delivery.value} if one.delivery else {})


def _shown(consent: Consent) -> dict[str, Any]:
    return {
        "consent": consent.id,
        "status": consent.status.value,
        "feedback_level": consent.feedback_level,
        "clauses": [
            {
                "id": one.id,
                "direction": one.direction.value,
                "recipient": show_recipient(one.recipient),
                "purpose": one.purpose.value,
                "categories": sorted(one.categories),
                "valid_from": show_instant(one.valid_from),
                "valid_until": show_instant(one.valid_until),
            }
            for one in consent.clauses
        ],
        "releases": [_shown_release(one) for one in consent.releases],
    }


def _shown_release(release: Release) -> dict[str, Any]:
    """A release with how it was declared: by itself, or, in records of before, within the consent."""
    own = release.declaration
    signed = {"id": own.id, "signed_at": show_instant(min(one.signed_at for one in own.signers))} if own else {}
    return release_claims(release) | {"declared": release.declared.value} | signed
