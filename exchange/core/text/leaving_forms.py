"""Right form, for what leaves the house as a file: papers, letters, bundles; `core.text.forms` holds all others."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

LEAVING: Mapping[str, Said] = MappingProxyType(
    {
        "SENDER_BUNDLE_ALTERED": Said("die Datei, wie sie ausgegeben wurde", "the file as it was handed out"),
        "SENDER_BUNDLE_INCOMPLETE": Said(
            "jemand, der alle Fälle dieser Person sieht, oder --referral", "somebody who sees all cases, or --referral"
        ),
        "SENDER_BUNDLE_KEY_FOREIGN": Said(
            "der Schlüssel, den geleit log verify bei der Vermittlungsstelle zeigt", "the key geleit log verify shows"
        ),
        "SENDER_BUNDLE_LEAF_MISSING": Said("die Datei, wie sie ausgegeben wurde", "the file as it was handed out"),
        "SENDER_BUNDLE_PROOF_WRONG": Said("die Datei, wie sie ausgegeben wurde", "the file as it was handed out"),
        "SENDER_BUNDLE_TOO_LARGE": Said("höchstens 20.000 Einträge", "at most 20,000 leaves"),
        "SENDER_BUNDLE_UNSAFE": Said(
            "eine ZIP-Datei aus geleit evidence export", "a ZIP file made by geleit evidence export"
        ),
        "SENDER_FILE_NOT_WRITTEN": Said(
            "eine Datei in einem Ordner, in dem Sie schreiben dürfen", "a file in a folder you may write to"
        ),
        "SENDER_FILE_TAKEN": Said("ein Name, den es dort noch nicht gibt", "a name that is not there yet"),
        "SENDER_LETTER_INCOMPLETE": Said(
            "jemand, der alle Fälle dieser Person sieht, zum Beispiel die Teamleitung",
            "somebody who sees all cases of this person, such as a team lead",
        ),
        "SENDER_REPORT_TOO_LONG": Said(
            "höchstens 10.000 Zeilen mit je 8.000 Zeichen", "at most 10,000 lines of 8,000 characters each"
        ),
    }
)
"""By the code of an error."""
