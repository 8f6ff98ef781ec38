"""Enrolment commands: a hub enrols and suspends partners."""

from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting, approved
from exchange.cli.output import show
from exchange.flows.partner import enrol as flows


@approved
def enrol(
    context: CommandContext,
    document: Annotated[Path, typer.Argument(help="Dokument der Stelle (partner.json) / its document", exists=True)],
    *,
    adapter: Annotated[
        str,
        typer.Option(help="Weg zur Stelle / way out to it. Sonst / otherwise: webhook (mit/with `hook`), mailbox"),
    ] = "",
    as_json: Json = False,
) -> None:
    """Eine Stelle aufnehmen oder erneuern; zwei Personen prüfen den Fingerabdruck. / Enrol a partner."""
    done = flows.enrol(
        document.read_bytes(),
        by=context.by,
        approve_by=context.second,
        adapter=adapter,
        adapters=context.opened.adapters,
        hub=context.hub,
    )
    facts = {
        "partner": done.partner.entity,
        "name": done.partner.name,
        "federation_pin": done.partner.pin,
        "adapter": done.partner.adapter,
        "hook": done.partner.hook.url if done.partner.hook else None,
        "service_lines": [line.id for line in done.partner.lines],
        "new_keys": list(done.new_keys),
    }
    show(facts, as_json=as_json)


@acting
def suspend(
    context: CommandContext,
    entity: Annotated[str, typer.Argument(help="Kennung der Stelle / entity id", metavar="ENTITY")],
    *,
    as_json: Json = False,
) -> None:
    """Eine Stelle sperren: kein Zugang, nichts Neues. / Suspend a partner."""
    done = flows.suspend(entity, by=context.by, hub=context.hub)
    show({"partner": done.entity, "standing": done.standing.value}, as_json=as_json)
