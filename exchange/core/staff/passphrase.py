"""Passphrase rule: long enough, and not one of those that are tried first."""

import unicodedata
from collections.abc import Iterator

from exchange.core.errors import Refusal

SHORTEST = 12
"""Characters. What is guessed here meets Argon2id, and one try at a time."""
FEWEST_DIFFERENT = 5
"""So many different characters must be left of it without common words and rows of keys."""
_ROW, _WORD = 4, 3
_ROWS = ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertzuiopü", "qwertyuiop", "asdfghjklöä", "yxcvbnm", "zxcvbnm")
_RUNS = frozenset(
    row[start : start + _ROW] for line in _ROWS for row in (line, line[::-1]) for start in range(len(row) - _ROW + 1)
)
# Words of our own choosing, German and English, that known lists of leaked passphrases are full of.
_WORDS = """
passphrase password passwort kennwort schluessel schlüssel geheimnis geheim secret letmein welcome willkommen
hallo hello admin administrator root login master test demo user benutzer change changeme ändern aendern
geleit jobcenter arbeitsagentur agentur amt behörde behoerde beratung vermittlung stadt berlin hamburg münchen
deutschland germany sommer winter herbst frühling fruehling summer spring autumn januar februar märz april mai
juni juli august september oktober november dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
fussball fußball football baseball bayern schalke dragon monkey sunshine princess superman batman iloveyou
ichliebedich liebe schatz sonne computer internet qwertz qwerty asdf abc
"""
_COMMON = [unicodedata.normalize("NFC", word).casefold() for word in _WORDS.split()]
_LEET = str.maketrans("0134578@$!", "oieastbasi")


class WeakPassphrase(Refusal):
    """This passphrase is too short or too easy to guess."""

    code = "SENDER_WEAK_PASSPHRASE"
    de = "Diese Passphrase ist zu kurz oder zu leicht zu erraten."
    fix_de = f"Nehmen Sie mindestens {SHORTEST} Zeichen, am besten vier Wörter, die nichts miteinander zu tun haben."
    fix_en = f"Take at least {SHORTEST} characters, best four words that have nothing to do with each other."


def check_passphrase(passphrase: bytes, *, owner: tuple[str, ...]) -> None:
    """Refuse what is tried first; `owner` are the words that stand for its owner: staff id and name.

    Raises:
        WeakPassphrase: it is no text, too short, or little is left of it without common words and rows of keys.
    """
    try:
        text = unicodedata.normalize("NFC", passphrase.decode()).casefold()
    except UnicodeDecodeError as error:
        raise WeakPassphrase("not-utf-8") from error
    if len(text) < SHORTEST:
        raise WeakPassphrase("short")
    words = [*(word.casefold() for name in owner for word in name.split() if len(word) >= _WORD), *_COMMON]
    if len(set(_left(text, words))) < FEWEST_DIFFERENT:
        raise WeakPassphrase("common")


def _left(text: str, words: list[str]) -> str:
    """What remains of a text: letters and digits that belong to no common word and to no row of keys."""
    # `translate` keeps the length, so what is found in one is at the same place in the other.
    taken = {place for form in (text, text.translate(_LEET)) for word in words for place in _places(form, word)}
    taken |= {place for run in _RUNS for place in _places(text, run)}
    return "".join(sign for place, sign in enumerate(text) if place not in taken and sign.isalnum())


def _places(text: str, word: str) -> Iterator[int]:
    start = text.find(word) if word else -1
    while start >= 0:
        yield from range(start, start + len(word))
        start = text.find(word, start + 1)
