"""Letter command: a person's ledger on paper, to hand over or to post."""

from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.new_file import check_free, write_new
from exchange.cli.output import show
from exchange.cli.people.ledger import facts_of
from exchange.cli.people.persons import Named
from exchange.cli.terminal.language import either
from exchange.core.text.dates import Language
from exchange.flows.person.look import see_person
from exchange.queries.ledger import ledger_of
from exchange.reports.letter import LetterWish, letter
from exchange.reports.render import render

HOUSE = "Jobcenter"
"""The sender where the configuration gives the house no name."""
Out = Annotated[Path, typer.Option("--out", help="Neue PDF-Datei / new PDF file", metavar="FILE.pdf")]
Large = Annotated[bool, typer.Option("--large", help="Große Schrift / large print")]
Spoken = Annotated[Language, typer.Option("--language", help="Sprache des Briefs / the letter's language: de, en")]


@acting
def write_letter(
    context: CommandContext,
    reference: Named,
    *,
    out: Out,
    large: Large = False,
    language: Spoken = "de",
    as_json: Json = False,
) -> None:
    """Den Brief für eine Person: was mit ihren Angaben geschah. / The letter to a person: what happened to their data.

    Nur wer alle Fälle der Person sieht, kann ihn schreiben. / Only who sees all cases of the person can write it.
    """
    check_free(out)
    seen = see_person(reference, what="letter", by=context.by, hub=context.hub)
    found = ledger_of(seen, hub=context.hub)
    wish = LetterWish(
        language=language, large=large, sender=context.opened.config.name or HOUSE, made_at=context.hub.clock.now()
    )
    done = render(letter(found, wish=wish, attached=facts_of(seen.person, found)))
    write_new(out, done.pdf)
    boxed = sorted(f"U+{ord(one):04X}" for one in done.unprintable)
    lines = [either(f"Der Brief liegt hier: {out}", f"The letter lies here: {out}")]
    if boxed:
        missing = ", ".join(boxed)
        lines.append(
            either(f"Nicht druckbar, als □ gesetzt: {missing}", f"Cannot be printed, set as □: {missing}"),
        )
    facts = {"person": seen.person, "file": str(out), "lines": len(found.told), "unprintable": boxed}
    show(facts, as_json=as_json, text="\n".join(lines))
