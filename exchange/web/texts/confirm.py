"""Confirming texts: what a second person confirms about a colleague."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "menu": Said("Bestätigen", "Confirm"),
        "title": Said("Bestätigen", "Confirm"),
        "waiting": Said("Das wartet auf eine zweite Person.", "This waits for a second person."),
        "none": Said("Nichts wartet auf Sie.", "Nothing waits for you."),
        "by": Said("Eingetragen von {name}. Gilt bis {day}, dann verfällt es.", "Entered by {name}. Void after {day}."),
        "deputy": Said(" für {name}, bis {day}", " for {name}, until {day}"),
        "do": Said("Bestätigen", "Confirm"),
        "done": Said("Bestätigt. Es gilt ab jetzt.", "Confirmed. It counts from now on."),
        "own": Said("Das muss jemand anders bestätigen", "Somebody else has to confirm this"),
        "half": Said("Bestätigt. Das ist Ihre Hälfte des Codes:", "Confirmed. This is your half of the code:"),
        "half_why": Said(
            "Sie steht nur jetzt hier. Geben Sie sie {staff} persönlich. Die andere Hälfte hat, wer eingetragen hat.",
            "It stands here only now. Hand it to {staff} in person; who entered it has the other half.",
        ),
    }
)
