"""Page routes: the one table of pages, of which routes, menu and the tests of roles are made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.core.errors import GeleitError
from exchange.core.vocabulary import Role
from exchange.flows.staff.authenticate import Credentials
from exchange.ports.hub import Hub
from exchange.web.caseworker import acts, approve, case, cases, download, letter, several, today
from exchange.web.foundation.assets import asset_routes
from exchange.web.foundation.cookies import Cookies
from exchange.web.foundation.door import SIGN_IN, Door
from exchange.web.foundation.page import Page
from exchange.web.foundation.refusals import as_page
from exchange.web.foundation.render import Renderer
from exchange.web.operator import operation
from exchange.web.operator.health import Examine
from exchange.web.operator.listener import listener_routes
from exchange.web.partner import listing, profile
from exchange.web.plan import plan
from exchange.web.public import information, me, passkeys, sign_in, start
from exchange.web.public.invented import read_accounts
from exchange.web.sending import consent, content, editing, person, place, send
from exchange.web.team import confirming, deputies, team

_TLS = "https"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The pages of a hub: their table, their routes, and how errors are shown to who reads pages.

    `inner` are those of the listener for operators, where nobody signs in.
    """

    table: Sequence[Page]
    routes: Sequence[Route]
    inner: Sequence[Route]
    as_page: Callable[[GeleitError, Request], Response | None]


def site(hub: Hub, *, name: str, examine: Examine, demo: Path | None = None) -> Site:
    """Make the pages of a hub.

    Args:
        hub: whose pages they are.
        name: what the house calls itself, on the page for signing in.
        examine: looks at the installation that runs, for its operators.
        demo: the folder that holds the invented people of a demonstration; it counts where the hub is one.
    """
    cookies = Cookies(secure=urlsplit(hub.origin).scheme == _TLS)
    pages = table(cookies, house=name, examine=examine, accounts=read_accounts(demo) if hub.demo and demo else {})
    renderer = Renderer(demo=hub.demo, house=name, start=any(one.demo for one in pages))
    door = Door(hub=hub, renderer=renderer, cookies=cookies, origins=origins(hub), table=pages)
    routes = [Route(one.path, door.endpoint(one), methods=list(one.methods)) for one in pages]
    inner = listener_routes(door.stranger, examine=examine)
    return Site(table=pages, routes=(*asset_routes(), *routes), inner=inner, as_page=as_page(door.stranger))


def table(cookies: Cookies, *, house: str, examine: Examine, accounts: Mapping[Role, Credentials]) -> Sequence[Page]:
    """Every page there is, in the order of the menu."""
    first = start.pages(accounts, cookies=cookies) if accounts else ()
    return (
        *first,
        *today.pages(),
        *several.pages(house),
        *cases.pages(),
        *case.pages(),
        *acts.pages(),
        *letter.pages(house),
        *download.pages(),
        *plan.pages(),
        *person.pages(),
        *place.pages(),
        *content.pages(),
        *editing.pages(),
        *consent.pages(),
        *send.pages(),
        *approve.pages(),
        *team.pages(),
        *deputies.pages(),
        *operation.pages(examine),
        *listing.pages(),
        *profile.pages(),
        *confirming.pages(),
        *me.pages(cookies),
        *passkeys.pages(cookies),
        *sign_in.pages(cookies, first=start.PATH if first else SIGN_IN),
        *information.pages(),
    )


def origins(hub: Hub) -> frozenset[str]:
    """Where forms may come from: the hub's own address, and in a demonstration the same machine by its name."""
    port = urlsplit(hub.origin).port
    return frozenset({hub.origin, *([f"http://localhost:{port}"] if hub.demo and port else [])})
