"""The doctor: shows the health of an installation."""

from collections.abc import Mapping

import typer

from exchange.cli.context import Directory, Json, PassphraseFile, vault_passphrase
from exchange.cli.output import EXIT_AWAY, say, show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import word
from exchange.operations.doctor import examine_installation
from exchange.operations.finding import Finding, Result, overall

RESULTS: Mapping[Result, tuple[str, str]] = {
    Result.OK: ("gut", "good"),
    Result.WARN: ("Hinweis", "note"),
    Result.FAIL: ("FEHLER", "FAULT"),
}
CHECKS: Mapping[str, tuple[str, str]] = {
    "database": ("Datenbank", "Database"),
    "keys": ("Schlüssel", "Keys"),
    "disk": ("Speicher", "Disk"),
    "staff passphrases": ("Passphrasen", "Passphrases"),
    "staff founded": ("Konten ohne zweite Person", "Accounts without a second person"),
    "staff trainings": ("Schulungen", "Trainings"),
    "staff ids": ("Kürzel", "Staff ids"),
    "staff": ("Mitarbeitende", "Staff"),
    "founding trainings": ("Schulungen vom Anfang", "Trainings of the beginning"),
    "deputies": ("Vertretungen", "Deputies"),
    "cases": ("Fälle", "Cases"),
    "references": ("Kennzeichen", "References"),
    "recipients": ("Stellen", "Partners"),
    "break-glass": ("Notfallzugriffe", "Looks in an emergency"),
    "consents of before": ("Einwilligungen von früher", "Consents of before"),
    "consent texts": ("Texte", "Texts"),
    "evidence log": ("Nachweis-Protokoll", "Evidence log"),
    "rows": ("Zeilen", "Rows"),
    "row": ("Zeile", "Row"),
    "key": ("Schlüssel", "Key"),
    "vault file": ("Schlüsseldatei", "Key file"),
    "room": ("Platz", "Room"),
    "hook": ("Rückruf", "Webhook"),
    "attachments": ("Anhänge", "Attachments"),
    "rules": ("Regeln", "Rules"),
    "mode": ("Betriebsart", "Mode"),
}
"""What was looked at, in words: by how the name of a check begins; ids follow it."""


def doctor(directory: Directory, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Die Anlage prüfen und sagen, was zu tun ist. / Check the installation and say what to do."""
    found = examine_installation(directory, passphrase=vault_passphrase(passphrase_file))
    result = overall(found)
    if as_json:
        checks = [{"check": one.check, "result": one.result, "advice": one.advice} for one in found]
        show({"result": result, "checks": checks}, as_json=True)
    else:
        say("\n".join(map(_line, found)))
    if result is Result.FAIL:
        raise typer.Exit(EXIT_AWAY)


def _line(one: Finding) -> str:
    advice = either(*one.do)
    return f"{either(*RESULTS[one.result]):8}{_named(one.check)}" + (f": {advice}" if advice else "")


def _named(check: str) -> str:
    """What was looked at, in the language spoken; the code of an error stays as it is."""
    for begins, words in CHECKS.items():
        if check == begins or check.startswith((f"{begins} ", f"{begins}:")):
            behind = check.removeprefix(begins)
            if begins == "key":
                behind = f" ({word('key-purposes', behind.strip())})"
            # How a row differs is said beside it, in words.
            return either(*words) + (behind.rpartition(":")[0] if begins == "row" else behind)
    return check
