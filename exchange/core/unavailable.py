"""Transient errors: what can be away for a while: database, disk, hub, port.

Nothing is lost; each says what brings it back.
"""

from collections.abc import Mapping

from exchange.core.errors import Unavailable

# What helps where the database is there, and of another version.
_REMEDIES: Mapping[str, tuple[str, str]] = {
    "schema-older": ("Betrieb: `geleit migrate` aufrufen.", "Operator: run `geleit migrate`."),
    "schema-empty": (
        "Betrieb: die richtige Datenbank nennen; eine neue füllt `geleit migrate`.",
        "Operator: name the right database; `geleit migrate` fills a new one.",
    ),
    "schema-newer": (
        "Betrieb: das neuere Programm einsetzen, mit dem die Datenbank zuletzt lief.",
        "Operator: use the newer program this database last ran with.",
    ),
}


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached, is locked, or is of another version."""

    code = "HUB_DATABASE_AWAY"
    de = "Die Datenbank ist nicht erreichbar, gesperrt oder hat eine andere Version. Es ist nichts verloren."
    fix_de = "Betrieb: Datenbank starten oder `geleit doctor` aufrufen, dann noch einmal versuchen."
    fix_en = "Operator: start the database or run `geleit doctor`, then try again."

    def __init__(self, detail: str = "", *, pointer: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(detail, pointer=pointer, allowed=allowed)
        self.fix_de, self.fix_en = _REMEDIES.get(detail, (self.fix_de, self.fix_en))


class Contended(DatabaseUnavailable):
    """Two changes at the database stood in each other's way and one was undone."""

    code = "HUB_CONTENDED"
    de = "Zwei Änderungen standen einander in der Datenbank im Weg; diese wurde zurückgenommen. Es ist nichts verloren."
    fix_de = "Noch einmal versuchen."
    fix_en = "Try again."


class PersonKeyLost(Unavailable):
    """The key of a person is missing, or is not the one that was made here; nothing of theirs can be read."""

    code = "HUB_PERSON_KEY_LOST"
    retryable = "after-fix"
    de = "Der Schlüssel dieser Person fehlt oder wurde verändert. Was von ihr aufbewahrt wird, lässt sich nicht lesen."
    fix_de = (
        "Betrieb: die Datenbank der Schlüssel aus ihrer Sicherung zurückholen. Widerrufen und absagen geht auch jetzt."
    )
    fix_en = "Operator: bring the database of keys back from its backup. Withdrawing and cancelling work even now."


class DiskFull(Unavailable):
    """There is no room left on the disk."""

    code = "HUB_DISK_FULL"
    status = 507
    de = "Auf dem Datenträger ist kein Platz mehr. Es wurde nichts halb geschrieben."
    fix_de = "Betrieb: Platz schaffen, dann noch einmal versuchen."
    fix_en = "Operator: free some space, then try again. Nothing was half written."


class HubUnreachable(Unavailable):
    """The hub cannot be reached."""

    code = "PARTNER_HUB_UNREACHABLE"
    de = "Die Vermittlungsstelle (Hub) ist nicht erreichbar. Es ist nichts verloren."
    fix_de = "Prüfen Sie Adresse und Netz. Der nächste Versuch holt alles nach."
    fix_en = "Check the address and the network. The next attempt catches up."


class PortTaken(Unavailable):
    """The address is in use by another program."""

    code = "HUB_PORT_TAKEN"
    de = "Diese Adresse wird schon von einem anderen Programm benutzt."
    fix_de = "Wählen Sie mit --listen eine andere Adresse, oder Port 0 für einen freien."
    fix_en = "Choose another address with --listen, or port 0 for a free one."


class LogBehind(Unavailable):
    """The database is older than the evidence log's last checkpoint: it was restored from a backup."""

    code = "HUB_LOG_BEHIND"
    retryable = "after-fix"
    de = "Die Datenbank ist älter als der letzte Prüfpunkt des Nachweis-Protokolls: Sie stammt aus einer Sicherung."
    fix_de = "Betrieb: die neuere Datenbank zurückholen, oder zu zweit `geleit log succeed` aufrufen."
    fix_en = "Operator: bring the newer database back, or run `geleit log succeed` with a second person."


class LogDamaged(Unavailable):
    """What was published of the evidence log is missing or damaged; no checkpoint is signed until it is mended."""

    code = "HUB_LOG_DAMAGED"
    retryable = "after-fix"
    de = "Was vom Nachweis-Protokoll veröffentlicht wurde, fehlt oder ist beschädigt. Es wird nichts unterschrieben."
    fix_de = "Betrieb: `geleit log fsck` nennt die Stelle, `geleit log fsck --repair` stellt Kacheln wieder her."
    fix_en = "Operator: `geleit log fsck` names the place, `geleit log fsck --repair` rebuilds tiles."


class LogBusy(Unavailable):
    """Another process is writing the evidence log's checkpoint."""

    code = "HUB_LOG_BUSY"
    de = "Ein anderer Prozess schreibt gerade den Prüfpunkt des Nachweis-Protokolls."
    fix_de = "Bitte versuchen Sie es gleich noch einmal."
    fix_en = "Try again in a moment."
