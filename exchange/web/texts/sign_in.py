"""Sign-in texts: the page that asks who somebody is."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "changed": Said(
            "Ihre Passphrase ist geändert. Bitte melden Sie sich mit der neuen an.",
            "Your passphrase is changed. Please sign in with the new one.",
        ),
        "title": Said("Anmelden", "Sign in"),
        "lead": Said("{house}: Hier melden sich Mitarbeitende an.", "{house}: this is where staff sign in."),
        "staff": Said("Ihr Kürzel", "Your staff id"),
        "staff_hint": Said("So, wie es eingetragen ist, zum Beispiel anna.", "As it was entered, for example anna."),
        "or_passkey": Said(
            "Haben Sie auf diesem Gerät einen Passkey? Dann geht es ohne Passphrase.",
            "Is there a passkey on this device? Then no passphrase is needed.",
        ),
        "by_passkey": Said("Mit Passkey weiter", "Go on with a passkey"),
        "passkey_failed": Said(
            "Mit dem Passkey hat es nicht geklappt. Versuchen Sie es noch einmal, oder geben Sie Ihre Passphrase ein.",
            "It did not work with the passkey. Try again, or type your passphrase.",
        ),
        "forgotten": Said(
            "Passphrase vergessen? Zwei Personen aus Ihrem Haus geben Ihnen eine neue Einladung. Fragen Sie Ihre "
            "Teamleitung oder die Technik.",
            "Forgotten your passphrase? Two people of your house give you a new invitation. Ask your team lead or "
            "operations.",
        ),
    }
)
