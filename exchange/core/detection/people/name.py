"""Name of somebody else in text: a form of address before a name, or a given name, that is not the person's own."""

import re
from collections.abc import Collection, Iterator

from exchange.core.detection.people.given_names import GIVEN_NAMES

_WORD = r"[A-ZÄÖÜŁŞÇŠŽ][a-zà-öø-ÿąćęłńśźżğışçščěřž]+(?:[-'][A-ZÄÖÜ][a-zà-öø-ÿ]+)?"
_TITLE = r"(?:(?:Dr|Prof|med|Dipl|Ing)\.?(?:-[A-Z][a-z]+\.?)? ?)*"
_PARTICLE = r"(?:(?:von|van|zu|de|der|den|El|Al|Ben) )*"
_ADDRESSED = re.compile(
    rf"(?:\b(?:Frau|Herrn?|Fr|Hr|Familie|Fam|Mrs?|Ms|Miss|Schwester|Pfarrer(?:in)?|Dr|Prof)\b\.?) {_TITLE}{_PARTICLE}"
    rf"(?P<name>{_WORD}|[A-ZÄÖÜ]\.)"
)
_CAPITAL = re.compile(rf"(?<![\w.@/-])(?P<name>{_WORD})(?![\w@]|-[a-z]|\.-)")
# They follow a form of address too, and are nobody's name.
_OTHER_WORDS = """
    Doktor Kollege Kollegin Nachbarin Nachbar Pfarrer Lehrerin Lehrer Richter Richterin Als Und Oder Im In Am An Mit Für
    Die Der Das Ein Eine Auf Bei Von Wenn Weil Termin Beratung Gespräch Gespräche
"""
_ROADS = re.compile(
    r"[- ]?(?:[Ss]tr(?:aße|\.)|[Ww]eg|[Pp]latz|[Aa]llee|[Rr]ing|[Gg]asse|[Uu]fer|[Hh]aus|[Ss]chule|[Ss]tift(?:ung)?)"
)


_NO_NAMES = frozenset(_OTHER_WORDS.split())


def has_name(text: str, *, own: Collection[str] = ()) -> bool:
    """Whether a plain text holds one; `own` are the words of the person's own name, folded (`str.casefold`)."""
    addressed = (found["name"] for found in _ADDRESSED.finditer(text))
    if any(name not in _NO_NAMES and not _is_own(name, own) for name in addressed):
        return True
    return any(not _is_own(one["name"], own) and not _is_road(text, one) for one in _given(text))


def _given(text: str) -> Iterator[re.Match[str]]:
    return (one for one in _CAPITAL.finditer(text) if one["name"].partition("-")[0] in GIVEN_NAMES)


def _is_road(text: str, name: re.Match[str]) -> bool:
    """Whether a road, a square, a school bears the name."""
    first = name.start() + len(name["name"].partition("-")[0])
    return any(_ROADS.match(text, at) for at in (first, name.end()))


def _is_own(name: str, own: Collection[str]) -> bool:
    folded = name.casefold()
    if folded.endswith("."):
        return any(word.startswith(folded[0]) for word in own)
    return folded in own or folded.removesuffix("s") in own
