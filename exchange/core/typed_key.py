"""Canonical form of keys that people type (UAX 15): one spelling, whatever keyboard, file or system it came by.

`Müller` can be written with six characters or with seven and looks the same; a blank at the end looks like nothing. A
key is compared byte by byte, so each door brings it to this form, or refuses it.
"""

import unicodedata

from exchange.core.characters import invisible
from exchange.core.errors import Refusal

LONGEST = 100
"""The longest key in characters."""


class NotAKey(Refusal):
    """A key that people type is empty, longer than 100 characters, or holds a character that cannot be seen."""

    code = "SENDER_MALFORMED_KEY"
    de = "Dieses Kennzeichen ist leer, länger als 100 Zeichen oder enthält ein unsichtbares Zeichen."
    fix_de = "Bitte tippen Sie es neu ein, statt es einzufügen."
    fix_en = "Type it anew instead of pasting it."


class PersonAmbiguous(Refusal):
    """Several persons are kept under spellings of this reference; nobody knows which of them is meant."""

    code = "HUB_PERSON_AMBIGUOUS"
    status = 409
    de = "Unter Schreibweisen dieses Kennzeichens sind mehrere Personen erfasst; es ist nicht klar, welche gemeint ist."
    fix_de = (
        "geleit doctor nennt sie: geleit person merge, wenn es eine ist, sonst geleit person correct, beides mit ihrer "
        "Kennung. Ein Nein und ein Widerruf gehen weiter: geleit withdraw."
    )
    fix_en = (
        "geleit doctor lists them: geleit person merge if they are one, else geleit person correct, both by their ids. "
        "A no and a withdrawal go on: geleit withdraw."
    )


def read_typed_key(text: str, *, pointer: str = "") -> str:
    """Bring a key to its one spelling: NFC, no blanks outside, one blank inside where there are several.

    Raises:
        NotAKey: nothing is left of it, it is too long, or it holds what cannot be seen.
    """
    key = _spelled(text)
    if not 0 < len(key) <= LONGEST or any(map(invisible, key)):
        raise NotAKey(pointer=pointer)
    return key


def looks_like(text: str) -> str:
    """What people see of a key: its one spelling, without what cannot be seen. Keys that look alike are one.

    For keys of before there was one spelling; of those that pass `read_typed_key` it is that key itself.
    """
    shown = "".join(one for one in text if one.isspace() or not invisible(one))
    return _spelled(shown)


def _spelled(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
