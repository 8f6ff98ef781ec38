"""Today page: one sentence, then what somebody has to see to, grouped by why, the longest waiting first."""

from starlette.responses import Response

from exchange.core.referral.cause import NEEDS_SOMEBODY, Cause
from exchange.core.staff.seen import SeenList
from exchange.core.text.dates import full
from exchange.flows.casework.assign import LEADERS
from exchange.flows.casework.today import look_at_today
from exchange.queries.today import today
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


def cause_in(visit: Visit) -> Cause | None:
    """The one cause that the address narrows the list to."""
    asked = visit.request.query_params.get(_CAUSE)
    return next((one for one in Cause if one.value == asked), None)


def listed(visit: Visit, chosen: Filter) -> SeenList:
    """The page of the list that the address names."""
    return look_at_today(
        limit=_PAGE,
        by=visit.me.by,
        hub=visit.hub,
        cause=cause_in(visit),
        sought=chosen.sought,
        after=visit.request.query_params.get(_AFTER, ""),
    )


def _shows(visit: Visit) -> Response:
    asked, chosen, cause = visit.request.query_params, read_filter(visit), cause_in(visit)
    shown = today(listed(visit, chosen), hub=visit.hub, language=visit.language)
    kept = {_CAUSE: cause.value if cause else "", _AFTER: asked.get(_AFTER, "")}
    day, given = visit.now.date(), asked.get("gegeben", "")
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
        cause=kept[_CAUSE],
        causes=[(one.cause.value, one.name, one.count) for one in shown.groups if one.count],
        filter=chosen,
        kept=kept | {"stelle": chosen.place, "nummer": chosen.code},
        here=chosen.address(PATH, **kept),
        pick=chosen.address(PATH, **kept, mehrere="ja"),
        picking=asked.get("mehrere") == "ja",
        gives=visit.me.staff.role in LEADERS,
        given=given if given.isdecimal() else "",
        more=chosen.address(PATH, **{**kept, _AFTER: shown.after}),
    )
