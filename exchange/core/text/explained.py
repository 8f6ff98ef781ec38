"""Refusal in four parts: what is the matter, where, what would be right, and what to do, in both languages.

An error says what it knows itself (`GeleitError.saying`); what its code and its detail always mean stands in
`core.text.reasons` and `core.text.forms`.
"""

from dataclasses import dataclass

from exchange.core.errors import GeleitError, NotFound
from exchange.core.said import Said, one_of
from exchange.core.text.forms import FORMS, KINDS
from exchange.core.text.reasons import FORM_OF, REASONS


@dataclass(frozen=True, slots=True)
class Explained:
    """The four parts. `where` is a JSON Pointer, an option, a file, a header or an id; empty where nothing names it.

    `more` is what `what` says beyond the sentence of the error's class.
    """

    what: Said
    more: Said
    where: str
    form: Said
    do: Said


def explained(error: GeleitError) -> Explained:
    """What people are told of an error."""
    known = reason_of(error.detail)
    if isinstance(error, NotFound) and error.kind in KINDS:
        known, form, do = KINDS[error.kind]
        error.saying(form=error.form if any(error.form) else form, do=do)
    more = error.what if any(error.what) else known
    what = Said(" ".join(filter(None, (error.de, more.de))), " ".join(filter(None, (error.en, more.en))))
    named = "" if any(known) or any(error.what) else error.detail
    return Explained(
        what=what, more=more, where=error.where or named, form=_form(error), do=Said(error.fix_de, error.fix_en)
    )


def reason_of(detail: str) -> Said:
    """The words for a detail; nothing for one that is an id, a name or a number."""
    kind = detail.partition(":")[0]
    return REASONS.get(detail) or REASONS.get(f"{kind}:*") or Said()


def _form(error: GeleitError) -> Said:
    if any(error.form):
        return error.form
    if error.allowed:
        return one_of(error.allowed)
    return FORM_OF.get(error.detail) or FORMS.get(error.code, Said())
