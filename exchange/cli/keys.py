"""Key commands: show the hub's own keys, rotate them."""

from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, approved, opened
from exchange.cli.output import show, table
from exchange.core.ids import show_instant
from exchange.flows.operations import rotate_keys as flows
from keys.jwk import Purpose


@opened
def list_keys(context: CommandContext, *, as_json: Json = False) -> None:
    """Schlüssel mit Zweck, Stand und Gültigkeit. / Keys with purpose, standing and validity."""
    hub = context.hub
    at = hub.clock.now()
    rows = [
        {
            "purpose": key.public.purpose.value,
            "kid": key.kid,
            "alg": key.public.alg,
            "standing": hub.ring.standing(key.kid, at),
            "nbf": show_instant(key.public.nbf),
            "exp": show_instant(key.public.exp),
        }
        for key in hub.ring
    ]
    if as_json:
        show({"keys": rows}, as_json=True)
        return
    table("Schlüssel / keys", list(rows[0]) if rows else [], [list(row.values()) for row in rows])


@approved
def rotate(
    context: CommandContext,
    purpose: Annotated[Purpose, typer.Argument(help="Zweck / purpose")],
    *,
    at_once: Annotated[bool, typer.Option("--now", help="Sofort statt in 30 Tagen / now, not in 30 days")] = False,
    as_json: Json = False,
) -> None:
    """Den nächsten Schlüssel einbringen; der alte läuft aus. / Bring in the next key; the old one retires."""
    key = flows.rotate(
        purpose,
        at_once=at_once,
        by=context.by,
        approve_by=context.second,
        keep=context.opened.keys.vault.add,
        hub=context.hub,
    )
    facts = {"purpose": purpose.value, "kid": key.kid, "valid_from": show_instant(key.public.nbf)}
    show(facts, as_json=as_json)
