"""Schema commands: check them, print a filled example."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

import schemas
from exchange.cli.context import Json
from exchange.cli.output import EXIT_REFUSED, say, show
from exchange.cli.terminal.language import either, tongue
from exchange.core.calendar import day_of
from exchange.core.errors import NotFound
from exchange.core.said import Said, one_of
from exchange.world import SystemClock


def check(
    file: Annotated[Path | None, typer.Argument(help="Eine Schema-Datei; leer = alle / a file; empty = all")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Schemas prüfen: Kategorien, Abschluss, Formate, Sprache. / Lint schemas."""
    findings = schemas.check(file) if file else schemas.check_all()
    rows = [{"path": one.path, "rule": one.rule, "de": one.message_de, "en": one.message_en} for one in findings]
    text = "\n".join(f"{row['path']}: {row['rule']}: {row[tongue()]}" for row in rows)
    sound = either("Alle Schemas sind in Ordnung.", "All schemas are sound.")
    show({"findings": rows}, as_json=as_json, text=text or sound)
    if findings:
        raise typer.Exit(EXIT_REFUSED)


def example(
    name: Annotated[str, typer.Argument(help="Name, z. B. addiction-counselling, consent, partner, feedback")] = "",
) -> None:
    """Eine ausgefüllte Eingabedatei ausgeben, mit Tagen von heute aus. / Print a filled input file, for today."""
    if not name:
        say("\n".join(schemas.names()))
        return
    try:
        document = schemas.example(name, on=day_of(SystemClock().now()))
    except schemas.UnknownSchema as error:
        raise NotFound(name).saying(form=one_of(schemas.names(), typed=name)) from error
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def codes(
    listed: Annotated[str, typer.Argument(help="Liste, z. B. languages, countries, categories / a list")] = "",
    word: Annotated[
        str, typer.Argument(help="Kürzel oder Teil eines Namens, z. B. dari / code or part of a name")
    ] = "",
    *,
    as_json: Json = False,
) -> None:
    """Kürzel einer Liste mit ihren Namen zeigen, etwa von Sprachen und Ländern. / Show the codes of a list."""
    lists = {"languages": schemas.languages(), "countries": schemas.countries(), **_worded()}
    if listed not in lists:
        if listed:
            raise NotFound(listed).saying(form=one_of(sorted(lists), typed=listed))
        say("\n".join(sorted(lists)))
        return
    found = {code: words for code, words in lists[listed].items() if _names(word, code, words)}
    if not found:
        raise NotFound(word).saying(form=Said(f"ein Kürzel oder Name aus {listed}", f"a code or name of {listed}"))
    text = "\n".join(f"{code:12} {words[tongue()]}" for code, words in found.items())
    show({"list": listed, "codes": found}, as_json=as_json, text=text)


def _worded() -> dict[str, dict[str, dict[str, str]]]:
    return {name: rows for name, rows in schemas.codes().items() if all(isinstance(one, dict) for one in rows.values())}


def _names(word: str, code: str, words: dict[str, str]) -> bool:
    sought = word.casefold()
    return sought == code.casefold() or any(sought in one.casefold() for one in words.values())
