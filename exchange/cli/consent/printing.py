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
from exchange.core.consent.texts.template import Declares, Words
from exchange.core.consent.texts.version import LEGAL_LANGUAGE, Layer
from exchange.core.errors import NotFound
from exchange.core.said import Said
from exchange.core.staff.deputy import read_day
from exchange.core.vocabulary import Service
from exchange.flows.consent import form as forms
from exchange.flows.consent.draft_form import form_of_draft
from exchange.flows.consent.form import Offer, choice_of, offer_of
from exchange.flows.consent.texts.template import aid_for, words_for
from exchange.reports.consent_form import SIGNED_LINES, consent_form
from exchange.reports.render import render

_DRAFT = typer.Argument(
    help="Nummer oder Kennung eines Entwurfs; oder --template / a draft's code or id", metavar="DRAFT"
)
_LARGE = typer.Option("--large", help="In großer Schrift / in large print")
_OWN: Options = {
    "draft": (Annotated[str, _DRAFT], ""),
    "template": (option("--template", "Welche Leistung", "which service", Service | None), None),
    "out": (option("--out", "Als PDF in diese Datei", "as a PDF into this file", Path | None), None),
    "large": (Annotated[bool, _LARGE], False),
    "aid": (option("--aid", "Mit Lesehilfe: easy oder Sprache", "with a reading aid", metavar="en"), ""),
    **FORM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """A form to be printed."""

    offer: Offer
    choice: Choice
    consent: Words
    release: Words | None
    context: CommandContext
    out: Path | None
    large: bool
    aid: str
    code: str


def _printing(context: CommandContext, own: dict[str, Any]) -> Printing:
    if bool(own["draft"]) == bool(own["template"]):
        raise typer.BadParameter("DRAFT, --template", param_hint="DRAFT")
    if own["draft"]:
        until = read_day(own["until"]) if own["until"] else None
        level, no_show = own["level"] or 0, own["no_show"] is YesNo.YES
        made = form_of_draft(own["draft"], level=level, no_show=no_show, until=until, by=context.by, hub=context.hub)
        offer, choice, code = made.offer, made.choice, made.code
    else:
        offer = offer_of(own["template"], partner=own["partner"], line=own["line"], hub=context.hub)
        choice, code = choice_of(own["template"], wish=read_wish(own, released=False), offer=offer), ""
    service, bound = offer.line.service, offer.partner.bound_by_203
    return Printing(
        offer=offer,
        choice=choice,
        consent=words_for(service, Declares.CONSENT, hub=context.hub),
        release=words_for(service, Declares.RELEASE, hub=context.hub) if bound else None,
        context=context,
        out=own["out"],
        large=own["large"],
        aid=own["aid"],
        code=code,
    )


def _print_form(what: Printing, *, as_json: Json = False) -> None:
    """Den Bogen zum Unterschreiben zeigen oder drucken, mit dem, was die Person wählt. / Show or print the form.

    Aus einem Entwurf (DRAFT) oder einer Vorlage. Ist die Stelle zur Verschwiegenheit verpflichtet, gehört eine zweite
    Erklärung dazu, mit eigener Unterschrift. / Of a draft, or of a template. With a release beside it, signed by
    itself, where the partner is bound to secrecy.
    """
    facts, texts = _facts(what), _texts(what)
    if what.out is None:
        show(facts, as_json=as_json, text="\n\n".join(texts))
        return
    hub = what.context.hub
    paper = consent_form(
        texts, sender=hub.origin, made_at=hub.clock.now(), attached=facts, large=what.large, code=what.code
    )
    what.out.write_bytes(render(paper).pdf)
    written = either(f"Gedruckt: {what.out}", f"Printed: {what.out}")
    show(facts | {"out": str(what.out)}, as_json=as_json, text=written)


def _facts(what: Printing) -> dict[str, Any]:
    consent, release = what.consent, what.release
    return {
        "version": consent.version,
        "text": _filled(what, consent),
        "sha256": consent.sha256,
        "release": _filled(what, release) if release else None,
        "release_version": release.version if release else None,
        "release_sha256": release.sha256 if release else None,
        "categories": sorted(what.choice.categories),
        "feedback": {"level": what.choice.level, "no_show": what.choice.no_show},
        "aid": what.aid or None,
        "code": what.code or None,
    }


def _texts(what: Printing) -> list[str]:
    """What is signed, in German, and behind it what helps to read it, with no line to be signed on."""
    signed = [one for one in (what.consent, what.release) if one]
    aids = [_aid(what, one) for one in signed] if what.aid else []
    return [*(_filled(what, one) for one in signed), *aids]


def _aid(what: Printing, text: Words) -> str:
    aid = aid_for(text.version, aid=what.aid, hub=what.context.hub)
    if aid is None:
        raise NotFound(f"{text.version} {what.aid}", pointer="--aid").saying(what=_NO_AID, form=_AIDS, do=_PROPOSE)
    words = _filled(what, aid, language=LEGAL_LANGUAGE if what.aid == Layer.EASY else what.aid)
    unsigned = [line for line in words.rstrip("\n").split("\n") if line not in SIGNED_LINES]
    return "\n".join(unsigned).rstrip("\n") + "\n"


def _filled(what: Printing, text: Words, *, language: str = LEGAL_LANGUAGE) -> str:
    return forms.words_of(text, what.choice, offer=what.offer, hub=what.context.hub, language=language)


_NO_AID = Said("Zu diesem Text gibt es diese Lesehilfe nicht.", "There is no such reading aid of this text.")
_AIDS = Said(
    "easy (Leichte Sprache, geprüft) oder eine Sprache wie en",
    "easy (easy language, reviewed) or a language such as en",
)
_PROPOSE = Said(
    "Legen Sie sie vor (geleit text add), und lassen Sie sie freigeben.",
    "Propose it (geleit text add), and have it released.",
)
print_form = acting_on(_print_form, _OWN, gather=_printing)
