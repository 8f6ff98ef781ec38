"""Unicode character classes (UAX 9, UTS 39): what nobody reads on purpose, and so no name, key or text holds."""

import unicodedata

_NEVER_READ = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORMAT = "Cf"
_LAYOUT = frozenset("\n\t")
# Farsi and several Indic scripts spell words with these two; everywhere else they are as invisible as the others.
_JOINERS = frozenset("\u200c\u200d")


def unreadable(character: str) -> bool:
    """Say whether a character shows nothing, or lets others show otherwise: no text people read needs it.

    Controls, halves of surrogate pairs, unassigned and private characters, line separators, bidi and other format
    characters. The two joiners that Farsi is spelled with are readable.
    """
    category = unicodedata.category(character)
    return category in _NEVER_READ or (category == _FORMAT and character not in _JOINERS)


def invisible(character: str) -> bool:
    """Say whether a character looks like nothing: the same with the joiners, for keys that are compared."""
    return unreadable(character) or character in _JOINERS


def visible(text: str) -> str:
    """A text for a terminal: what would be obeyed there instead of shown is written out by its code point.

    Ends of lines and tabs stay.
    """
    return "".join(f"\\u{ord(one):04x}" if unreadable(one) and one not in _LAYOUT else one for one in text)
