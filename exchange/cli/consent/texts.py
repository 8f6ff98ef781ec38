"""Text commands: the words of consents: propose them, release them by two people, look at them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting, approved
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import day, word, yes_or_no
from exchange.core.compliance.fact import Fact
from exchange.core.consent.texts.shipped import SHIPPED
from exchange.core.errors import NotFound
from exchange.core.said import one_of
from exchange.core.staff.deputy import read_day
from exchange.flows.consent.texts.add import add_texts, read_text
from exchange.flows.consent.texts.known import KnownText, look_at_texts
from exchange.flows.consent.texts.release import Advice, release_text

_SAYS: Mapping[str, tuple[str, str]] = {
    "purpose": ("wozu es dient", "what it is for"),
    "refusal": ("ein Nein hat keine Folgen", "a no has no consequences"),
    "withdrawal": ("Widerruf jederzeit", "withdrawal at any time"),
}
_MISSING = "fehlt", "is missing"


@acting
def add(
    context: CommandContext,
    file: Annotated[
        Path | None, typer.Argument(help="JSON, siehe / see: geleit schema example consent-text", exists=True)
    ] = None,
    *,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Die Texte der Vorlagen dieses Programms / the texts of its own templates")
    ] = False,
    as_json: Json = False,
) -> None:
    """Einen Text zur Freigabe vorlegen. / Propose a text for release.

    Deutscher Rechtstext (legal), Leichte Sprache (easy) nur mit Prüferin und Tag, andere Sprachen als Lesehilfe
    (standard). / German legal text, easy language only with a reviewer and a day, other languages as a reading aid.
    """
    if shipped == (file is not None):
        raise typer.BadParameter("FILE, --shipped", param_hint="FILE")
    read = SHIPPED if file is None else (read_text(file.read_bytes()),)
    done = add_texts(read, by=context.by, hub=context.hub)
    lines = [either("Vorgelegt, noch nicht freigegeben:", "Proposed, not released yet:"), *map(_line, done)]
    versions = sorted({one.subject for one in done})
    lines += [f"{either('Weiter', 'Next')}: geleit text release {context.directory} {one} …" for one in versions]
    show({"texts": list(map(_facts, done))}, as_json=as_json, text="\n".join(lines))


@approved
def release(
    context: CommandContext,
    version: Annotated[str, typer.Argument(help="Fassung / version", metavar="VERSION")],
    *,
    advice_on: Annotated[
        str, typer.Option("--advice-on", help="Rat zum Datenschutz vom / the DPO's advice of", metavar="2026-05-04")
    ] = "",
    advice: Annotated[str, typer.Option("--advice", help="Was geraten wurde / what was advised")] = "",
    as_json: Json = False,
) -> None:
    """Eine Fassung freigeben, zu zweit. / Release a version, by two people.

    Zwei Teamleitungen, oder eine und der Betrieb. Der Rat der oder des Datenschutzbeauftragten steht dabei; er ist
    keine Freigabe. / Two team leads, or one and an operator. The DPO's advice stands beside it and is no approval.
    """
    if advice and not advice_on:
        raise typer.BadParameter("--advice-on", param_hint="--advice")
    given = Advice(on=read_day(advice_on), words=advice) if advice_on else None
    done = release_text(version, advice=given, by=context.by, approve_by=context.second, hub=context.hub)
    lines = [either("Freigegeben ab jetzt:", "Released from now on:"), *map(_line, done)]
    lines += _lacks(done[0])
    show({"texts": list(map(_facts, done))}, as_json=as_json, text="\n".join(lines))


@acting
def list_texts(context: CommandContext, *, as_json: Json = False) -> None:
    """Alle Texte: vorgelegt, freigegeben, was noch fehlt. / All texts: proposed, released, what is missing."""
    found = look_at_texts(by=context.by, hub=context.hub)
    lines = [line for one in found for line in (_line(one.newest), f"    {_standing(one)}")]
    show(
        {"texts": list(map(_known, found))},
        as_json=as_json,
        text="\n".join(lines) or either("Kein Text.", "No text."),
    )


@acting
def show_text(
    context: CommandContext,
    version: Annotated[str, typer.Argument(help="Fassung / version", metavar="VERSION")],
    *,
    as_json: Json = False,
) -> None:
    """Eine Fassung zeigen, Wort für Wort, mit dem, was sie sagt. / Show a version, word for word, and what it says."""
    every = look_at_texts(by=context.by, hub=context.hub)
    found = [one for one in every if one.newest.subject == version]
    if not found:
        known = sorted({one.newest.subject for one in every})
        raise NotFound(version, pointer="VERSION").saying(form=one_of(known))
    text = "\n\n".join("\n".join(_whole(one)) for one in found)
    show({"texts": [_known(one) | {"words": one.words} for one in found]}, as_json=as_json, text=text)


def _whole(one: KnownText) -> Iterator[str]:
    said = one.newest.document
    yield _line(one.newest)
    yield f"    {_standing(one)}"
    yield f"    {either('Prüfsumme', 'Digest')}: {said['sha256']}"
    yield from (f"    {either(*words)}: {yes_or_no(said['says'][name])}" for name, words in _SAYS.items())
    yield f"    {either('steht für sich', 'stands by itself')}: {yes_or_no(said['separate'])}"
    names = either("nennt Rechtsfolgen", "names legal consequences")
    yield f"    {names}: {yes_or_no(said['consequences_mentioned'])}"
    if "reviewed_by" in said:
        yield f"    {either('geprüft', 'reviewed')}: {said['reviewed_by']}, {said.get('reviewed_on', '')}"
    yield ""
    yield one.words or either("Die Worte liegen nicht hier.", "The words do not rest here.")


def _line(fact: Fact) -> str:
    said = fact.document
    return f"  {fact.subject}: {word('text-layers', said['layer'])} ({said['language']})"


def _standing(one: KnownText) -> str:
    if one.released is None:
        return either("noch nicht freigegeben", "not released yet")
    people = ", ".join(filter(None, (one.released.entered_by, one.released.approved_by)))
    released = f"{either('freigegeben ab', 'released from')} {day(one.released.valid_from)}, {people}"
    if not one.is_released:
        released += either("; neue Worte warten", "; new words wait")
    return f"{released}; {_advice(one.released)}"


def _advice(fact: Fact) -> str:
    given = fact.document.get("advice")
    head = either("Rat zum Datenschutz", "Data protection advice")
    if not given:
        return f"{head}: {either(*_MISSING)}"
    words = f", {given['words']}" if "words" in given else ""
    return f"{head}: {given['on']}{words}"


def _lacks(fact: Fact) -> Sequence[str]:
    """What is missing, said when somebody could still add it."""
    said = fact.document
    lacks = [either(*words) for name, words in _SAYS.items() if not said["says"][name]]
    lines = [f"{either('Nicht gesagt wird', 'It does not say')}: {', '.join(lacks)}"] if lacks else []
    if said["consequences_mentioned"] or not said["separate"]:
        lines.append(
            either(
                "Diese Einwilligung wäre nicht frei: Sie steht nicht für sich, oder nennt Rechtsfolgen.",
                "Such a consent would not be free: it does not stand by itself, or names legal consequences.",
            )
        )
    return [*lines, _advice(fact)]


def _known(one: KnownText) -> dict[str, Any]:
    return _facts(one.newest) | {
        "released": one.is_released,
        "released_on": day(one.released.valid_from) if one.released else None,
        "advice": one.released.document.get("advice") if one.released else None,
    }


def _facts(fact: Fact) -> dict[str, Any]:
    said = {name: value for name, value in fact.document.items() if name not in ("words", "advice")}
    return {"version": fact.subject, **said, "by": fact.entered_by, "approved_by": fact.approved_by or None}
