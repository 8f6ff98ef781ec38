"""Is the process alive, and can it work: for load balancers and operators."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.edge.body import NO_BODY
from exchange.edge.endpoint import Endpoint, unguarded
from exchange.edge.refusals import KeyAway
from exchange.ports.hub import Hub
from keys.errors import KeysError
from keys.jwk import Purpose


async def livez(_: Request) -> Response:
    """Answer while the process lives."""
    return JSONResponse({"status": "ok"})


def readyz(hub: Hub, *, check: Callable[[], None]) -> Endpoint:
    """Make `GET /readyz`: 200 while the database answers, `check` raises nothing and the needed keys are valid."""

    def core(_: Request, __: bytes) -> Response:
        at = hub.clock.now()
        try:
            for purpose in (Purpose.OAUTH, Purpose.PACKET, Purpose.ACK):
                hub.ring.current(purpose, at)
        except KeysError as error:
            raise KeyAway from error
        check()
        with hub.store.reading() as tx:
            size = tx.log.size()
        return JSONResponse({"status": "ok", "log": size})

    return unguarded(core, media=NO_BODY, limit=0)
