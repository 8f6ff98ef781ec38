"""Ledger command: all that happened to what is kept of somebody, in sentences the person can read."""

from collections.abc import Iterator, Sequence

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.output import show
from exchange.cli.people.persons import Named
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import folded
from exchange.cli.terminal.words import moment, word
from exchange.flows.person.look import see_person
from exchange.queries.ledger import Told, facts_of_ledger, ledger_of


@acting
def show_ledger(context: CommandContext, reference: Named, *, as_json: Json = False) -> None:
    """Was mit den Angaben einer Person geschah, in Sätzen für sie. / All that happened to a person's data, in words.

    Gezeigt wird, was zu den eigenen Fällen gehört. / Shown is what belongs to one's own cases.
    """
    seen = see_person(reference, what="ledger", by=context.by, hub=context.hub)
    found = ledger_of(seen, hub=context.hub)
    text = "\n".join([*_text(found.told), *_unreadable(found.unreadable)])
    show(facts_of_ledger(seen.person, found), as_json=as_json, text=text)


def _text(told: Sequence[Told]) -> Iterator[str]:
    for one in told:
        yield f"{moment(one.line.at)}  {word('ledger-kinds', one.line.kind)}"
        yield folded(either(*one.says), indent="  ")
    if not told:
        yield either("Bisher ist nichts geschehen.", "Nothing has happened so far.")


def _unreadable(count: int) -> Iterator[str]:
    if count:
        yield either(
            f"{count} Einträge kann niemand mehr lesen: Jemand hat sie überschrieben (geleit log verify).",
            f"{count} records cannot be read any more: somebody overwrote them (geleit log verify).",
        )
