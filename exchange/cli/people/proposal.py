"""Look-alikes at the command line: who somebody new may be is said beside the answer, and decides nothing."""

import typer

from exchange.cli.context import CommandContext
from exchange.cli.terminal.language import either
from exchange.core.evidence.row import RowDiffers
from exchange.flows.person.lookalikes import look_alikes


def propose(person: str, *, context: CommandContext) -> list[str]:
    """Say on the terminal who a new person may be, of those one has cases of; return their ids."""
    try:
        found = look_alikes(person, by=context.by, hub=context.hub)
    except RowDiffers:
        # What it stands beside is done; a no is recorded also where the person's rows were changed.
        found = ()
    if found:
        words = either("Ist es jemand, den Sie schon kennen?", "Is this somebody you know already?")
        names = "".join(f"\n  {one.reference}\n    {one.id}" for one in found)
        typer.echo(f"{words}{names}\n  geleit person show …, geleit person merge …", err=True)
    return [one.id for one in found]
