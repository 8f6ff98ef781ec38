"""Referral resources: of case-management systems, written, looked at, released, answered, taken back."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.api.calls.call import JSON_MEDIA
from exchange.api.calls.on_behalf_of import Asked, CaseworkApi, acts, etag, looks
from exchange.api.calls.paging import NEXT, read_limit
from exchange.core.errors import Malformed, NotAnId
from exchange.core.ids import read_uuid
from exchange.core.packet.leave_out import place_in_draft
from exchange.core.packet.media import AttachmentRefused
from exchange.core.packet.preview import Item
from exchange.core.referral.code import read_name
from exchange.core.referral.referral import Referral
from exchange.core.said import Said, one_of
from exchange.core.staff.idempotency import StoredResponse
from exchange.core.vocabulary import State
from exchange.edge.endpoint import Endpoint
from exchange.edge.http.body import JSON, MAY_BE_JSON, read_once
from exchange.flows.casework import cancel as cancels
from exchange.flows.casework.assign import assign
from exchange.flows.documents import read_document
from exchange.flows.sending import answer as answers
from exchange.flows.sending.approving.check import check_referral
from exchange.flows.sending.drafting.draft import DOCUMENT_LIMIT, draft, read_draft
from exchange.flows.sending.drafting.edit import edit
from exchange.flows.sending.drafting.review import read_confirmed
from exchange.flows.sending.release import release_and_send, request_consent
from exchange.flows.staff.access import as_it_stands, look, look_through
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.ports.hub import Hub
from exchange.queries.facts import feedback_of, line_of, said
from exchange.queries.referrals import View, view
from keys.strictjson import dumps

PATH = "/api/v1/referrals"
SMALL = 16 * 1024
_NO_STATE = Said("Diesen Stand gibt es nicht.", "There is no such state.")


def create(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/referrals`: a draft; it waits for the consent where none is there yet."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        if read_draft(asked.raw).get("attachments"):
            # Files follow one by one, each sealed as it comes in; a document cannot hold them.
            raise AttachmentRefused("upload", pointer="/attachments")
        made = draft(asked.raw, files=(), by=asked.by, hub=hub)
        if made.consent is None and not made.power:
            made = request_consent(made.id, by=asked.by, hub=hub)
        return _reply(made, by=asked.by, hub=hub, status=201, headers={"Location": f"{hub.origin}{PATH}/{made.id}"})

    return acts(core, api=api, limit=DOCUMENT_LIMIT, media=JSON)


def listed(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/referrals?state=&limit=&cursor=`: the cases somebody may see, in order of id."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        query = request.query_params
        limit, cursor = read_limit(request), read_once(request, "cursor")
        after = _cursor(cursor) if "cursor" in query else ""
        states = _states(query.getlist("state"))
        found = look_through(states=states, after=after, limit=limit, by=by, hub=api.hub)
        document: dict[str, Any] = {"referrals": [_without_empty(line_of(one)) for one in found]}
        if len(found) < limit:
            return JSONResponse(document)
        document["next"] = found[-1].id
        following = "&".join([f"cursor={found[-1].id}", f"limit={limit}", *(f"state={one.value}" for one in states)])
        return JSONResponse(document, headers={"Link": f'<{api.hub.origin}{PATH}?{following}>; rel="next"'})

    return looks(core, hub=api.hub)


def shown(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/referrals/{id}`: everything about one case, with the `ETag` to act on it."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        seen = look(read_name(request.path_params["id"]), what="referral", by=by, hub=api.hub)
        found = view(seen, hub=api.hub)
        return JSONResponse(case_document(found, hub=api.hub), headers={"ETag": etag(found.writes)})

    return looks(core, hub=api.hub)


def feedback(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/referrals/{id}/feedback`: questions and feedback of the partner, oldest first."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        seen = look(read_name(request.path_params["id"]), what="feedback", by=by, hub=api.hub)
        found = view(seen, hub=api.hub)
        return JSONResponse({"feedback": feedback_of(found)}, headers={"ETag": etag(found.writes)})

    return looks(core, hub=api.hub)


def edited(api: CaseworkApi) -> Endpoint:
    """Make `PUT /api/v1/referrals/{id}/data`: a draft's data, in the place of those it has."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        return _reply(edit(asked.id, asked.raw, by=asked.by, hub=hub), by=asked.by, hub=hub)

    return acts(core, api=api, limit=DOCUMENT_LIMIT, media=JSON, on=read_name)


