"""Is the process alive, and can it work: for load balancers and operators."""

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


def readyz(hub: Hub) -> Endpoint:
    """Make `GET /readyz`: 200 while the database answers and the keys that every exchange needs are valid, else 503."""

    def core(_: Request, __: bytes) -> Response:
        at = hub.clock.now()
        try:
            for purpose in (Purpose.OAUTH, Purpose.PACKET, Purpose.ACK):
                hub.ring.current(purpose, at)
        except KeysError as error:
            raise KeyAway from error
        with hub.store.reading() as tx:
            size = tx.log.size()
        return JSONResponse({"status": "ok", "log": size})

    return unguarded(core, media=NO_BODY, limit=0)
