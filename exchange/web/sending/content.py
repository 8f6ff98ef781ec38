"""Step 3, the data: what was typed is kept on the sheet, shown as the place would see it, and becomes a draft."""

from starlette.responses import Response

from exchange.core.errors import GeleitError, NotFound, Refusal
from exchange.core.packet.leave_out import StaysBehind
from exchange.core.packet.preview import Preview
from exchange.core.said import Said
from exchange.core.text.explained import reason_of
from exchange.flows.sending.approving.preview import preview_document
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.drafting.sheet import OpenSheet, save_sheet
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit
from exchange.web.sending.form_page import read_form, show_form
from exchange.web.sending.steps import PATH, address, number, opened, place_of, shown_sheet
from exchange.web.sending.written import WrittenSheet, refer_document, show_written
from keys.strictjson import dumps

_LATER, _PREVIEW = "spaeter", "vorschau"
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
        written = read_form(visit.form, written)
    return _shown(visit, found, written)


def _typed(visit: Visit) -> Response:
    try:
        found, before = opened(visit)
    except NotFound:
        # A second click: a draft has taken its place already.
        return visit.go("/heute")
    written, do = read_form(visit.form, before), visit.form.one("do")
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


def _document(visit: Visit, found: OpenSheet, written: WrittenSheet) -> bytes:
    _, line = place_of(written, visit)
    made = refer_document(written, reference=found.reference, schema=line.schema, profile=line.profile)
    return dumps(made)


def _shown(visit: Visit, found: OpenSheet, written: WrittenSheet) -> Response:
    preview, missing = _preview(visit, found, written)
    around = shown_sheet(found, visit, now="angaben", done=("person", "stelle"))
    return show_form(
        visit, written, preview=preview, missing=missing, action=address(found.sheet.id, "angaben"), code="", **around
    )


def _preview(visit: Visit, found: OpenSheet, written: WrittenSheet) -> tuple[Preview | None, GeleitError | None]:
    """What would leave; or what is not yet there to say so."""
    if not written.typed:
        return None, None
    try:
        return preview_document(_document(visit, found, written), by=visit.me.by, hub=visit.hub), None
    except Refusal as error:
        return None, error
