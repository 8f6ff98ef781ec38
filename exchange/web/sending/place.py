"""Step 2, the place: the need in everyday words, then who helps with it; who takes nobody says so and has no button."""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.responses import Response

from exchange.core.errors import PARTNER, NotFound
from exchange.core.partner.partner import PartnerStatus
from exchange.core.vocabulary import Service
from exchange.flows.sending.drafting.sheet import save_sheet
from exchange.queries.directory import partners
from exchange.queries.offers import Search, offers
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit
from exchange.web.sending.card import card_of
from exchange.web.sending.steps import PATH, address, number, opened, shown_sheet
from exchange.web.sending.written import show_written

NEEDS: Mapping[str, tuple[Service, ...]] = MappingProxyType(
    {
        "1": (Service.DEBT_COUNSELLING,),
        "2": (Service.ADDICTION_COUNSELLING,),
        "3": (Service.PSYCHOSOCIAL_COUNSELLING, Service.PSYCHOTHERAPY, Service.SOCIAL_PSYCHIATRIC_SERVICE),
        "4": (Service.APPLICATION_SUPPORT, Service.TRAINING),
        "5": (Service.INTERVIEW_ACCOMPANIMENT, Service.SUPPORTED_EMPLOYMENT),
        "6": (Service.MEDICAL_CLARIFICATION,),
    }
)
"""Which services help with a need; a number, for an address says of nobody what they need."""
FIRST = 2
"""So many places are shown before somebody asks for more."""


def pages() -> tuple[Page, ...]:
    """The page."""
    return (Page(path=f"{PATH}/{{which}}/stelle", roles=CASEWORK, get=_places, post=_chosen),)


def _places(visit: Visit) -> Response:
    found, written = opened(visit)
    need = visit.request.query_params.get("bedarf", "")
    if need not in NEEDS:
        need = next((one for one, services in NEEDS.items() if written.service in services), "")
    found_here = offers(Search(services=NEEDS[need]), hub=visit.hub) if need else ()
    cards = [card_of(*one, visit) for one in found_here]
    done = ("person", "angaben") if written.partner else ("person",)
    return visit.show(
        "sending_place.html",
        needs=[(one, visit.say(f"sending.need.{one}")) for one in NEEDS],
        need=need,
        first=cards[:FIRST],
        more=cards[FIRST:],
        chosen=f"{written.partner} {written.line}",
        **shown_sheet(found, visit, now="stelle", done=done),
    )


def _chosen(visit: Visit) -> Response:
    found, written = opened(visit)
    entity, _, line_id = visit.form.one("place").partition(" ")
    partner = partners(hub=visit.hub).get(entity)
    line = partner.line(line_id) if partner else None
    if partner is None or line is None or partner.standing is not PartnerStatus.ACTIVE:
        raise NotFound(kind=PARTNER)
    content = show_written(written.to(partner=entity, line=line_id, service=line.service.value))
    save_sheet(found.sheet.id, content, seen=number(visit.form.one("writes")), by=visit.me.by, hub=visit.hub)
    return visit.go(address(found.sheet.id, "angaben"))
