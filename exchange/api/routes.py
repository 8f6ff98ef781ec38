"""The partner API's table of routes."""

from starlette.routing import Route

from exchange.api import directory, packets, problems, referrals, sets, status
from exchange.edge.bell import Bell
from exchange.ports.hub import Hub


def api_routes(hub: Hub, *, bell: Bell) -> list[Route]:
    """Everything of protocol section 4, the pages of problems, and the two health addresses."""
    return [
        Route("/sets/poll", sets.poll(hub, bell=bell), methods=["POST"]),
        Route("/sets", sets.push(hub, bell=bell), methods=["POST"]),
        Route("/packets/{id}", packets.packet(hub), methods=["GET"]),
        Route("/blobs/{sha256}", packets.blob(hub), methods=["GET"]),
        Route("/blobs/{sha256}", packets.put_blob(hub), methods=["PUT"]),
        Route("/referrals/{id}", referrals.referral(hub), methods=["GET"]),
        Route("/capacity", directory.capacity(hub), methods=["PUT"]),
        Route("/directory", directory.directory(hub), methods=["GET"]),
        Route("/directory/{id:path}", directory.directory_entry(hub), methods=["GET"]),
        Route("/problems/{code}", problems.problem_page(), methods=["GET"]),
        Route("/livez", status.livez, methods=["GET"]),
        Route("/readyz", status.readyz(hub), methods=["GET"]),
    ]
