"""Several at once: chosen on the list, shown with count and what does not work first, then printed or handed over."""

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.responses import Response

from exchange.core.referral.code import read_code
from exchange.core.staff.seen import SeenList
from exchange.flows.casework.assign import LEADERS, assign_some
from exchange.flows.casework.team import look_at_team
from exchange.flows.staff.access import SEE_ALL
from exchange.queries.letters import LetterRow, letter_rows
from exchange.reports.document import HOUSE, bound
from exchange.reports.render import render
from exchange.web.caseworker.filters import read_filter
from exchange.web.caseworker.letter import letter_about
from exchange.web.caseworker.today import PATH, listed
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.paper import paper
from exchange.web.foundation.visit import Visit

LETTERS, GIVE = f"{PATH}/briefe", f"{PATH}/abgeben"
_CHOSEN = "fall"
_MOST, _LONGEST = 50, 20


def pages(house: str) -> tuple[Page, ...]:
    """Letters to several persons, and handing several cases over; `house` sends the letters."""

    def printed(visit: Visit) -> Response:
        return _printed(visit, house or HOUSE)

    return (
        Page(path=LETTERS, roles=CASEWORK, get=_letters),
        Page(path=f"{LETTERS}.pdf", roles=CASEWORK, get=printed),
        Page(path=GIVE, roles=LEADERS, fresh=True, get=_over, post=_give),
    )


def _chosen(visit: Visit) -> Sequence[str]:
    """The codes in the address, each once; they were ticked on the list."""
    typed = visit.request.query_params.getlist(_CHOSEN)[:_MOST]
    return list(dict.fromkeys(code for one in typed if (code := read_code(one[:_LONGEST]))))


def _gone(chosen: Sequence[str], seen: SeenList) -> Sequence[str]:
    """What was ticked and is not on the list any more: somebody has seen to it, or it is a colleague's by now."""
    return [one for one in chosen if one not in {each.code for each in seen.referrals}]


def _letters(visit: Visit) -> Response:
    chosen, seen = _chosen(visit), listed(visit, read_filter(visit))
    found = letter_rows(seen, chosen, hub=visit.hub)
    able = [one for one in found if _able(one, visit)]
    return visit.show(
        "several_letters.html",
        letters=able,
        not_mine=[one for one in found if not _able(one, visit)],
        together=[one for one in able if len(one.codes) > 1],
        gone=_gone(chosen, seen),
    )


def _able(one: LetterRow, visit: Visit) -> bool:
    return one.whole or visit.me.staff.role in SEE_ALL


def _printed(visit: Visit, house: str) -> Response:
    chosen = _chosen(visit)
    if not chosen:
        return visit.go(LETTERS)
    letters = [letter_about(code, house=house, visit=visit) for code in chosen]
    return paper(render(bound(letters)).pdf, name=f"Briefe-{len(letters)}")


def _over(visit: Visit) -> Response:
    chosen, seen = _chosen(visit), listed(visit, read_filter(visit))
    gone = _gone(chosen, seen)
    return visit.show(
        "several_over.html",
        cases=[one for one in chosen if one not in gone],
        gone=gone,
        query=visit.request.url.query,
        others=[(one.staff, one.name) for one in look_at_team(by=visit.me.by, hub=visit.hub) if one.may_own],
    )


def _give(visit: Visit) -> Response:
    gone = _gone(_chosen(visit), listed(visit, read_filter(visit)))
    cases = [one for one in _chosen(visit) if one not in gone]
    done = assign_some(cases, to=visit.form.one("to"), by=visit.me.by, hub=visit.hub)
    return visit.go(f"{PATH}?{urlencode({'gegeben': len(done)})}")
