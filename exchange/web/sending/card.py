"""Place card: what somebody needs to know of an offer to choose it: who, where, languages, how long it takes."""

from collections.abc import Mapping
from typing import Any

import schemas
from exchange.core.calendar import BERLIN
from exchange.core.partner.partner import Partner, PartnerStatus, ServiceLine
from exchange.core.text.dates import full
from exchange.queries.offers import UNSAID
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import word


def card_of(partner: Partner, line: ServiceLine, visit: Visit) -> Mapping[str, Any]:
    """The card of one offer, in the words of a visit."""
    language, declared = visit.language, line.capacity
    names = schemas.languages()
    # What was enrolled before this list was asked may name another tag; it is shown as it is.
    spoken = ", ".join(names[one][language] if one in names else one for one in line.languages or UNSAID)
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
