"""Letter command: a person's ledger on paper, to hand over or to post."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.new_file import check_free, write_new
from exchange.cli.output import show
from exchange.cli.people.persons import Named
from exchange.cli.terminal.language import either
from exchange.core.rights.address import Unaddressed
from exchange.core.said import Said
from exchange.core.text.dates import Language
from exchange.flows.person.look import see_person
from exchange.queries.addressee import addressee
from exchange.queries.ledger import facts_of_ledger, ledger_of
from exchange.reports.document import HOUSE
from exchange.reports.letter import LetterWish, letter
from exchange.reports.render import render

Out = Annotated[Path, typer.Option("--out", help="Neue PDF-Datei / new PDF file", metavar="FILE.pdf")]
Large = Annotated[bool, typer.Option("--large", help="Große Schrift / large print")]
Spoken = Annotated[Language, typer.Option("--language", help="Sprache des Briefs / the letter's language: de, en")]

_UNADDRESSED: Mapping[Unaddressed, Said] = MappingProxyType(
    {
        Unaddressed.PROTECTED: Said(
            "Ohne Anschrift: Sie ist geheim. Geben Sie den Brief persönlich.",
            "No address: it is secret. Hand the letter over in person.",
        ),
        Unaddressed.NO_LETTERS: Said(
            "Ohne Anschrift: Die Person möchte keine Briefe dorthin. Geben Sie den Brief persönlich.",
            "No address: the person wants no letters there. Hand the letter over in person.",
        ),
        Unaddressed.UNKNOWN: Said(
            "Ohne Anschrift: Hier ist keine bekannt. Im Fenster ist Platz, sie von Hand zu schreiben.",
            "No address: none is known here. There is room in the window to write it by hand.",
        ),
    }
)


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
    found, to = ledger_of(seen, hub=context.hub), addressee(seen, hub=context.hub)
    wish = LetterWish(
        language=language,
        large=large,
        sender=context.opened.config.name or HOUSE,
        origin=context.hub.origin,
        made_at=context.hub.clock.now(),
    )
    done = render(letter(found, to=to, wish=wish, attached=facts_of_ledger(seen.person, found)))
    write_new(out, done.pdf)
    boxed = sorted(f"U+{ord(one):04X}" for one in done.unprintable)
    lines = [either(f"Der Brief liegt hier: {out}", f"The letter lies here: {out}")]
    if to.why is not None:
        lines.append(either(*_UNADDRESSED[to.why]))
    if boxed:
        missing = ", ".join(boxed)
        lines.append(
            either(f"Nicht druckbar, als □ gesetzt: {missing}", f"Cannot be printed, set as □: {missing}"),
        )
    facts = {
        "person": seen.person,
        "file": str(out),
        "lines": len(found.told),
        "addressed": to.why is None,
        "unaddressed": to.why.value if to.why else "",
        "unprintable": boxed,
    }
    show(facts, as_json=as_json, text="\n".join(lines))
