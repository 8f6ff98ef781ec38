"""Today page: one sentence, then what somebody has to see to, grouped by why, the longest waiting first."""

from starlette.responses import Response

from exchange.core.referral.cause import NEEDS_SOMEBODY, Cause
from exchange.core.text.dates import full
from exchange.flows.casework.today import look_at_today
from exchange.queries.today import Today, today
from exchange.web.caseworker.filters import Filter, read_filter
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import weekday

PATH = "/heute"
_PAGE = 50
_CAUSE, _AFTER = "grund", "nach"


def pages() -> tuple[Page, ...]:
    """The page."""
    return (Page(path=PATH, roles=CASEWORK, get=_shows, menu="today.menu"),)


def listed(visit: Visit, chosen: Filter) -> tuple[Today, Cause | None]:
    """The page of the list that the address names, and the one cause it is narrowed to."""
    asked = visit.request.query_params
    cause = next((one for one in Cause if one.value == asked.get(_CAUSE)), None)
    seen = look_at_today(
        limit=_PAGE,
        by=visit.me.by,
        hub=visit.hub,
        cause=cause,
        sought=chosen.sought,
        after=asked.get(_AFTER, ""),
    )
    return today(seen, hub=visit.hub, language=visit.language), cause


def _shows(visit: Visit) -> Response:
    chosen = read_filter(visit)
    shown, cause = listed(visit, chosen)
    day, only = visit.now.date(), cause.value if cause else ""
    groups = [one for one in shown.groups if one.rows and cause in {None, one.cause}]
    ahead = [one for one in shown.ahead if cause in {None, one.cause}]
    return visit.show(
        "today.html",
        day=f"{weekday(day, visit.language)}, {full(day, visit.language)}",
        list=shown,
        now=[one for one in groups if one.cause in NEEDS_SOMEBODY],
        soon=[one for one in groups if one.cause not in NEEDS_SOMEBODY],
        ahead=ahead,
        nothing=(chosen.on or bool(cause)) and not (groups or ahead),
        quiet=[one.name for one in shown.groups if not one.count],
        cause=only,
        causes=[(one.cause.value, one.name, one.count) for one in shown.groups if one.count],
        filter=chosen,
        here=chosen.address(PATH, **{_CAUSE: only, _AFTER: visit.request.query_params.get(_AFTER, "")}),
        more=chosen.address(PATH, **{_CAUSE: only, _AFTER: shown.after}),
    )
