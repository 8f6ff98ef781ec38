"""Receipt command: what a person declared, for them to keep, as files that anybody can check."""

from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.output import show
from exchange.cli.terminal.language import either, tongue
from exchange.flows.consent.receipt import hand_out_receipt
from keys.strictjson import dumps


@acting
def receipt(
    context: CommandContext,
    consent: Annotated[str, typer.Argument(help="Kennung der Einwilligung / consent id", metavar="CONSENT")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Datei für die Quittung / file for the receipt", dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Eine Quittung für die Person: alles, was sie erklärt hat. / A receipt for the person: all that they declared.

    Zwei Dateien: die unterschriebene Quittung (rx-consent+jwt), und daneben als .jsonld dasselbe nach ISO/IEC TS 27560.
    / Two files: the signed receipt, and beside it as .jsonld the same by ISO/IEC TS 27560.
    """
    done = hand_out_receipt(consent, language=tongue(), by=context.by, hub=context.hub)
    record = out.with_suffix(".jsonld")
    out.write_text(done.compact, encoding="ascii")
    record.write_bytes(dumps(done.record))
    facts = {"receipt": str(out), "record": str(record), "claims": dict(done.claims)}
    show(facts, as_json=as_json, text=either(f"Geschrieben: {out}\n  {record}", f"Written: {out}\n  {record}"))
