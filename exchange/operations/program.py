"""Running program: what is known of it for a compliance review: its calls, its log, its keys' file, its database."""

from exchange.api.routes import api_calls, facts_of
from exchange.core.compliance.running import CallFacts, Running
from exchange.federation.routes import federation_routes
from exchange.federation.witness import witness_routes
from exchange.flows.evidence.checkpoint import trouble
from exchange.oauth.routes import oauth_routes
from exchange.observe.log import handlers
from exchange.opened import Opened
from exchange.runtime.night_review import NightReview

_PERMISSIONS = 0o777


def running(opened: Opened, *, listener: str = "") -> Running:
    """Ask the program that runs here; `listener` is how its hub is reached, empty where it does not listen."""
    calls = facts_of(api_calls(opened.hub, wakeup=opened.wakeup))
    open_to_all = (
        *oauth_routes(opened.hub, clients=()),
        *federation_routes(opened.hub, name="", log=lambda: 1),
        *witness_routes(opened.hub, witnessed=opened.witnessed),
    )
    with opened.hub.store.reading() as tx:
        found = trouble(tx, published=opened.published, hub=opened.hub)
    return Running(
        calls=[*calls, *(CallFacts(method="*", path=route.path, scope="") for route in open_to_all)],
        handlers=handlers(),
        listener=listener,
        vault_mode=opened.config.vault.stat().st_mode & _PERMISSIONS,
        database=opened.config.database.partition(":")[0].partition("+")[0],
        published=found.value if found else "",
    )


def night_review(opened: Opened, *, listener: str = "") -> NightReview:
    """What reviews all exchanges at night, beside a worker."""
    return NightReview(opened.hub, running=lambda: running(opened, listener=listener))
