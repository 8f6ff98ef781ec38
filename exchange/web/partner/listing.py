"""Partners page: who helps with what, where, in which language, and how long it takes; for everybody of the house."""

from starlette.responses import Response

import schemas
from exchange.core.vocabulary import Service
from exchange.queries.offers import UNSAID, Search, offers
from exchange.web.foundation.page import STAFF, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import words
from exchange.web.partner.address import address_of
from exchange.web.sending.card import card_of

PATH = "/stellen"
_LONGEST = 60


def pages() -> tuple[Page, ...]:
    """The page."""
    return (Page(path=PATH, roles=STAFF, get=_list, menu="partners.menu"),)


def _list(visit: Visit) -> Response:
    asked, language = visit.request.query_params, visit.language
    everything = offers(Search(), hub=visit.hub)
    spoken = sorted({one for _, line in everything for one in line.languages or UNSAID})
    service = next((one for one in Service if one.value == asked.get("leistung")), None)
    search = Search(
        services=(service,) if service else (),
        text=asked.get("suche", "")[:_LONGEST],
        language=asked.get("sprache", "") if asked.get("sprache", "") in spoken else "",
    )
    found, names = offers(search, hub=visit.hub), schemas.languages()
    return visit.show(
        "partners.html",
        cards=[(card_of(partner, line, visit), address_of(partner.entity)) for partner, line in found],
        services=words("services", sorted({line.service.value for _, line in everything}), language),
        languages=[(one, names[one][language] if one in names else one) for one in spoken],
        service=service.value if service else "",
        text=search.text,
        spoken=search.language,
        empty=not everything,
    )
