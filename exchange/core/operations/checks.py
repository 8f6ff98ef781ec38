"""Health check names: what was looked at and how it stands, in words, for a terminal and for a page."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from exchange.core.operations.finding import Grade
from exchange.core.said import Said

Word = Callable[[str, str], str]
"""The word for a code of a list of `codes.json`, in the language that is spoken."""

RESULTS: Mapping[Grade, Said] = MappingProxyType(
    {
        Grade.OK: Said("gut", "good"),
        Grade.WARN: Said("Hinweis", "note"),
        Grade.FAIL: Said("FEHLER", "FAULT"),
    }
)
CHECKS: Mapping[str, Said] = MappingProxyType(
    {
        "database": Said("Datenbank", "Database"),
        "keys": Said("Schlüssel", "Keys"),
        "disk": Said("Speicher", "Disk"),
        "staff passphrases": Said("Passphrasen", "Passphrases"),
        "staff founded": Said("Konten ohne zweite Person", "Accounts without a second person"),
        "staff trainings": Said("Schulungen", "Trainings"),
        "staff ids": Said("Kürzel", "Staff ids"),
        "staff": Said("Mitarbeitende", "Staff"),
        "founding trainings": Said("Schulungen vom Anfang", "Trainings of the beginning"),
        "deputies": Said("Vertretungen", "Deputies"),
        "cases": Said("Fälle", "Cases"),
        "references": Said("Kennzeichen", "References"),
        "recipients": Said("Stellen", "Partners"),
        "break-glass": Said("Notfallzugriffe", "Looks in an emergency"),
        "consents of before": Said("Einwilligungen von früher", "Consents of before"),
        "consent texts": Said("Texte", "Texts"),
        "evidence log": Said("Nachweis-Protokoll", "Evidence log"),
        "rows": Said("Zeilen", "Rows"),
        "row": Said("Zeile", "Row"),
        "key": Said("Schlüssel", "Key"),
        "vault file": Said("Schlüsseldatei", "Key file"),
        "backup": Said("Sicherung", "Backup"),
        "room": Said("Platz", "Room"),
        "hook": Said("Rückruf", "Webhook"),
        "attachments": Said("Anhänge", "Attachments"),
        "rules": Said("Regeln", "Rules"),
        "mode": Said("Betriebsart", "Mode"),
    }
)
"""What was looked at, in words: by how the name of a check begins; ids follow it."""


def name_of(check: str, *, say: Callable[[Said], str], word: Word) -> str:
    """What was looked at, in words; the code of an error stays as it is."""
    for begins, words in CHECKS.items():
        if check == begins or check.startswith((f"{begins} ", f"{begins}:")):
            behind = check.removeprefix(begins)
            if begins == "key":
                behind = f" ({word('key-purposes', behind.strip())})"
            # How a row differs is said beside it, in words.
            return say(words) + (behind.rpartition(":")[0] if begins == "row" else behind)
    return check
