"""Key commands: show the hub's own keys, rotate them."""

from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, approved, opened
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import table
from exchange.cli.terminal.words import day, word
from exchange.core.ids import show_instant
from exchange.flows.operations import rotate_keys as flows
from keys.jwk import PrivateKey, Purpose
from keys.ring import KeyStatus


@opened
def list_keys(context: CommandContext, *, as_json: Json = False) -> None:
    """Schlüssel mit Zweck, Stand und Gültigkeit. / Keys with purpose, standing and validity."""
    hub = context.hub
    at = hub.clock.now()
    if as_json:
        show({"keys": [_facts(key, hub.ring.standing(key.kid, at)) for key in hub.ring]}, as_json=True)
        return
    table(
        either("Schlüssel", "Keys"),
        ["purpose", "kid", "alg", "standing", "nbf", "exp"],
        [_row(key, hub.ring.standing(key.kid, at)) for key in hub.ring],
    )


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
    kind, first = word("key-purposes", purpose.value), day(key.public.nbf)
    text = either(f"Neuer Schlüssel ({kind}), gilt ab {first}:", f"New key ({kind}), valid from {first}:")
    show(facts, as_json=as_json, text=f"{text}\n  {key.kid}")


def _facts(key: PrivateKey, standing: KeyStatus) -> dict[str, str]:
    return {
        "purpose": key.public.purpose.value,
        "kid": key.kid,
        "alg": key.public.alg,
        "standing": standing,
        "nbf": show_instant(key.public.nbf),
        "exp": show_instant(key.public.exp),
    }


def _row(key: PrivateKey, standing: KeyStatus) -> list[str]:
    public = key.public
    purpose, stands = word("key-purposes", public.purpose.value), word("key-standings", standing)
    return [purpose, key.kid, public.alg, stands, day(public.nbf), day(public.exp)]
