"""Operation texts: how the hub is doing, for who runs it."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "menu": Said("Betrieb", "Operation"),
        "title": Said("Betrieb", "Operation"),
        "day": Said("Betrieb, {day}", "Operation, {day}"),
        "well": Said("Alles läuft.", "All is well."),
        "noted": Said("Alles läuft. Bitte lesen Sie die Hinweise.", "All is well. Please read the notes."),
        "fault": Said("Eine Sache ist nicht in Ordnung.", "One thing is not in order."),
        "faults": Said("{count} Sachen sind nicht in Ordnung.", "{count} things are not in order."),
        "fault_head": Said("Bitte jetzt ansehen", "Please see to this now"),
        "note_head": Said("Hinweise", "Notes"),
        "note_why": Said("Der Betrieb geht weiter.", "Work goes on."),
        "good_head": Said("In Ordnung", "In order"),
        "queues": Said("Unterwegs zu Stellen", "On the way to partners"),
        "queues_why": Said(
            "Gezählt werden Sendungen. Wen sie betreffen, steht hier nie.",
            "What is counted are parcels. Whom they are about never stands here.",
        ),
        "empty": Said("Nichts wartet. Alles ist angekommen.", "Nothing waits. Everything has arrived."),
        "sending": Said("{count} in Zustellung", "{count} being delivered"),
        "lying": Said("{count} zum Abholen bereit", "{count} ready to be fetched"),
        "dead": Said("{count} nicht zustellbar", "{count} could not be delivered"),
        "ways": Said("Wege zu den Stellen (Adapter)", "Ways to partners (adapters)"),
        "partners": Said("{count} Stellen", "{count} partners"),
        "partners.one": Said("1 Stelle", "1 partner"),
        "pulled": Said("holen selbst ab", "fetch by themselves"),
        "carried": Said("wir stellen zu", "we deliver"),
        "keys": Said("Schlüssel", "Keys"),
        "key_until": Said("gilt bis {day}", "holds until {day}"),
        "store": Said("Protokoll und Platz", "Log and room"),
        "log": Said("Nachweis-Protokoll", "Evidence log"),
        "log_size": Said(
            "{count} Einträge, {waiting} warten auf ihren Platz", "{count} leaves, {waiting} wait for their place"
        ),
        "room": Said("Freier Platz", "Free room"),
        "away": Said(
            "Die Datenbank antwortet nicht. Was wartet, ist gerade nicht zu sehen. Nichts geht verloren.",
            "The database does not answer. What waits cannot be seen now. Nothing is lost.",
        ),
        "again": Said("Neu laden", "Reload"),
    }
)
