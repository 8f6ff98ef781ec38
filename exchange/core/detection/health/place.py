"""Context of a code: a place, a road, a key or a part of a text bears the same letters and digits, and no disease."""

import re

# By the word right before it, some in any compound.
_ENDINGS = "raum zimmer saal halle platz messestand steig deck fach taste ausfahrt abfahrt quadrat linie"
_WORDS = (
    "exit autobahn bundesstraße europastraße kreuz büro haus gebäude trakt flur etage ebene block tor gate eingang "
    "wohnung sitz reihe regal spind bett tisch station room seat building press key steckdose sicherung formular "
    "vordruck anlage bogen kapitel modul klasse gruppe kurs schicht level bus tram version firmware software modell "
    "norm position zelle"
)
_BEFORE = re.compile(
    rf"(?:\b\w*(?:{'|'.join(_ENDINGS.split())})|\b(?:{'|'.join(_WORDS.split())})"
    rf"|\b(?:Kl|Pos)\.|\b[AB][0-9]{{1,3}},?)[ -]{{0,2}}$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[- ]?Taste|-?\s?(?:Uhr|h)\b", re.IGNORECASE)
NEAR = 60
"""How far back, in characters, a word may stand that says what a code is."""


def before(text: str, at: int) -> str:
    """What stands right before a place in a text."""
    return text[max(0, at - NEAR) : at]


def names_a_place(text: str, code: re.Match[str]) -> bool:
    """Whether the words around a code say that it names a place, a key or an hour."""
    return _BEFORE.search(before(text, code.start())) is not None or _AFTER.match(text, code.end()) is not None
