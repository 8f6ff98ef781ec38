"""Right form, in errors of trust between houses: what is believed; `core.text.forms` holds all others."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

FEDERATION: Mapping[str, Said] = MappingProxyType(
    {
        "SENDER_CHAIN_INVALID": Said(
            "die eigene Erklärung, die des Ankers darüber, die des Ankers über sich",
            "its own statement, the anchor's about it, the anchor's about itself",
        ),
        "SENDER_CONSTRAINT_BROKEN": Said(
            "ein Name und eine Art, die der Anker zulässt", "a name and a type that the anchor lets in"
        ),
        "SENDER_DIRECTORY_FORKED": Said("ein Verzeichnis für alle", "one directory for everybody"),
        "SENDER_DIRECTORY_INVALID": Said(
            "jeder Teilnehmer einmal, nach sub geordnet, Nachfolge nur bei revoked",
            "each participant once, in the order of sub, a successor only where revoked",
        ),
        "SENDER_DIRECTORY_ROLLED_BACK": Said(
            "ein Verzeichnis mit höherer version", "a directory with a higher version"
        ),
        "SENDER_ENTITY_NOT_ACTIVE": Said("eine Zeile mit status active", "a row with status active"),
        "SENDER_METADATA_POLICY_INVALID": Said(
            "value, one_of, subset_of, essential, wie OpenID Federation sie verbindet",
            "value, one_of, subset_of, essential, as OpenID Federation combines them",
        ),
        "SENDER_METADATA_REFUSED": Said("ein Wert, den die Regel zulässt", "a value that the policy allows"),
        "SENDER_STATEMENT_INVALID": Said(
            "eine Erklärung nach OpenID Federation 1.1, Abschnitt 3",
            "a statement as OpenID Federation 1.1 section 3 has it",
        ),
        "SENDER_STATEMENT_OUT_OF_TIME": Said(
            "iat höchstens 60 s voraus, exp noch nicht vorbei, dazwischen höchstens die erlaubte Zeit",
            "iat at most 60 s ahead, exp not over yet, and no longer between them than is allowed",
        ),
        "SENDER_STATEMENT_ROLLED_BACK": Said("eine Erklärung mit späterem iat", "a statement with a later iat"),
        "SENDER_TRUST_MARK_INVALID": Said(
            "ein Zeichen für diesen Teilnehmer, höchstens 400 Tage gültig, von jemandem, den der Anker nennt",
            "a mark for this participant, for at most 400 days, by somebody whom the anchor lists",
        ),
    }
)
"""By the code of an error."""
