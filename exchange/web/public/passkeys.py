"""Passkey pages: one's own added and taken away, and what a browser is asked for one; the script does the asking."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from exchange.core.calendar import BERLIN
from exchange.core.session.passkey import passkey_place
from exchange.core.text.dates import full
from exchange.flows.session.by_passkey import (
    begin_confirmation,
    begin_sign_in,
    freshen_by_passkey,
    sign_in_by_passkey,
)
from exchange.flows.session.passkeys import add_passkey, begin_passkey, passkeys_of, remove_passkey
from exchange.web.foundation.cookies import Cookies
from exchange.web.foundation.page import STAFF, Page
from exchange.web.foundation.render import HEADERS
from exchange.web.foundation.visit import Visit
from exchange.web.public.sign_in import enter, shows_sign_in

PATH = "/ich/passkeys"


def pages(cookies: Cookies) -> Sequence[Page]:
    """The page, what it does, and what scripts ask."""

    def begin(visit: Visit) -> Response:
        opened = sign_in_by_passkey(visit.form.one("answer"), bound=visit.csrf, hub=visit.hub)
        return enter(visit, opened, cookies=cookies, to=visit.form.one("zu"))

    return (
        Page(path=PATH, roles=STAFF, fresh=True, get=_shows, post=_add),
        Page(path=f"{PATH}/entfernen", roles=STAFF, fresh=True, get=_shows, post=_remove),
        Page(path=f"{PATH}/neu", roles=STAFF, post=_ask_for_new),
        Page(path="/passkey/frage", roles=STAFF, post=_ask_for_known),
        Page(path="/passkey/bestaetigen", roles=STAFF, post=_confirm),
        Page(path="/anmelden/frage", get=shows_sign_in, post=_ask_who),
        Page(path="/anmelden/passkey", get=shows_sign_in, post=begin),
    )


def shown(visit: Visit) -> Sequence[Mapping[str, str]]:
    """One's own, each with its name and since which day it is there."""
    return [
        {"id": one.id, "name": one.name, "day": full(one.added_at.astimezone(BERLIN).date(), visit.language)}
        for one in passkeys_of(by=visit.me.by, hub=visit.hub)
    ]


def _shows(visit: Visit) -> Response:
    return visit.show(
        "passkeys.html",
        place=passkey_place(visit.hub.origin, demo=visit.hub.demo),
        passkeys=shown(visit),
        done=visit.request.query_params.get("getan", ""),
    )


def _add(visit: Visit) -> Response:
    form = visit.form
    add_passkey(form.one("answer"), name=form.one("name"), bound=visit.csrf, by=visit.me.by, hub=visit.hub)
    return visit.go(f"{PATH}?getan=neu")


def _remove(visit: Visit) -> Response:
    remove_passkey(visit.form.one("passkey"), by=visit.me.by, hub=visit.hub)
    return visit.go(f"{PATH}?getan=weg")


def _ask_for_new(visit: Visit) -> Response:
    return _asked(begin_passkey(bound=visit.csrf, by=visit.me.by, hub=visit.hub))


def _ask_for_known(visit: Visit) -> Response:
    return _asked(begin_confirmation(visit.me.token, bound=visit.csrf, hub=visit.hub))


def _ask_who(visit: Visit) -> Response:
    return _asked(begin_sign_in(bound=visit.csrf, hub=visit.hub))


def _confirm(visit: Visit) -> Response:
    freshen_by_passkey(visit.me.token, visit.form.one("answer"), bound=visit.csrf, hub=visit.hub)
    return Response(status_code=204, headers=HEADERS)


def _asked(options: str) -> Response:
    return Response(options, headers=HEADERS, media_type="application/json")
