"""Signed papers at the command line: the record of one that was signed, renewed, or refused, question by question.

What only people can know is asked where it was not said, and never filled in.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from exchange.cli.context import NEEDED, CommandContext, Options
from exchange.cli.terminal.language import either
from exchange.core.consent.consent import Consent
from exchange.core.consent.texts.paper import (
    Signing,
    Talk,
    Text,
    consent_document,
    read_moment,
    refusal_document,
    renewal_document,
)
from exchange.core.consent.texts.template import Declares, Words
from exchange.core.staff.deputy import read_day
from exchange.core.vocabulary import Service
from exchange.flows.consent.form import PaperWish, choice_of, offer_of
from exchange.flows.consent.texts.template import service_of, words_for
from keys.encoding import digest
from keys.strictjson import dumps

Answer = TypeVar("Answer")


class YesNo(StrEnum):
    """An answer that somebody gives, and nobody assumes."""

    YES = "yes"
    NO = "no"


def option(name: str, german: str, english: str, kind: Any = str, metavar: str | None = None) -> Any:
    """An option by its name, with its help in both languages."""
    return Annotated[kind, typer.Option(name, help=f"{german} / {english}", metavar=metavar)]


_WHEN = "2026-11-24 09:30"
_ASKED = YesNo | None
FORM: Options = {
    "partner": (option("--partner", "An welche Stelle", "to which partner", metavar="ENTITY"), ""),
    "line": (option("--line", "Welches Angebot", "which service line", metavar="LINE"), ""),
    "category": (
        option("--category", "Nur diese Angaben, auch mehrmals", "these categories only", list[str] | None),
        None,
    ),
    "until": (option("--until", "Letzter Tag; sonst 6 Monate", "last day, else 6 months", metavar="2027-05-24"), ""),
    "level": (option("--level", "Stufe der Rückmeldung, 0 bis 6", "level of feedback, 0 to 6", int | None), None),
    "no_show": (option("--no-show", "Auch Nichterscheinen melden", "report absence as well", _ASKED), None),
}
"""What the person chooses on a form."""
PAPER: Options = {
    "scan": (option("--scan", "Der unterschriebene Bogen", "the signed paper", Path | None), None),
    "signer": (option("--signer", "Wer unterschrieben hat", "who signed", metavar="NAME"), ""),
    "reviewed_at": (option("--reviewed-at", "Wann alles gelesen war", "when all was read", metavar=_WHEN), ""),
    "signed_at": (option("--signed-at", "Wann unterschrieben wurde", "when it was signed", metavar=_WHEN), ""),
    "copy_at": (option("--copy-at", "Wann die Kopie da war", "when the copy was handed over", metavar=_WHEN), ""),
    "told_purpose": (option("--told-purpose", "Zweck genannt", "purpose was told", _ASKED), None),
    "told_refusal": (option("--told-refusal", "Nein ohne Folgen", "that a no has no consequence", _ASKED), None),
    "told_withdrawal": (option("--told-withdrawal", "Widerruf jederzeit", "that it can be withdrawn", _ASKED), None),
    "language": (option("--language", "Sprache des Bogens", "language of the paper"), "de"),
    "easy_language": (
        Annotated[bool, typer.Option("--easy-language", help="In Leichter Sprache / in easy language")],
        False,
    ),
    "release_scan": (
        option("--release-scan", "Die unterschriebene Schweigepflichtentbindung", "the signed release", Path | None),
        None,
    ),
    "release_signed_at": (
        option("--release-signed-at", "Wann diese unterschrieben wurde", "when that was signed", metavar=_WHEN),
        "",
    ),
}
"""What is said, or asked, of a paper that was signed."""
PERSON = option("--person", "Kennzeichen beim Jobcenter", "the Jobcenter's reference", metavar="REFERENCE")
TEMPLATE = option("--template", "Vorlage: welche Leistung", "template: which service", Service | None)
SIGNED: Options = {"person": (PERSON, ""), "template": (TEMPLATE, None), **FORM, **PAPER}
"""What is said, or asked, of a signed form."""
REFUSED: Options = {
    "person": (PERSON, NEEDED),
    "template": (option("--template", "Welche Leistung", "which service", Service), NEEDED),
    "at": (option("--at", "Wann das Nein gesagt wurde", "when the no was said", metavar=_WHEN), NEEDED),
    **{name: FORM[name] for name in ("partner", "line", "category")},
    "renews": (option("--renews", "Nein zur Verlängerung dieser", "a no to renewing this", metavar="CONSENT"), ""),
}
"""What is said of a no."""
RENEWED: Options = {"until": FORM["until"], **PAPER}
"""What is said, or asked, of a renewal."""


def from_paper(context: CommandContext, own: Mapping[str, Any]) -> bytes:
    """Make the document of a signed paper: digests, ids and windows are worked out, the rest is said or asked."""
    missing = [name for name in ("--person", "--template", "--scan") if not own[name.removeprefix("--")]]
    if missing:
        raise typer.BadParameter(f"FILE, {', '.join(missing)}", param_hint="FILE")
    offer = offer_of(own["template"], partner=own["partner"], line=own["line"], hub=context.hub)
    asked = _Asked(own)
    released = offer.partner.bound_by_203 and bool(own["release_scan"])
    choice = choice_of(own["template"], wish=read_wish(asked.wish(), released=released), offer=offer)
    texts = _Texts(own["template"], context=context)
    signed = _signed(asked, texts.consent, context=context)
    release = _release(asked, signed[0], texts, context=context) if released else None
    asked.complain()
    document = consent_document(
        own["person"], choice=choice, signing=signed[0], talk=signed[1], release=release, hub=context.hub.origin
    )
    return dumps(document)


def renewed_paper(context: CommandContext, own: Mapping[str, Any], *, person: str, old: Consent) -> bytes:
    """Make the document of a renewal, upon a paper signed anew; releases are renewed only where they were, too."""
    asked = _Asked(own)
    # One paper is signed for one service; where several lines stand on it, the first says which words those are.
    service = service_of(old.clauses[0].recipient, hub=context.hub) if old.clauses else None
    texts = _Texts(service, context=context)
    signing, talk = _signed(asked, texts.consent, context=context)
    release = _release(asked, signing, texts, context=context) if own["release_scan"] and old.releases else None
    asked.complain()
    until: date | None = read_day(own["until"]) if own["until"] else None
    return dumps(renewal_document(person, old, signing=signing, talk=talk, until=until, release=release))


def refused_form(context: CommandContext, own: Mapping[str, Any]) -> bytes:
    """Make the document of a no."""
    offer = offer_of(own["template"], partner=own["partner"], line=own["line"], hub=context.hub)
    wish = PaperWish(level=0, no_show=False, categories=tuple(own["category"] or ()))
    choice = choice_of(own["template"], wish=wish, offer=offer)
    at = read_moment(own["at"], at=context.hub.clock.now())
    shown = words_for(own["template"], Declares.CONSENT, hub=context.hub)
    text = Text(version=shown.version, sha256=shown.sha256)
    return dumps(refusal_document(own["person"], choice=choice, at=at, renews=own["renews"], text=text))


class _Texts:
    """The words of a paper for a service; those of a release are looked for only where one was signed."""

    def __init__(self, service: Service | None, *, context: CommandContext) -> None:
        self._service, self._hub = service, context.hub

    @property
    def consent(self) -> Words:
        """The words of the consent."""
        return words_for(self._service, Declares.CONSENT, hub=self._hub)

    @property
    def release(self) -> Words:
        """The words of the release from secrecy."""
        return words_for(self._service, Declares.RELEASE, hub=self._hub)


def _signed(asked: "_Asked", text: Words, *, context: CommandContext) -> tuple[Signing, Talk]:
    at, own = context.hub.clock.now(), asked.given
    signing = Signing(
        signer=asked.text("signer", "Wer hat unterschrieben?", "Who signed?"),
        signed_at=asked.moment("signed_at", "Wann wurde unterschrieben?", "When was it signed?", at=at),
        text_version=text.version,
        text_sha256=text.sha256,
        evidence_sha256=digest(own["scan"].read_bytes()),
    )
    talk = Talk(
        language=own["language"],
        easy_language=own["easy_language"],
        reviewed_at=asked.moment("reviewed_at", "Wann war alles gelesen?", "When was all of it read?", at=at),
        copy_at=asked.moment("copy_at", "Wann gab es die Kopie?", "When was the copy handed over?", at=at),
        notices=asked.notices(),
    )
    return signing, talk


def _release(asked: "_Asked", signing: Signing, texts: _Texts, *, context: CommandContext) -> Signing:
    at, text = context.hub.clock.now(), texts.release
    question = "Wann wurde die Entbindung unterschrieben?", "When was the release signed?"
    return Signing(
        signer=signing.signer,
        signed_at=asked.moment("release_signed_at", *question, at=at),
        text_version=text.version,
        text_sha256=text.sha256,
        evidence_sha256=digest(asked.given["release_scan"].read_bytes()),
    )


def read_wish(own: Mapping[str, Any], *, released: bool) -> PaperWish:
    """What the person chose, as it was said with the command."""
    until: date | None = read_day(own["until"]) if own["until"] else None
    return PaperWish(
        level=own["level"] or 0,
        no_show=own["no_show"] is YesNo.YES,
        categories=tuple(own["category"] or ()),
        until=until,
        released=released,
    )


class _Asked:
    """What was said with the command, and what is asked on a terminal; in a script it must have been said."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self._missing: list[str] = []

    def complain(self) -> None:
        """Name all that was not said where nobody can be asked."""
        if self._missing:
            raise typer.BadParameter(" ".join(self._missing), param_hint="--template")

    def wish(self) -> Mapping[str, Any]:
        """What the person chose: the level of feedback, and whether absence is reported, are never assumed."""
        level = self._of("level", either("Stufe der Rückmeldung (0-6)", "Level of feedback (0-6)"), _number, 0)
        no_show = self._of("no_show", either("Nichterscheinen melden?", "Report absence?"), _yes, YesNo.NO)
        return {**self.given, "level": level, "no_show": no_show}

    def text(self, name: str, german: str, english: str) -> str:
        """A text."""
        return self._of(name, either(german, english), _text, "")

    def moment(self, name: str, german: str, english: str, *, at: datetime) -> datetime:
        """A moment that is over."""
        said = self._of(name, f"{either(german, english)} [{_WHEN}]", _text, "")
        return read_moment(said, at=at) if said else at

    def notices(self) -> tuple[bool, bool, bool]:
        """The three notices, each for itself."""
        purpose, refusal, withdrawal = (
            self._of(name, either(*words), _yes, YesNo.NO) is YesNo.YES for name, words in NOTICES.items()
        )
        return purpose, refusal, withdrawal

    def _of(self, name: str, question: str, ask: Callable[[str], Answer], instead: Answer) -> Answer:
        said: Answer | None = self.given[name]
        if said is not None and said != "":
            return said
        if sys.stdin.isatty():
            return ask(question)
        self._missing.append("--" + name.replace("_", "-"))
        return instead


NOTICES: Mapping[str, tuple[str, str]] = {
    "told_purpose": ("Wurde gesagt, wozu es dient?", "Was the purpose told?"),
    "told_refusal": ("Wurde gesagt, dass ein Nein keine Folgen hat?", "Was it told that a no has no consequence?"),
    "told_withdrawal": ("Wurde gesagt, dass man widerrufen kann?", "Was it told that it can be withdrawn?"),
}


def _text(question: str) -> str:
    return str(typer.prompt(question, err=True))


def _number(question: str) -> int:
    return int(typer.prompt(question, type=int, err=True))


def _yes(question: str) -> YesNo:
    return YesNo.YES if typer.confirm(question, err=True) else YesNo.NO
