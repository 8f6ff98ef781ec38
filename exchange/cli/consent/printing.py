"""Printing consent forms: the words to be signed, of a template or made of a draft; on the terminal or on paper."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.consent.forms import FORM, YesNo, option, read_wish
from exchange.cli.context import CommandContext, Json, Options, acting_on
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.core.consent.texts.paper import Choice
from exchange.core.consent.texts.shipped import CONSENT_WORDS, RELEASE_VERSION, RELEASE_WORDS, VERSION
from exchange.core.staff.deputy import read_day
from exchange.core.vocabulary import Service
from exchange.flows.consent import form as forms
from exchange.flows.consent.draft_form import form_of_draft
from exchange.flows.consent.form import Offer, choice_of, offer_of
from exchange.reports.consent_form import consent_form
from exchange.reports.render import render
from keys.encoding import digest

_DRAFT = typer.Argument(
    help="Nummer oder Kennung eines Entwurfs; oder --template / a draft's code or id", metavar="DRAFT"
)
_LARGE = typer.Option("--large", help="In großer Schrift / in large print")
_OWN: Options = {
    "draft": (Annotated[str, _DRAFT], ""),
    "template": (option("--template", "Welche Leistung", "which service", Service | None), None),
    "out": (option("--out", "Als PDF in diese Datei", "as a PDF into this file", Path | None), None),
    "large": (Annotated[bool, _LARGE], False),
    **FORM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """A form to be printed."""

    offer: Offer
    choice: Choice
    context: CommandContext
    out: Path | None
    large: bool


def _printing(context: CommandContext, own: dict[str, Any]) -> Printing:
    if bool(own["draft"]) == bool(own["template"]):
        raise typer.BadParameter("DRAFT, --template", param_hint="DRAFT")
    if own["draft"]:
        until = read_day(own["until"]) if own["until"] else None
        level, no_show = own["level"] or 0, own["no_show"] is YesNo.YES
        offer, choice = form_of_draft(
            own["draft"], level=level, no_show=no_show, until=until, by=context.by, hub=context.hub
        )
    else:
        offer = offer_of(own["template"], partner=own["partner"], line=own["line"], hub=context.hub)
        choice = choice_of(own["template"], wish=read_wish(own, released=False), offer=offer)
    return Printing(offer=offer, choice=choice, context=context, out=own["out"], large=own["large"])


def _print_form(what: Printing, *, as_json: Json = False) -> None:
    """Den Bogen zum Unterschreiben zeigen oder drucken, mit dem, was die Person wählt. / Show or print the form.

    Aus einem Entwurf (DRAFT) oder einer Vorlage. Ist die Stelle zur Verschwiegenheit verpflichtet, gehört eine zweite
    Erklärung dazu, mit eigener Unterschrift. / Of a draft, or of a template. With a release beside it, signed by
    itself, where the partner is bound to secrecy.
    """
    words = forms.words_of(what.choice, offer=what.offer, hub=what.context.hub)
    bound = what.offer.partner.bound_by_203
    release = forms.release_words_of(what.choice, offer=what.offer, hub=what.context.hub) if bound else ""
    facts = {
        "version": VERSION,
        "text": words,
        "sha256": digest(CONSENT_WORDS.encode()),
        "release": release or None,
        "release_version": RELEASE_VERSION if release else None,
        "release_sha256": digest(RELEASE_WORDS.encode()) if release else None,
        "categories": sorted(what.choice.categories),
        "feedback": {"level": what.choice.level, "no_show": what.choice.no_show},
    }
    texts = list(filter(None, (words, release)))
    if what.out is None:
        show(facts, as_json=as_json, text="\n\n".join(texts))
        return
    hub = what.context.hub
    paper = consent_form(texts, sender=hub.origin, made_at=hub.clock.now(), attached=facts, large=what.large)
    what.out.write_bytes(render(paper).pdf)
    written = either(f"Gedruckt: {what.out}", f"Printed: {what.out}")
    show(facts | {"out": str(what.out)}, as_json=as_json, text=written)


print_form = acting_on(_print_form, _OWN, gather=_printing)
