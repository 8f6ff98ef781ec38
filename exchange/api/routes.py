"""Routing: the table of routes, every call of partners, of case-management systems, and what anybody may read."""

from collections.abc import Iterable, Sequence

from starlette.routing import Route

from exchange.api.calls.call import Call, routes_of
from exchange.api.calls.on_behalf_of import CaseworkApi
from exchange.api.casework.calls import case_calls
from exchange.api.partner.calls import partner_calls
from exchange.api.public.calls import page_calls
from exchange.api.public.evidence_log import LOG_SCOPES, PREFIX
from exchange.core.compliance.running import CallFacts
from exchange.edge.wakeup import Wakeup
from exchange.ports.hub import Hub


def api_calls(hub: Hub, *, wakeup: Wakeup) -> tuple[Call, ...]:
    """Every call there is; the routes and the OpenAPI document are both made of these."""
    calls = (*case_calls(CaseworkApi(hub=hub)), *partner_calls(hub, wakeup=wakeup))
    scopes = sorted({call.scope for call in calls})
    return (*calls, *page_calls(hub, others=calls, scopes=scopes))


def api_routes(hub: Hub, *, wakeup: Wakeup) -> list[Route]:
    """The routes of every call."""
    return routes_of(api_calls(hub, wakeup=wakeup))


def facts_of(calls: Iterable[Call]) -> Sequence[CallFacts]:
    """What a compliance review looks at of these calls, and of those that read the evidence log."""
    return [
        *(
            CallFacts(
                method=call.method,
                path=call.path,
                scope=call.scope,
                answers=tuple(one.body.schema for one in call.answers if one.body and one.body.schema),
            )
            for call in calls
        ),
        *(CallFacts(method="GET", path=f"{PREFIX}/{path}", scope=scope) for path, scope in LOG_SCOPES.items()),
    ]
