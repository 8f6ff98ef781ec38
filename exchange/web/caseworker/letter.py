"""Letter page: all that happened to a person's data, on paper, from their case; how it is printed is chosen."""

from starlette.responses import Response

from exchange.flows.person.look import see_person
from exchange.flows.staff.access import look
from exchange.queries.addressee import addressee
from exchange.queries.ledger import facts_of_ledger, ledger_of
from exchange.queries.referrals import view
from exchange.reports.document import HOUSE, Document
from exchange.reports.letter import LetterWish, letter
from exchange.reports.render import render
from exchange.web.caseworker.case import code_of
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.paper import paper
from exchange.web.foundation.visit import Visit

_PATH = "/vorgang/{code}/brief"
_ENGLISH, _LARGE = "en", "gross"


def pages(house: str) -> tuple[Page, ...]:
    """The page and the paper; `house` is who sends it, empty where nobody gave it a name."""

    def printed(visit: Visit) -> Response:
        return _printed(visit, house or HOUSE)

    return (
        Page(path=_PATH, roles=CASEWORK, get=_ask),
        Page(path=f"{_PATH}/brief.pdf", roles=CASEWORK, get=printed),
    )


def _ask(visit: Visit) -> Response:
    code = code_of(visit)
    found = view(look(code, what="referral", by=visit.me.by, hub=visit.hub), hub=visit.hub)
    return visit.show("letter.html", code=code, partner=found.partner.name if found.partner else "")


def _printed(visit: Visit, house: str) -> Response:
    code = code_of(visit)
    return paper(render(letter_about(code, house=house, visit=visit)).pdf, name=f"Brief-{code}")


def letter_about(code: str, *, house: str, visit: Visit) -> Document:
    """The letter to the person of a case, as it is wished for in the address; that it is made is on record.

    Raises:
        NotFound: there is no such case, or it is not theirs.
        LetterIncomplete: the person has cases that are not theirs.
    """
    asked = visit.request.query_params
    found = view(look(code, what="letter", by=visit.me.by, hub=visit.hub), hub=visit.hub)
    seen = see_person(found.referral.person, what="letter", by=visit.me.by, hub=visit.hub)
    ledger, to = ledger_of(seen, hub=visit.hub), addressee(seen, hub=visit.hub)
    wish = LetterWish(
        language="en" if asked.get("sprache") == _ENGLISH else "de",
        large=asked.get("schrift") == _LARGE,
        sender=house,
        origin=visit.hub.origin,
        made_at=visit.hub.clock.now(),
    )
    return letter(ledger, to=to, wish=wish, attached=facts_of_ledger(seen.person, ledger))
