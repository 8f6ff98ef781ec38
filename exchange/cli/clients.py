"""Client registration commands: a hub registers case-management systems of its own organisation."""

from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting, approved, opened
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import table
from exchange.cli.terminal.words import moment, word
from exchange.core.ids import show_instant
from exchange.core.staff.client import RegisteredClient
from exchange.flows.staff import clients as flows

Short = Annotated[str, typer.Argument(help="Kurzname, z. B. fallakte / short name", metavar="CLIENT")]


@approved
def add(
    context: CommandContext,
    client: Short,
    *,
    jwks: Annotated[
        Path, typer.Option(help="Öffentliche Schlüssel (JWK Set) / its public keys", exists=True, dir_okay=False)
    ],
    name: Annotated[str, typer.Option(help="Name für Menschen / name for people")] = "",
    as_json: Json = False,
) -> None:
    """Ein Fachverfahren anmelden oder seine Schlüssel erneuern; zu zweit. / Register a case-management system."""
    what = flows.Registration(short=client, name=name, jwks=jwks.read_bytes())
    done = flows.register_client(what, by=context.by, approve_by=context.second, hub=context.hub)
    show(_line(done), as_json=as_json, text=_text(done))


@opened
def list_clients(context: CommandContext, *, as_json: Json = False) -> None:
    """Angemeldete Fachverfahren. / Registered case-management systems."""
    found = flows.clients(hub=context.hub)
    if as_json:
        show({"clients": [_line(one) for one in found]}, as_json=True)
        return
    columns = ["client_id", "name", "standing", "registered_by", "approved_by", "registered_at"]
    table(either("Fachverfahren", "Case-management systems"), columns, list(map(_row, found)))


@acting
def suspend(context: CommandContext, client: Short, *, as_json: Json = False) -> None:
    """Ein Fachverfahren sperren; seine Tokens gelten sofort nicht mehr. / Suspend a client, at once."""
    done = flows.suspend_client(client, by=context.by, hub=context.hub)
    show(_line(done), as_json=as_json, text=_text(done))


def _text(client: RegisteredClient) -> str:
    by = f"{client.registered_by}, {client.approved_by} ({moment(client.registered_at)})"
    said = word("entity-standings", client.standing.value)
    return f"{client.id}\n  {client.name}: {said}\n  {either('Angemeldet von', 'Registered by')} {by}"


def _line(client: RegisteredClient) -> dict[str, str]:
    return {
        "client_id": client.id,
        "name": client.name,
        "standing": client.standing.value,
        "registered_by": client.registered_by,
        "approved_by": client.approved_by,
        "registered_at": show_instant(client.registered_at),
    }


def _row(client: RegisteredClient) -> list[str]:
    standing = word("entity-standings", client.standing.value)
    who = (client.registered_by, client.approved_by)
    return [client.id, client.name, standing, *who, moment(client.registered_at)]
