"""Sign-in pages: who somebody is, proved once by their passphrase, and how their session ends."""

import re
from collections.abc import Sequence

from starlette.responses import PlainTextResponse, Response

from exchange.core.session.passkey import passkey_place
from exchange.flows.session.sign_in import Opened, sign_in
from exchange.flows.session.sign_out import sign_out
from exchange.flows.staff.authenticate import Credentials
from exchange.web.foundation.cookies import Cookies
from exchange.web.foundation.page import STAFF, Page
from exchange.web.foundation.visit import Visit, home

_OWN_PATH = re.compile(r"/(?!/)[A-Za-z0-9/._~-]{0,200}")


def pages(cookies: Cookies, *, first: str) -> Sequence[Page]:
    """The pages; who signs out comes to `first`."""

    def begin(visit: Visit) -> Response:
        credentials = Credentials(visit.form.one("staff").strip(), visit.form.one("passphrase").encode())
        return signed_in(visit, credentials, cookies=cookies, to=visit.form.one("zu"))

    def end(visit: Visit) -> Response:
        sign_out(visit.me.token, hub=visit.hub)
        response = visit.go(first)
        cookies.end(response)
        return response

    return (
        Page(path="/anmelden", get=shows_sign_in, post=begin),
        Page(path="/abmelden", roles=STAFF, post=end),
        Page(path="/sitzung", roles=STAFF, get=_still_there),
        Page(path="/weiter", roles=STAFF, get=_on),
    )


def signed_in(visit: Visit, credentials: Credentials, *, cookies: Cookies, to: str) -> Response:
    """Begin a session and go to a path of our own.

    Raises:
        WrongPassphrase, SignInTooSoon, SignInBusy: it does not begin.
    """
    return enter(visit, sign_in(credentials, hub=visit.hub, network=visit.network), cookies=cookies, to=to)


def enter(visit: Visit, opened: Opened, *, cookies: Cookies, to: str) -> Response:
    """Give the browser the token of a session that has begun, and go on."""
    response = visit.go(to if _OWN_PATH.fullmatch(to) else "/weiter")
    cookies.begin(response, opened.token)
    return response


def shows_sign_in(visit: Visit) -> Response:
    """The page that asks who somebody is."""
    place = passkey_place(visit.hub.origin, demo=visit.hub.demo)
    return visit.show(
        "sign_in.html", place=place, to=visit.form.typed("zu") or visit.request.query_params.get("zu", "")
    )


def _still_there(visit: Visit) -> Response:
    """How many seconds are left now that they are known to be there."""
    return PlainTextResponse(str(visit.seconds_left))


def _on(visit: Visit) -> Response:
    """On to what somebody of this role begins with."""
    return visit.go(home(visit))
