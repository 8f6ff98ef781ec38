"""Deputies page: who stands in for whom and until when; a lead enters it, another confirms it, one alone ends it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from exchange.core.staff.staff import AccountStanding
from exchange.core.text.dates import full
from exchange.core.vocabulary import Role
from exchange.flows.casework.assign import LEADERS
from exchange.flows.staff.authenticate import SENDERS
from exchange.flows.staff.deputies import end_deputy
from exchange.flows.staff.enter import enter_deputy
from exchange.flows.staff.roster import Member, look_at_roster
from exchange.web.foundation.days import read_day
from exchange.web.foundation.page import Page
from exchange.web.foundation.visit import Visit

PATH = "/vertretungen"


def pages() -> Sequence[Page]:
    """The page, and ending one of them."""
    return (
        Page(path=PATH, roles=LEADERS, fresh=True, get=_shows, post=_enter),
        Page(path=f"{PATH}/beenden", roles=LEADERS, fresh=True, get=_shows, post=_end),
    )


def _shows(visit: Visit) -> Response:
    members = look_at_roster(by=visit.me.by, hub=visit.hub).members
    names = {one.id: one.name for one in members}
    here = [one for one in members if one.standing is AccountStanding.ACTIVE]
    done = visit.request.query_params.get("getan", "")
    return visit.show(
        "deputies.html",
        periods=[_period(one, each, names, visit) for one in members for each in one.deputy_for],
        deputies=[(one.id, one.name) for one in here if one.role is Role.DEPUTY],
        # Who has left may be stood in for: their cases are the ones that need somebody.
        owners=[(one.id, one.name) for one in members if one.role in SENDERS],
        done=done if done in {"1", "2"} else "",
    )


def _period(deputy: Member, period: Any, names: Mapping[str, str], visit: Visit) -> Mapping[str, str]:
    first, last = period.days
    return {
        "deputy": deputy.id,
        "owner": period.owner,
        "who": visit.say("team.stands", deputy=deputy.name, owner=names.get(period.owner, period.owner)),
        "days": visit.say("team.days", first=full(first, visit.language), last=full(last, visit.language)),
    }


def _enter(visit: Visit) -> Response:
    form = visit.form
    days = read_day(form.one("first"), field="first"), read_day(form.one("last"), field="last")
    enter_deputy(form.one("deputy"), owner=form.one("for"), days=days, by=visit.me.by, hub=visit.hub)
    return visit.go(f"{PATH}?getan=1")


def _end(visit: Visit) -> Response:
    end_deputy(visit.form.one("deputy"), owner=visit.form.one("owner"), by=visit.me.by, hub=visit.hub)
    return visit.go(f"{PATH}?getan=2")