def assigned(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/referrals/{id}/assignment`: a team lead gives a case to somebody else."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        to = read_document(asked.raw, schema="assignment", limit=SMALL)["to"]
        return _reply(assign(asked.id, to=to, by=asked.by, hub=hub), by=asked.by, hub=hub)

    return acts(core, api=api, limit=SMALL, media=JSON, on=read_name)


def release(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/referrals/{id}/release`: everything is checked again, then it is sent.

    A second person, where one must look, has approved the draft at the hub itself (`geleit approve`). Its body may name
    what stays here on purpose.
    """

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        wish = read_document(asked.raw, schema="release", limit=SMALL) if asked.raw else {}
        sent = release_and_send(
            asked.id,
            by=asked.by,
            approve_by=None,
            leave_out=wish.get("leave_out"),
            confirmed=read_confirmed(wish),
            hub=hub,
        )
        # An answer is kept for repeats, under nobody's key: files are named by their ids in it.
        left_out = [{"pointer": place_in_draft(pointer), "reason": reason} for pointer, reason in sent.left_out]
        more = {"packet": sent.referral.packet, "suite": sent.suite, "left_out": left_out}
        return _reply(sent.referral, by=asked.by, hub=hub, more=more)

    return acts(core, api=api, limit=SMALL, media=MAY_BE_JSON, on=read_name)


def checked(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/referrals/{id}/check`: what a release would send now, what stays and why, files by name."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        shown = check_referral(read_name(request.path_params["id"]), leave_out=None, by=by, hub=api.hub)
        parts = {"leaves": shown.leaves, "stays": shown.stays, "stops": shown.stops}
        return JSONResponse({"goes": shown.goes} | {name: list(map(_item, part)) for name, part in parts.items()})

    return looks(core, hub=api.hub)


def _item(one: Item) -> dict[str, Any]:
    named = {"attachment": one.file} if one.file else {}
    why = {"reason": one.reason} if one.reason else {"categories": list(one.categories)}
    return {"pointer": place_in_draft(one.pointer), "name": one.name} | named | why


def answered(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/referrals/{id}/answers`: what the partner asked goes out in a new packet."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        return _reply(answers.answer(asked.id, asked.raw, by=asked.by, hub=hub), by=asked.by, hub=hub)

    return acts(core, api=api, limit=DOCUMENT_LIMIT, media=JSON, on=read_name)


def cancelled(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/referrals/{id}/cancellation`: taken back, or the partner is asked to."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        reason = read_document(asked.raw, schema="cancellation", limit=SMALL)["reason"]
        wish = cancels.Wish(reason=reason)
        return _reply(cancels.cancel(asked.id, wish=wish, by=asked.by, approve_by=None, hub=hub), by=asked.by, hub=hub)

    return acts(core, api=api, limit=SMALL, media=JSON, on=read_name)


def case_document(found: View, *, hub: Hub) -> dict[str, Any]:
    """Everything about one case."""
    return _without_empty(said(found, hub=hub)) | _attachments(found)


def _attachments(found: View) -> dict[str, Any]:
    """The draft's files; nothing for who sees metadata only: a name may say as much as a file."""
    if found.draft is None:
        return {}
    shown = [
        {
            "attachment": one.id,
            "name": one.name,
            "media_type": one.media_type,
            "category": one.category.value,
            "length": one.length,
        }
        for one in found.draft.attachments
    ]
    return {"attachments": shown}


def _reply(
    referral: Referral,
    *,
    by: OnBehalfOf,
    hub: Hub,
    status: int = 200,
    headers: dict[str, str] | None = None,
    more: dict[str, Any] | None = None,
) -> StoredResponse:
    now, writes = as_it_stands(referral.id, by=by, hub=hub)
    named = {"Content-Type": JSON_MEDIA, "ETag": etag(writes)} | (headers or {})
    return StoredResponse(status=status, headers=named, body=dumps(_without_empty(line_of(now)) | (more or {})))


def _without_empty(document: dict[str, Any]) -> dict[str, Any]:
    """A document without the members that say nothing."""
    return {name: value for name, value in document.items() if value is not None}


def _cursor(text: str) -> str:
    try:
        return read_uuid(text)
    except NotAnId as error:
        raise NotAnId(pointer="/cursor").saying(form=NEXT) from error


def _states(named: list[str]) -> list[State]:
    unknown = [one for one in named if one not in list(State)]
    if unknown or len(named) > len(State):
        raise Malformed(pointer="/state").saying(what=_NO_STATE, form=one_of(State, typed=(*unknown, "")[0]))
    return [State(one) for one in named]
