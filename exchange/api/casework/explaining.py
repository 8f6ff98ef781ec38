"""Explaining resources: of case-management systems, why a field goes or stays, what was declared, how to write it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.api.calls.on_behalf_of import SCOPE, CaseworkApi, looks
from exchange.api.casework.consents import read_consent_id
from exchange.core.ids import show_instant
from exchange.core.referral.code import read_name
from exchange.core.said import Said
from exchange.core.text.why import remedy_of, sentence_of
from exchange.edge.auth.access import Grant
from exchange.edge.endpoint import Endpoint, guarded
from exchange.edge.http.body import NO_BODY
from exchange.flows.consent.receipt import hand_out_receipt
from exchange.flows.sending.approving.explain import Leaf, Verdict, explain_referral
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.queries.hints import hint, topics
from keys.strictjson import dumps


def explained(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/referrals/{id}/explanation`: each field at each of the four checks. No value is shown."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        done = explain_referral(read_name(request.path_params["id"]), by=by, hub=api.hub)
        fields = list(map(_field, done.leaves))
        return JSONResponse({"referral": done.referral.id, "sent": done.sent, "fields": fields})

    return looks(core, hub=api.hub)


def receipt(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/consents/{id}/receipt`: signed by the hub, and as a record of ISO/IEC TS 27560 (JSON-LD).

    Each time is a line in the person's ledger. Nothing of the answer is kept: it says all that the person declared.
    """

    def core(request: Request, by: OnBehalfOf) -> Response:
        consent = read_consent_id(request.path_params["id"])
        done = hand_out_receipt(consent, language="de", by=by, hub=api.hub)
        record = dumps(done.record).decode()
        return JSONResponse({"consent": consent, "receipt": done.compact, "record": record})

    return looks(core, hub=api.hub)


def hinted(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/hints`: how to write of a person in everyday words, by topic, for a form to show beside it."""

    def core(_: Request, __: Grant, ___: bytes) -> Response:
        return JSONResponse({"hints": [_hint(topic, title) for topic, title in topics().items()]})

    return guarded(core, hub=api.hub, scope=SCOPE, media=NO_BODY, limit=0)


def _hint(topic: str, title: Said) -> dict[str, Any]:
    rule, examples = hint(topic)
    instead = [{"not": wrong._asdict(), "but": right._asdict()} for wrong, right in examples]
    return {"topic": topic, "title": title._asdict(), "rule": rule._asdict(), "instead": instead}


def _field(leaf: Leaf) -> dict[str, Any]:
    return {
        "pointer": leaf.pointer,
        "name": leaf.name,
        "categories": list(leaf.categories),
        "checks": list(map(_verdict, leaf.verdicts)),
    }


def _verdict(one: Verdict) -> dict[str, Any]:
    said = {"check": one.check.value, "in": not one.reason, "at": show_instant(one.at)}
    if not one.reason:
        return said | {"clauses": list(one.clauses)}
    why = {"says": sentence_of(one.reason)._asdict(), "do": remedy_of(one.reason)._asdict()}
    return said | {"clauses": list(one.clauses), "reason": one.reason} | why
