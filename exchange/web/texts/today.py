"""Today texts: the list of what somebody has to see to."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "menu": Said("Heute", "Today"),
        "title": Said("Heute", "Today"),
        "day": Said("Heute, {day}", "Today, {day}"),
        "filter": Said("Filtern", "Filter"),
        "all": Said("Alle Gründe", "Every reason"),
        "code": Said("Nummer des Vorgangs", "Code of the case"),
        "code_hint": Said(
            "So, wie sie am Telefon gesagt wird, zum Beispiel 7K2-94Q.", "As said by telephone, for example 7K2-94Q."
        ),
        "open": Said("Vorgang öffnen", "Open the case"),
        "views": Said("Ansicht", "View"),
        "hide": Said("Namen ausblenden", "Hide names"),
        "show": Said("Namen zeigen", "Show names"),
        "hidden": Said("ausgeblendet", "hidden"),
        "why": Said("Warum es hier steht", "Why it stands here"),
        "place": Said("Stelle", "Partner"),
        "places": Said("Alle Stellen", "Every partner"),
        "begins": Said("Nummer, oder wie sie beginnt", "Code, or how it begins"),
        "narrow": Said("Anzeigen", "Show"),
        "unfiltered": Said("Alles zeigen", "Show everything"),
        "nothing": Said("Dazu ist hier nichts.", "There is nothing of that here."),
        "nobody": Said("ohne Namen", "without a name"),
        "ahead": Said("In den nächsten Tagen", "In the next days"),
        "ahead_why": Said("Hier müssen Sie heute nichts tun.", "Nothing to do here today."),
        "soon": Said("Kommt noch", "Still to come"),
        "soon_why": Said("Wir melden uns rechtzeitig.", "You will be told in time."),
        "quiet": Said("Nichts offen bei: {groups}.", "Nothing open under: {groups}."),
        "more": Said("Weitere zeigen", "Show more"),
    }
)
