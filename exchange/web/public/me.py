"""Own account page: as what one is signed in, where else, what one was trained in; and a passphrase of one's own."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from exchange.core.calendar import BERLIN
from exchange.core.errors import Malformed
from exchange.core.said import Said
from exchange.core.staff.staff import Training
from exchange.core.text.dates import full
from exchange.flows.session.sessions import end_session, sessions_of
from exchange.flows.staff.authenticate import Credentials
from exchange.flows.staff.members import change_passphrase
from exchange.queries.accounts import trainings_of
from exchange.web.foundation.cookies import Cookies
from exchange.web.foundation.door import SIGN_IN
from exchange.web.foundation.page import STAFF, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import short_day, word
from exchange.web.public.passkeys import shown

PATH = "/ich"
SOON = timedelta(days=60)
_TWICE = Said("zweimal dieselbe", "the same one twice")


def pages(cookies: Cookies) -> Sequence[Page]:
    """The page, ending a session elsewhere, and another passphrase."""

    def changed(visit: Visit) -> Response:
        _change(visit)
        response = visit.go(f"{SIGN_IN}?neu=1")
        cookies.end(response)
        return response

    return (
        Page(path=PATH, roles=STAFF, get=_shows, menu="me.menu"),
        Page(path=f"{PATH}/abmelden", roles=STAFF, get=_shows, post=_end),
        Page(path=f"{PATH}/passphrase", roles=STAFF, fresh=True, get=_shows, post=changed),
    )


def _shows(visit: Visit) -> Response:
    mine = sessions_of(by=visit.me.by, hub=visit.hub)
    return visit.show(
        "me.html",
        sessions=[
            {
                "id": one.id,
                "here": one.id == visit.me.session.id,
                "since": _moment(one.begun_at, visit),
                "seen": _moment(one.seen_at, visit),
            }
            for one in mine
        ],
        passkeys=shown(visit),
        trainings=[_training(one, visit) for one in trainings_of(visit.me.staff.id, hub=visit.hub)],
        ended=visit.request.query_params.get("getan") == "1",
    )


def _training(one: Training, visit: Visit) -> Mapping[str, Any]:
    last = (one.valid_until - timedelta(microseconds=1)).astimezone(BERLIN).date()
    return {
        "topic": word("training-topics", one.topic, visit.language),
        "until": visit.say("me.training_until", day=full(last, visit.language)),
        "soon": one.valid_until <= visit.hub.clock.now() + SOON,
    }


def _moment(at: datetime, visit: Visit) -> str:
    here = at.astimezone(BERLIN)
    return visit.say("me.moment", day=short_day(here.date(), visit.language), time=f"{here:%H:%M}")


def _end(visit: Visit) -> Response:
    end_session(visit.form.one("session"), by=visit.me.by, hub=visit.hub)
    return visit.go(f"{PATH}?getan=1")


def _change(visit: Visit) -> None:
    """Set another passphrase. The old one was compared at the door, which counts how often it was wrong."""
    form = visit.form
    if form.one("new") != form.one("again"):
        raise Malformed(pointer="/again").saying(form=_TWICE)
    old = Credentials(visit.me.staff.id, form.one("passphrase").encode())
    change_passphrase(form.one("new").encode(), by=old, hub=visit.hub)
