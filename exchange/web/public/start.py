"""Demonstration start: the first page of a demo hub, where a click signs somebody in; no other hub has it."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from exchange.core.errors import NotFound
from exchange.core.vocabulary import Role
from exchange.flows.staff.authenticate import Credentials
from exchange.web.foundation.cookies import Cookies
from exchange.web.foundation.page import Page
from exchange.web.foundation.visit import Visit
from exchange.web.public.sign_in import signed_in

PATH = "/"


def pages(accounts: Mapping[Role, Credentials], *, cookies: Cookies) -> Sequence[Page]:
    """The page; `accounts` are the invented people of the demonstration, one for each role."""

    def get(visit: Visit) -> Response:
        return visit.show("start.html", roles=tuple(accounts))

    def post(visit: Visit) -> Response:
        chosen = {role.value: credentials for role, credentials in accounts.items()}.get(visit.form.one("as"))
        if chosen is None:
            raise NotFound
        return signed_in(visit, chosen, cookies=cookies, to="")

    return (Page(path=PATH, get=get, post=post, demo=True),)
