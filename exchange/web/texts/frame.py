"""Frame texts: what stands around every page, and on its forms."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "skip": Said("Zum Inhalt springen", "Skip to content"),
        "notice": Said("Hinweis", "Notice"),
        "demo": Said("VORFÜHRUNG", "DEMONSTRATION"),
        "invented": Said("erfundene Personen", "invented people"),
        "menu": Said("Menü", "Menu"),
        "footer": Said("Über diese Seiten", "About these pages"),
        "sign_in": Said("Anmelden", "Sign in"),
        "sign_out": Said("Abmelden", "Sign out"),
        "until": Said("bis {time} Uhr", "until {time}"),
        "help": Said("Hilfe", "Help"),
        "privacy": Said("Datenschutz", "Privacy"),
        "accessibility": Said("Barrierefreiheit", "Accessibility"),
        "role.caseworker": Said("Fallmanagement", "Casework"),
        "role.deputy": Said("Vertretung", "Deputy"),
        "role.team-lead": Said("Teamleitung", "Team lead"),
        "role.dpo": Said("Datenschutz", "Data protection"),
        "role.operator": Said("Technik", "Operations"),
        "printed": Said("gedruckt {time} Uhr", "printed {time}"),
        "printed_demo": Said("VORFÜHRUNG – erfunden", "DEMONSTRATION – invented"),
        "refused": Said("Das ging so nicht", "That did not work"),
        "right": Said("Richtig ist: {form}", "What is right: {form}"),
        "unfit": Said("Eine Angabe fehlt oder passt so noch nicht.", "A detail is missing or does not fit yet."),
        "back": Said(
            "Gehen Sie zu „Heute“ zurück, oder fragen Sie Ihre Teamleitung.",
            "Go back to “Today”, or ask your team lead.",
        ),
        "to_the_field": Said("Zu dieser Angabe", "To this field"),
        "kept": Said("Was Sie geschrieben haben", "What you wrote"),
        "kept_why": Said(
            "Es ist noch nicht gespeichert. Sie können es kopieren und nach dem Anmelden wieder einsetzen.",
            "It is not saved yet. You can copy it and put it back after signing in.",
        ),
        "on": Said("Weiter zur ersten Seite", "On to the first page"),
        "passphrase": Said("Ihre Passphrase", "Your passphrase"),
        "passkey_confirm": Said("Mit Passkey bestätigen", "Confirm with a passkey"),
        "passkey_confirmed": Said(
            "Bestätigt. Für 5 Minuten fragen wir nicht mehr.", "Confirmed. We do not ask again for 5 minutes."
        ),
        "passkey_failed": Said(
            "Mit dem Passkey hat es nicht geklappt. Bitte geben Sie Ihre Passphrase ein.",
            "It did not work with the passkey. Please type your passphrase.",
        ),
        "passphrase_why": Said(
            "Damit niemand an Ihrem Platz etwas sendet. Danach fragen wir fünf Minuten nicht mehr.",
            "So that nobody sends anything from your desk. After that we do not ask for five minutes.",
        ),
        "still_there": Said("Noch da?", "Still there?"),
        "still_there_why": Said(
            "In zwei Minuten werden Sie abgemeldet. Was Sie geschrieben haben, bleibt, wenn Sie weiterarbeiten.",
            "You will be signed out in two minutes. What you wrote stays if you go on.",
        ),
        "go_on": Said("Weiterarbeiten", "Go on working"),
        "retype": Said(
            "Bitte geben Sie Kürzel und Passphrase noch einmal ein. Es wurde nichts geändert.",
            "Please type staff id and passphrase again. Nothing was changed.",
        ),
        "second": Said("Bitte bitten Sie jemand anderen um Zustimmung.", "Please ask somebody else to approve."),
        "changed": Said(
            "Inzwischen hat sich etwas geändert. Bitte noch einmal ansehen.",
            "Something has changed meanwhile. Please look again.",
        ),
    }
)
