"""Letter texts: the page that prints what happened to a person's data."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "title": Said("Brief zu {code}", "Letter for {code}"),
        "back": Said("Zurück zum Vorgang", "Back to the case"),
        "sentence": Said("Brief für die Person", "Letter for the person"),
        "lead": Said(
            "Darin steht in einfachen Sätzen: wer was bekommen hat, wozu, und was hier bleibt. Und wie die Person das "
            "stoppen kann.",
            "It says in plain sentences who was given what, what for, and what stays here. And how the person can stop "
            "it.",
        ),
        "language": Said("In welcher Sprache?", "In which language?"),
        "print": Said("In welcher Schrift?", "In which print?"),
        "print.normal": Said("Normal", "Normal"),
        "print.gross": Said("Groß, zum leichteren Lesen", "Large, easier to read"),
        "address": Said(
            "Ist die Anschrift geheim oder nicht bekannt, bleibt das Fenster frei. Dann geben Sie den Brief bitte "
            "persönlich.",
            "Where the address is secret or not known, the window stays empty. Then please hand the letter over in "
            "person.",
        ),
        "open": Said("Brief öffnen", "Open the letter"),
    }
)
