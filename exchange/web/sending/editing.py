"""Editing a draft: step 3 once more, until it is sent: the same form with what stands in the draft."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from exchange.core.consent.field import ATTACHMENT, JOBCENTER, PERSON
from exchange.core.errors import StaleVersion
from exchange.core.partner.partner import ServiceLine
from exchange.core.referral.referral import Draft
from exchange.flows.sending.approving.preview import preview_packet
from exchange.flows.sending.drafting.edit import edit
from exchange.flows.staff.access import look
from exchange.queries.referrals import View, view
from exchange.web.caseworker.case import code_of
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit
from exchange.web.sending.form_page import read_form, show_form
from exchange.web.sending.send import DRAFTED
from exchange.web.sending.steps import PATH, address, place_of, steps
from exchange.web.sending.typed_form import typed_of
from exchange.web.sending.written import WrittenSheet, refer_document
from keys.strictjson import dumps

_TYPED_HERE = frozenset({PERSON, JOBCENTER})
"""Whose words the form can say something is; everything else came in another way, and stays."""


def pages() -> tuple[Page, ...]:
    """The page."""
    return (Page(path=f"{PATH}/{{code}}/aendern", roles=CASEWORK, get=_form, post=_typed),)


def _form(visit: Visit) -> Response:
    code, found = code_of(visit), _found(visit)
    if found.draft is None or found.referral.state not in DRAFTED:
        return visit.go(f"/vorgang/{code}")
    stands = _written(found, found.draft, visit)
    written = read_form(visit.form, stands) if visit.form.fields else stands
    # What is typed but not kept yet was looked at by nobody.
    preview = None if visit.form.fields else preview_packet(code, by=visit.me.by, hub=visit.hub).items
    around = {"steps": steps(visit, now="angaben", done=()), "code": code, "writes": found.writes}
    return show_form(visit, written, preview=preview, missing=None, action=address(code, "aendern"), **around)


def _typed(visit: Visit) -> Response:
    code, found = code_of(visit), _found(visit)
    if found.draft is None or found.referral.state not in DRAFTED:
        return visit.go(f"/vorgang/{code}")
    if visit.form.one("writes") != str(found.writes):
        raise StaleVersion(code)
    written = read_form(visit.form, _written(found, found.draft, visit))
    _, line = place_of(written, visit)
    edit(code, dumps(_document(written, found.draft, line)), by=visit.me.by, hub=visit.hub)
    return visit.go(address(code, "einwilligung"))


def _found(visit: Visit) -> View:
    return view(look(code_of(visit), what="draft", by=visit.me.by, hub=visit.hub), hub=visit.hub)


def _written(found: View, draft: Draft, visit: Visit) -> WrittenSheet:
    """What stands in the draft, as it would be typed."""
    referral = found.referral
    place = WrittenSheet(service=referral.service.value, partner=referral.partner, line=referral.service_line)
    _, line = place_of(place, visit)
    typed = typed_of(draft.data, schema=line.schema, profile=line.profile)
    ours = tuple(place for place, source in draft.sources.items() if source == JOBCENTER)
    return WrittenSheet(
        service=place.service, partner=place.partner, line=place.line, reason=draft.reason, typed=typed, ours=ours
    )


def _document(written: WrittenSheet, draft: Draft, line: ServiceLine) -> Mapping[str, Any]:
    """The document (schema `draft-data`): what has no field in the form, such as sealed parts, stays as it was."""
    made = refer_document(written, reference="", schema=line.schema, profile=line.profile)
    fields = {name.split("/")[1] for name in typed_of(draft.data, schema=line.schema, profile=line.profile)}
    kept = {name: value for name, value in draft.data.items() if name not in fields}
    others = {
        place: source
        for place, source in draft.sources.items()
        if source not in _TYPED_HERE and not place.startswith(ATTACHMENT)
    }
    return {"data": kept | made["data"], "sources": others | made["sources"], "confirmed": made["confirmed"]}
