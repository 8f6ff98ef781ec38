"""Liveness and readiness probes: is the process alive, can it work, how is it doing.

For load balancers and operators.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from exchange.edge.endpoint import Endpoint, unguarded
from exchange.edge.http.body import NO_BODY
from exchange.edge.http.errors import KeyUnavailable
from exchange.flows.operations.ready import examine
from exchange.observe.figures import Figures
from exchange.ports.hub import Hub
from keys.errors import KeysError


async def livez(_: Request) -> Response:
    """Answer while the process lives."""
    return JSONResponse({"status": "ok"})


def readyz(hub: Hub) -> Endpoint:
    """Make `GET /readyz`: 200 while database, keys and disk are as every exchange needs them, else 503 or 507."""

    def core(_: Request, __: bytes) -> Response:
        findings = examine(hub=hub)
        for one in findings:
            if isinstance(one.error, KeysError):
                raise KeyUnavailable from one.error
            if one.error is not None:
                raise one.error
        return JSONResponse({"status": "ok", "checks": {one.check: "ok" for one in findings}})

    return unguarded(core, media=NO_BODY, limit=0)


def metrics(figures: Figures) -> Endpoint:
    """Make `GET /metrics`: the figures for Prometheus, in the format its Accept asks for."""

    def core(request: Request, _: bytes) -> Response:
        page, media = figures.page(request.headers.get("accept", ""))
        return Response(page, headers={"Content-Type": media})

    return unguarded(core, media=NO_BODY, limit=0)


def operations_routes(hub: Hub, *, figures: Figures) -> list[Route]:
    """What the listener for operators serves. Nobody proves who they are here: it belongs on an inner network."""
    return [
        Route("/metrics", metrics(figures), methods=["GET"]),
        Route("/livez", livez, methods=["GET"]),
        Route("/readyz", readyz(hub), methods=["GET"]),
    ]
