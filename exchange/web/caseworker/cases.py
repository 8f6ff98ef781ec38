"""Cases page: every case somebody may see, those that are open and those that have ended; a page at a time."""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.responses import Response

from exchange.core.text.dates import since
from exchange.core.vocabulary import TERMINAL, State
from exchange.flows.staff.access import look_through
from exchange.queries.accounts import names_of_staff
from exchange.queries.cases import case_rows
from exchange.web.caseworker.case import UNSENT
from exchange.web.caseworker.filters import read_filter
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit

PATH = "/vorgaenge"
_MOST = 50
STANDS: Mapping[str, frozenset[State]] = MappingProxyType(
    {"offen": frozenset(State) - TERMINAL - UNSENT, "entwurf": UNSENT, "ende": frozenset(TERMINAL)}
)
"""What can be chosen, and the states it stands for; the first is what is shown where nobody chose."""


def pages() -> tuple[Page, ...]:
    """The page."""
    return (Page(path=PATH, roles=CASEWORK, get=_list, menu="cases.menu"),)


def _list(visit: Visit) -> Response:
    asked = visit.request.query_params
    stands = asked.get("stand", "") if asked.get("stand", "") in STANDS else next(iter(STANDS))
    after, chosen = asked.get("nach", ""), read_filter(visit)
    found = look_through(
        states=STANDS[stands], after=after, limit=_MOST, by=visit.me.by, hub=visit.hub, sought=chosen.sought
    )
    names, today = names_of_staff(hub=visit.hub), visit.now.date()
    mine = visit.me.staff.id
    return visit.show(
        "cases.html",
        stands=stands,
        choices=tuple(STANDS),
        rows=[
            (
                one,
                since(one.since, today=today, language=visit.language),
                "" if one.owner == mine else names.get(one.owner, one.owner),
            )
            for one in case_rows(found, hub=visit.hub, language=visit.language)
        ],
        further=bool(after),
        filter=chosen,
        here=chosen.address(PATH, stand=stands, nach=after),
        more=chosen.address(PATH, stand=stands, nach=found[-1].id) if len(found) == _MOST else "",
    )
