"""Step 3, the data: the form of the service line, and beside it exactly what the place would see of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from exchange.core.errors import GeleitError, NotFound, Refusal
from exchange.core.packet.leave_out import StaysBehind
from exchange.core.packet.preview import Preview
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.core.said import Said
from exchange.core.text.explained import reason_of
from exchange.flows.sending.approving.preview import preview_document
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.drafting.sheet import OpenSheet, save_sheet
from exchange.web.foundation.forms import Form
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit
from exchange.web.sending.panel import sees, stays
from exchange.web.sending.schema_form import FormSection, field_of, sections
from exchange.web.sending.steps import PATH, address, number, opened, place_of, shown_sheet
from exchange.web.sending.typed_form import FieldUnreadable
from exchange.web.sending.written import WrittenSheet, refer_document, show_written
from keys.strictjson import dumps

_LATER, _PREVIEW = "spaeter", "vorschau"
_OURS = "ours"
_OTHER = Said("Angaben, die diese Stelle bekommen darf", "what this place may get")
_TAKE_OUT = Said(
    "Nehmen Sie die Angabe heraus, oder wählen Sie eine andere Stelle. Nichts ist verloren.",
    "Take it out, or choose another place. Nothing is lost.",
)


def pages() -> tuple[Page, ...]:
    """The page."""
    return (Page(path=f"{PATH}/{{which}}/angaben", roles=CASEWORK, get=_form, post=_typed),)


def _form(visit: Visit) -> Response:
    found, written = opened(visit)
    if not written.partner:
        return visit.go(address(found.sheet.id, "stelle"))
    if visit.form.fields:
        written = _read(visit.form, written)
    return _shown(visit, found, written)


def _typed(visit: Visit) -> Response:
    try:
        found, before = opened(visit)
    except NotFound:
        # A second click: a draft has taken its place already.
        return visit.go("/heute")
    written, do = _read(visit.form, before), visit.form.one("do")
    seen = number(visit.form.one("writes"))
    save_sheet(found.sheet.id, show_written(written), seen=seen, by=visit.me.by, hub=visit.hub)
    if do == _LATER:
        return visit.go("/heute")
    if do == _PREVIEW:
        return visit.go(f"{address(found.sheet.id, 'angaben')}#vorschau")
    document = _document(visit, found, written)
    _raise_if_kept_here(document, visit)
    made = draft(document, files=(), sheet=found.sheet.id, by=visit.me.by, hub=visit.hub)
    return visit.go(address(made.code or made.id, "einwilligung"))


def _raise_if_kept_here(document: bytes, visit: Visit) -> None:
    """Say now what no yes would let go to this place: the person is not asked about something that then stops it.

    Raises:
        StaysBehind: its pointer is the first such place of the form.
    """
    shown = preview_document(document, by=visit.me.by, hub=visit.hub)
    for one in (*shown.stops, *shown.stays):
        raise StaysBehind(pointer=one.pointer).saying(what=reason_of(one.reason), form=_OTHER, do=_TAKE_OUT)


def _read(form: Form, before: WrittenSheet) -> WrittenSheet:
    """What was typed just now, in the place of what stood there."""
    typed = {name: list(values) for name, values in form.fields.items() if name.startswith("/")}
    confirmed = [(kind, place) for one in form.every("confirm") for kind, _, place in [one.partition(" ")] if place]
    return WrittenSheet(
        service=before.service,
        partner=before.partner,
        line=before.line,
        reason=form.one("reason"),
        typed={name: values for name, values in typed.items() if any(one.strip() for one in values)},
        ours=tuple(form.every(_OURS)),
        confirmed=tuple(dict.fromkeys((*before.confirmed, *confirmed))),
    )


def _document(visit: Visit, found: OpenSheet, written: WrittenSheet) -> bytes:
    _, line = place_of(written, visit)
    made = refer_document(written, reference=found.reference, schema=line.schema, profile=line.profile)
    return dumps(made)


def _shown(visit: Visit, found: OpenSheet, written: WrittenSheet) -> Response:
    partner, line = place_of(written, visit)
    form = sections(line.schema, line.profile, written.typed)
    preview, missing = _preview(visit, found, written)
    error = visit.refusal
    return visit.show(
        "sending_form.html",
        partner=partner.name,
        form=form,
        reason=written.reason,
        ours=written.ours,
        sees=sees(preview, _data(written, line.schema, line.profile), service=written.service, visit=visit)
        if preview
        else (),
        stays=stays(preview or Preview(leaves=(), stays=(), stops=()), service=written.service, visit=visit),
        missing=_place(missing, form),
        missing_words=_words(missing, visit) if missing else "",
        wrong=_place(error, form),
        findings=_findings(error or missing),
        **shown_sheet(found, visit, now="angaben", done=("person", "stelle")),
    )


def _preview(visit: Visit, found: OpenSheet, written: WrittenSheet) -> tuple[Preview | None, GeleitError | None]:
    """What would leave; or what is not yet there to say so."""
    if not written.typed:
        return None, None
    try:
        return preview_document(_document(visit, found, written), by=visit.me.by, hub=visit.hub), None
    except Refusal as error:
        return None, error


def _data(written: WrittenSheet, schema: str, profile: Mapping[str, Any]) -> Mapping[str, Any]:
    made: Mapping[str, Any] = refer_document(written, reference="", schema=schema, profile=profile)["data"]
    return made


def _place(error: GeleitError | None, form: Sequence[FormSection]) -> str:
    """The field an error is about; empty where it names none."""
    if error is None:
        return ""
    pointer = error.pointer if isinstance(error, FieldUnreadable) else error.pointer.removeprefix("/data")
    return "reason" if error.pointer == "/reason" else field_of(pointer, form)


def _words(error: GeleitError, visit: Visit) -> str:
    return visit.refused(error).told.what


def _findings(error: GeleitError | None) -> Sequence[tuple[str, str]]:
    """What somebody has to look at: kind, and the place it stands at in the document."""
    if not isinstance(error, FindingsUnconfirmed):
        return ()
    return [(one.kind, one.pointer) for one in error.findings]
