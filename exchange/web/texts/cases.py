"""Cases texts: the list of every case somebody may see."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "menu": Said("Vorgänge", "Cases"),
        "title": Said("Vorgänge", "Cases"),
        "which": Said("Welche Vorgänge", "Which cases"),
        "tab.offen": Said("Unterwegs", "Under way"),
        "tab.entwurf": Said("Noch nicht gesendet", "Not sent yet"),
        "tab.ende": Said("Zu Ende", "Ended"),
        "offen": Said("Das ist unterwegs.", "This is under way."),
        "entwurf": Said("Das ist noch nicht gesendet.", "This is not sent yet."),
        "ende": Said("Das ist zu Ende.", "This has ended."),
        "none.offen": Said("Gerade ist nichts unterwegs.", "Nothing is under way now."),
        "none.entwurf": Said("Alles ist gesendet.", "Everything is sent."),
        "none.ende": Said("Noch ist nichts zu Ende.", "Nothing has ended yet."),
        "no_more": Said("Mehr ist nicht da.", "There is no more."),
        "owner": Said("bei {name}", "with {name}"),
    }
)
