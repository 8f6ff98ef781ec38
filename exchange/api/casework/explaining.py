"""Explaining resources: of case-management systems, why a field goes or stays, what was declared, how to write it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.api.calls.on_behalf_of import CaseworkApi, looks
from exchange.api.casework.consents import read_consent_id
from exchange.core.ids import show_instant
from exchange.core.referral.code import read_name
from exchange.core.text.why import remedy_of, sentence_of
from exchange.edge.endpoint import Endpoint
from exchange.flows.consent.receipt import hand_out_receipt
from exchange.flows.sending.approving.explain import Leaf, Verdict, explain_referral
from exchange.flows.staff.authenticate import OnBehalfOf
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
