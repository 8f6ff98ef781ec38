"""Conflict command: who is close to a person, and so decides nothing about them."""

from enum import StrEnum
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.output import show
from exchange.cli.people.persons import Named
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import word
from exchange.flows.register.enter import note_conflict


class Relation(StrEnum):
    """What somebody is to a person; of the list `conflict-relations` in `schemas/codes.json`."""

    SELF = "self"
    RELATIVE = "relative"
    COLLEAGUE = "colleague"


@acting
def add(
    context: CommandContext,
    reference: Named,
    *,
    staff: Annotated[str, typer.Option(help="Wer befangen ist / who has the conflict", metavar="STAFF")],
    relation: Annotated[Relation, typer.Option(help="Was vorliegt / what there is")],
    as_json: Json = False,
) -> None:
    """Eintragen, wer bei einer Person befangen ist und deshalb nichts bestätigt. / Enter who is close to a person.

    Alle Einträge: geleit register show conflict. / All of them: geleit register show conflict.
    """
    done = note_conflict(reference, staff=staff, relation=relation.value, by=context.by, hub=context.hub)
    what = word("conflict-relations", relation)
    text = either(
        f"Eingetragen: {done.topic} {what}. {done.topic} bestätigt bei dieser Person nichts mehr.",
        f"Entered: {done.topic}: {what}. {done.topic} approves nothing about this person any more.",
    )
    show({"fact": done.id, "staff": done.topic, "relation": relation.value}, as_json=as_json, text=text)
