"""Unicode normalisation (NFKC) of text that is looked through: as a reader sees it, and quickly told apart.

The scraps of patterns that the detectors share stand here too.
"""

import re
import unicodedata

EDGE = r"(?<![0-9A-Za-zÄÖÜäöü])"
END = r"(?![0-9A-Za-zÄÖÜäöü])"
GAP = r"(?: ?[./-] ?| )?"
"""What people put between the groups of a number."""

# Only a text with a digit can hold what stops it: of any script, raised, or in a form that NFKC makes a digit of.
# Named is what is none of these, in one set: every text is looked through, and with two that takes three times as long.
_SUSPECT = re.compile("[^\u0000-/:-\u00b1\u00b4-\u00b8\u00ba\u00bb\u00bf-\u024f\u2010-\u2027]")


def digits(count: int) -> str:
    """The pattern of so many digits, grouped in any way."""
    return rf"[0-9](?:{GAP}[0-9]){{{count - 1}}}"


def compact(text: str) -> str:
    """Letters and digits alone, large."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def may_hold_digits(text: str) -> bool:
    """Whether a text holds anything that could be read as a digit. Most text holds nothing, and one look says so."""
    return _SUSPECT.search(text) is not None


def plain(text: str) -> str:
    """The text as a reader sees it: foreign digits, hidden characters, odd blanks and dashes made plain."""
    if not text.isascii():
        text = "".join(map(_seen, unicodedata.normalize("NFKC", text)))
    return " ".join(text.split())


def _seen(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character == "\u2044":  # what NFKC makes of a half: one, this, two
        return "/"
    category = unicodedata.category(character)
    if category == "Pd" or character == "\u2212":
        return "-"
    return "" if category == "Cf" else character
