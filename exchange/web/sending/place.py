"""Step 2, the place: the need in everyday words, then who helps with it; who takes nobody says so and has no button."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from starlette.responses import Response

import schemas
from exchange.core.calendar import BERLIN
from exchange.core.errors import PARTNER, NotFound
from exchange.core.partner.partner import Partner, PartnerStatus, ServiceLine
from exchange.core.text.dates import full
from exchange.core.vocabulary import Service
from exchange.flows.sending.drafting.sheet import save_sheet
from exchange.queries.directory import partners
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import word
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
    cards = [_card(*one, visit) for one in _offers(NEEDS.get(need, ()), visit)]
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


def _offers(services: Sequence[Service], visit: Visit) -> Sequence[tuple[Partner, ServiceLine]]:
    """Who offers one of these: who takes people first, then those with the shortest wait."""
    found = [
        (partner, line)
        for partner in partners(hub=visit.hub).values()
        if partner
        for line in partner.lines
        if line.service in services
    ]

    def wait(offer: tuple[Partner, ServiceLine]) -> tuple[bool, bool, int, str]:
        partner, line = offer
        declared = line.capacity
        closed = partner.standing is not PartnerStatus.ACTIVE
        return closed, not (declared and declared.accepts_new), declared.waiting_weeks if declared else 99, partner.name

    return sorted(found, key=wait)


def _card(partner: Partner, line: ServiceLine, visit: Visit) -> Mapping[str, Any]:
    language, declared = visit.language, line.capacity
    names = schemas.languages()
    # What was enrolled before this list was asked may name another tag; it is shown as it is.
    spoken = ", ".join(names[one][language] if one in names else one for one in line.languages or ("de",))
    facts = [
        (visit.say("sending.offers"), line.title),
        (visit.say("sending.kind"), word("partner-kinds", partner.kind.value, language)),
        (visit.say("sending.languages"), spoken),
        (visit.say("sending.readers"), visit.say("sending.only_they")),
    ]
    if line.places:
        facts.insert(1, (visit.say("sending.where"), ", ".join(line.places)))
    wait, until = visit.say("sending.wait_unknown"), ""
    if declared:
        wait = visit.say("sending.wait", weeks=declared.waiting_weeks)
        until = visit.say("sending.wait_until", day=full(declared.valid_until.astimezone(BERLIN).date(), language))
    closed = ""
    if partner.standing is not PartnerStatus.ACTIVE:
        closed = visit.say("sending.suspended")
    return {
        "value": f"{partner.entity} {line.id}",
        "name": partner.name,
        "wait": wait,
        "until": until,
        "full": bool(declared) and not (declared and declared.accepts_new),
        "facts": facts,
        "closed": closed,
    }
