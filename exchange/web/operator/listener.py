"""Operations listener page: the same page on the inner network, without signing in, where it needs no database."""

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.edge.endpoint import unguarded
from exchange.edge.http.body import NO_BODY
from exchange.web.foundation.assets import asset_routes
from exchange.web.foundation.visit import Visit
from exchange.web.operator.health import Examine
from exchange.web.operator.operation import PATH, shows


def listener_routes(stranger: Callable[[Request], Visit], *, examine: Examine) -> Sequence[Route]:
    """The page and what it is shown with, for the listener of operators. Nobody proves who they are there.

    So nothing that names a colleague or a case is said there: whose passphrase is not their own would help others most.
    """
    answer = shows(lambda: [one for one in examine() if not one.names])

    def page(request: Request, _: bytes) -> Response:
        return answer(stranger(request))

    return (*asset_routes(), Route(PATH, unguarded(page, media=NO_BODY, limit=0), methods=["GET"]))
