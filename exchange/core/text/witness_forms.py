"""Right form, in errors of witnesses: what they take; `core.text.forms` holds all others."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

WITNESSES: Mapping[str, Said] = MappingProxyType(
    {
        "SENDER_CHECKPOINT_FORKED": Said(
            "ein Prüfpunkt, der alle früheren Einträge noch hat", "a checkpoint that still has all earlier leaves"
        ),
        "SENDER_CHECKPOINT_STALE": Said("old und die Größe, die hier steht", "old, and the size that stands here"),
        "SENDER_CHECKPOINT_UNSIGNED": Said(
            "eine Unterschrift mit dem hinterlegten Schlüssel", "a signature with the key on file"
        ),
        "SENDER_POLICY_INVALID": Said("eine Datei nach c2sp.org/tlog-policy", "a file as c2sp.org/tlog-policy has it"),
        "SENDER_SUBMISSION_MALFORMED": Said(
            "old GRÖSSE, Nachweis, Leerzeile, Prüfpunkt", "old SIZE, the proof, an empty line, the checkpoint"
        ),
        "SENDER_WITNESSES_MISSING": Said(
            "ein Nachweis unter einem Prüfpunkt mit genug Zeugen", "a proof under a checkpoint with enough witnesses"
        ),
    }
)
"""By the code of an error."""
