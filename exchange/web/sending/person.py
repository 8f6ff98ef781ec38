"""Step 1, the person: by the Jobcenter's own reference; what is open of this person stands there before one goes on."""

from starlette.responses import Response

from exchange.core.calendar import BERLIN
from exchange.core.text.dates import full
from exchange.flows.sending.drafting.sheet import begin_sheet, drop_sheet, look_at_sheets, save_sheet
from exchange.queries.directory import names_of
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import word
from exchange.web.sending.steps import PATH, address, opened, shown_sheet, steps
from exchange.web.sending.written import WrittenSheet, read_written, show_written


def pages() -> tuple[Page, ...]:
    """Where a referral begins, and what is known of the person."""
    return (
        Page(path=PATH, roles=CASEWORK, get=_begin, post=_begun, menu="sending.menu"),
        Page(path=f"{PATH}/{{which}}/person", roles=CASEWORK, get=_person),
        Page(path=f"{PATH}/{{which}}/verwerfen", roles=CASEWORK, post=_drop),
    )


def _begin(visit: Visit) -> Response:
    sheets = [
        {
            "href": address(one.sheet.id, "angaben" if read_written(one.sheet.content).partner else "stelle"),
            "reference": one.reference,
            "day": full(one.sheet.ends_at().astimezone(BERLIN).date(), visit.language),
        }
        for one in look_at_sheets(by=visit.me.by, hub=visit.hub)
    ]
    return visit.show("sending_begin.html", steps=steps(visit, now="person", done=()), sheets=sheets)


def _begun(visit: Visit) -> Response:
    found = begin_sheet(visit.form.one("reference"), by=visit.me.by, hub=visit.hub)
    step = visit.form.one("step")
    if step.isascii() and step.isdecimal():
        # It was begun from a step of the person's plan; that there is such a step is asked of the draft.
        content, seen = show_written(WrittenSheet(step=int(step))), found.sheet.writes
        save_sheet(found.sheet.id, content, seen=seen, by=visit.me.by, hub=visit.hub)
    return visit.go(address(found.sheet.id, "person" if found.cases else "stelle"))


def _person(visit: Visit) -> Response:
    found, written = opened(visit)
    names = names_of((one.partner for one in found.cases), hub=visit.hub)
    cases = [
        (one.code, names.get(one.partner, one.partner), word("states", one.state.value, visit.language))
        for one in found.cases
    ]
    done = ("stelle", "angaben") if written.partner else ("stelle",)
    return visit.show("sending_person.html", cases=cases, **shown_sheet(found, visit, now="person", done=done))


def _drop(visit: Visit) -> Response:
    drop_sheet(visit.param("which"), by=visit.me.by, hub=visit.hub)
    return visit.go(PATH)
