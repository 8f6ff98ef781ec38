"""Plan resources: of case-management systems, a support plan: shown, begun, added to, put right, carried on, closed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.api.calls.call import JSON_MEDIA
from exchange.api.calls.on_behalf_of import Asked, CaseworkApi, acts, looks
from exchange.api.calls.paging import read_limit
from exchange.api.casework.persons import read_person_id
from exchange.core.ids import read_instant
from exchange.core.plan.change import KINDS
from exchange.core.plan.correct import Correcting, PlanEntry
from exchange.core.plan.plan import PlanClosing, SupportPlan, step_name
from exchange.core.staff.idempotency import StoredResponse
from exchange.edge.endpoint import Endpoint
from exchange.edge.http.body import JSON, NO_BODY
from exchange.flows.documents import read_document
from exchange.flows.plan.carry_on import close_plan, finish_follow_up, finish_step, review_plan
from exchange.flows.plan.correct import correct_plan
from exchange.flows.plan.look import DuePlan, look_at_due_plans, look_at_plan
from exchange.flows.plan.write import DOCUMENT_LIMIT, add_to_plan, open_plan
from exchange.flows.staff.authenticate import OnBehalfOf
from exchange.ports.hub import Hub
from exchange.queries.plans import item_facts, plan_facts
from keys.strictjson import dumps

PATH = "/api/v1/plans"
SMALL = 16 * 1024


def agenda(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/plans?limit=`: the plans on which something is due today, the longest waiting first."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        found = look_at_due_plans(limit=read_limit(request), by=by, hub=api.hub)
        return JSONResponse({"plans": list(map(_due, found))})

    return looks(core, hub=api.hub)


def shown(api: CaseworkApi) -> Endpoint:
    """Make `GET /api/v1/persons/{id}/plan`: all that was agreed with a person; the look is noted."""

    def core(request: Request, by: OnBehalfOf) -> Response:
        view = look_at_plan(read_person_id(request.path_params["id"]), by=by, hub=api.hub)
        plans = [_shown(one, referrals=view.referrals) for one in view.plans]
        return JSONResponse({"person": view.person.id, "plans": plans})

    return looks(core, hub=api.hub)


def begun(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/persons/{id}/plan`: begin one, with what the person needs in their own words."""

    def change(person: str, asked: Asked, hub: Hub) -> SupportPlan:
        return open_plan(person, asked.raw, by=asked.by, hub=hub)

    return _changes(change, api=api, limit=DOCUMENT_LIMIT, status=201)


def added(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/persons/{id}/plan/entries`: needs, goals, steps, follow-ups, appointments."""

    def change(person: str, asked: Asked, hub: Hub) -> SupportPlan:
        return add_to_plan(person, asked.raw, by=asked.by, hub=hub)

    return _changes(change, api=api, limit=DOCUMENT_LIMIT)


def done(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/persons/{id}/plan/done`: a step or a follow-up, today."""

    def change(person: str, asked: Asked, hub: Hub) -> SupportPlan:
        said = read_document(asked.raw, schema="plan-done", limit=SMALL)
        finish = finish_step if "step" in said else finish_follow_up
        (number,) = said.values()
        return finish(person, number, by=asked.by, hub=hub)

    return _changes(change, api=api)


def corrected(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/persons/{id}/plan/correction`: an entry put right; what stood there stays to be read."""

    def change(person: str, asked: Asked, hub: Hub) -> SupportPlan:
        read = read_document(asked.raw, schema="plan-correction", limit=SMALL)
        looked_at = {(one["kind"], one["pointer"]) for one in read.get("confirmed", ())}
        return correct_plan(person, _correcting(read), by=asked.by, hub=hub, said=looked_at)

    return _changes(change, api=api)


def reviewed(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/persons/{id}/plan/review`: it was looked over together today. Nothing is sent along."""

    def change(person: str, asked: Asked, hub: Hub) -> SupportPlan:
        return review_plan(person, by=asked.by, hub=hub)

    return _changes(change, api=api, limit=0, media=NO_BODY)


def closed(api: CaseworkApi) -> Endpoint:
    """Make `POST /api/v1/persons/{id}/plan/closing`: it is over, and stays to be read."""

    def change(person: str, asked: Asked, hub: Hub) -> SupportPlan:
        why = PlanClosing(read_document(asked.raw, schema="plan-closing", limit=SMALL)["why"])
        return close_plan(person, why, by=asked.by, hub=hub)

    return _changes(change, api=api)


def _changes(
    change: Callable[[str, Asked, Hub], SupportPlan],
    *,
    api: CaseworkApi,
    limit: int = SMALL,
    media: frozenset[str] = JSON,
    status: int = 200,
) -> Endpoint:
    """An endpoint that changes the plan of the person in the address. Its answer is kept, so it holds no word of it."""

    def core(asked: Asked, hub: Hub) -> StoredResponse:
        plan = change(read_person_id(asked.id), asked, hub)
        counts = {name: len(getattr(plan, name)) for name in KINDS}
        said = {"plan": plan.id, "open": plan.is_open, "review_on": str(plan.review_on), "counts": counts}
        return StoredResponse(status=status, headers={"Content-Type": JSON_MEDIA}, body=dumps(said))

    return acts(core, api=api, limit=limit, media=media)


def _shown(plan: SupportPlan, *, referrals: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    facts = {name: value for name, value in plan_facts(plan).items() if value is not None}
    for step in facts["steps"]:
        if codes := referrals.get(step_name(plan.id, step["number"])):
            step["referrals"] = list(codes)
    return facts


def _due(one: DuePlan) -> dict[str, Any]:
    items = list(map(item_facts, one.items))
    return {"plan": one.plan, "owner": one.owner, "reference": one.reference, "due": items}


def _correcting(read: Mapping[str, Any]) -> Correcting:
    return Correcting(
        entry=PlanEntry(read["entry"]),
        number=read["number"],
        text=read.get("text"),
        day=date.fromisoformat(read["on"]) if "on" in read else None,
        at=read_instant(read["at"]) if "at" in read else None,
    )
