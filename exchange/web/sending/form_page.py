"""Form page: the form of a service line with what was typed, and beside it exactly what the place would see of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from exchange.core.errors import GeleitError
from exchange.core.packet.preview import Preview
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.web.foundation.forms import Form
from exchange.web.foundation.visit import Visit
from exchange.web.sending.panel import sees, stays
from exchange.web.sending.schema_form import FormSection, field_of, sections
from exchange.web.sending.steps import place_of
from exchange.web.sending.typed_form import FieldUnreadable
from exchange.web.sending.written import WrittenSheet, refer_document

_OURS = "ours"


def read_form(form: Form, before: WrittenSheet) -> WrittenSheet:
    """What was typed just now, in the place of what stood there."""
    typed = {name: list(values) for name, values in form.fields.items() if name.startswith("/")}
    confirmed = [(kind, place) for one in form.every("confirm") for kind, _, place in [one.partition(" ")] if place]
    return replace(
        before,
        reason=form.one("reason"),
        typed={name: values for name, values in typed.items() if any(one.strip() for one in values)},
        ours=tuple(form.every(_OURS)),
        confirmed=tuple(dict.fromkeys((*before.confirmed, *confirmed))),
    )


def show_form(
    visit: Visit,
    written: WrittenSheet,
    *,
    preview: Preview | None,
    missing: GeleitError | None,
    action: str,
    **around: Any,
) -> Response:
    """Show the form; `action` is where it is sent, `missing` why there is no preview.

    Raises:
        NotFound: the place takes part no more, or no more offers this.
    """
    partner, line = place_of(written, visit)
    form = sections(line.schema, line.profile, written.typed)
    data, service = _data(written, line.schema, line.profile) if preview else {}, written.service
    error = visit.refusal
    return visit.show(
        "sending_form.html",
        partner=partner.name,
        form=form,
        reason=written.reason,
        ours=written.ours,
        action=action,
        sees=sees(preview, data, service=service, visit=visit) if preview else (),
        stays=stays(preview or Preview(leaves=(), stays=(), stops=()), service=service, visit=visit),
        missing=_place(missing, form),
        missing_words=_words(missing, visit) if missing else "",
        wrong=_place(error, form),
        findings=_findings(error or missing),
        **around,
    )


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
