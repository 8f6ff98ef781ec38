"""Nightly review at the command line: what the last one counted, and that it is counts alone."""

from collections.abc import Mapping
from typing import Any

import typer

from exchange.cli.compliance.words import COLUMNS
from exchange.cli.output import EXIT_REFUSED, say, show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import table
from exchange.cli.terminal.words import day, moment
from exchange.core.compliance.outcome import Result
from exchange.core.ids import read_instant, show_instant
from exchange.flows.compliance.nightly import last_reviewed
from exchange.ports.hub import Hub


def show_last(hub: Hub, *, as_json: bool) -> None:
    """Show the last nightly review; ends with 3 where a rule failed, as a review of now does."""
    last = last_reviewed(hub=hub)
    if last is None:
        text = either(
            "In den letzten sieben Tagen gab es keine nächtliche Prüfung. Läuft geleit serve oder geleit work?",
            "There was no nightly review in the last seven days. Does geleit serve or geleit work run?",
        )
        show({"at": None, "rules": []}, as_json=as_json, text=text)
        return
    rules: Mapping[str, Any] = last.document["rules"]
    if as_json:
        listed = [{"rule": rule, **said} for rule, said in rules.items()]
        show({"at": show_instant(last.recorded_at), **last.document, "rules": listed}, as_json=True)
    else:
        table(either("Regeln", "Rules"), COLUMNS, [_row(rule, said) for rule, said in rules.items()])
        unarmed = sum(not said["armed"] for said in rules.values())
        say(
            either(
                f"Stand {moment(last.recorded_at)}. {unarmed} Regeln noch nicht scharf. Worum es geht, zeigt "
                "geleit compliance check, für eine Regel mit --rule.",
                f"As of {moment(last.recorded_at)}. {unarmed} rules not armed yet. geleit compliance check shows what "
                "it is about, for one rule with --rule.",
            )
        )
    if any(said[Result.FAIL] for said in rules.values()):
        raise typer.Exit(EXIT_REFUSED)


def _row(rule: str, said: Mapping[str, Any]) -> list[str]:
    oldest = read_instant(said["oldest"]) if said["oldest"] else None
    return [rule, *(str(said[one.value]) for one in Result), day(oldest)]
