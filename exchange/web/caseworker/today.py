"""Today page: one sentence, then what somebody has to see to, grouped by why, the longest waiting first."""

from starlette.responses import Response

from exchange.core.referral.cause import NEEDS_SOMEBODY, Cause
from exchange.core.text.dates import full
from exchange.flows.casework.today import look_at_today
from exchange.queries.today import today
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import weekday

PATH = "/heute"
_PAGE = 50
_HIDE = "namen"


def pages() -> tuple[Page, ...]:
    """The page."""
    return (Page(path=PATH, roles=CASEWORK, get=_shows, menu="today.menu"),)


def _shows(visit: Visit) -> Response:
    asked = visit.request.query_params
    cause = next((one for one in Cause if one.value == asked.get("grund")), None)
    seen = look_at_today(limit=_PAGE, by=visit.me.by, hub=visit.hub, cause=cause, after=asked.get("nach", ""))
    shown = today(seen, hub=visit.hub, language=visit.language)
    day = visit.now.date()
    return visit.show(
        "today.html",
        day=f"{weekday(day, visit.language)}, {full(day, visit.language)}",
        list=shown,
        now=[one for one in shown.groups if one.rows and one.cause in NEEDS_SOMEBODY],
        soon=[one for one in shown.groups if one.rows and one.cause not in NEEDS_SOMEBODY],
        quiet=[one.name for one in shown.groups if not one.count],
        cause=cause.value if cause else "",
        causes=[(one.cause.value, one.name, one.count) for one in shown.groups if one.count],
        hidden=asked.get(_HIDE) == "aus",
    )
