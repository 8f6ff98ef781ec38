"""Numbers that never travel (data loss prevention): their spellings in text that people write, by the form alone.

A pattern is a net, not a proof. What it is worth is measured on `tests/corpus`: how many it finds, how often it errs.
"""

import re
import unicodedata
from collections.abc import Mapping

# Only a text with a digit can hold one: of any script, raised, or in a form that NFKC makes a digit of. Named is what
# is none of these, in one set: every text is looked through, and with two sets that takes three times as long.
_SUSPECT = re.compile("[^\u0000-/:-\u00b1\u00b4-\u00b8\u00ba-\u024f\u2010-\u2027]")
_SHORTEST = 10
"""In characters: a customer number in one piece. The other two numbers have more, a code has fewer."""
_EDGE = r"(?<![0-9A-Za-zÄÖÜäöü])"
_END = r"(?![0-9A-Za-zÄÖÜäöü])"
_GAP = r"(?: ?[./-] ?| )?"


def _digits(count: int) -> str:
    return rf"[0-9](?:{_GAP}[0-9]){{{count - 1}}}"


# Eight digits, a letter, three digits: in one piece, or with a month where the date of birth has it, or named as one.
_MONTH = rf"(?:0{_GAP}[0-9]|1{_GAP}[0-2])"
_INSURED = rf"{_digits(4)}{_GAP}{_MONTH}{_GAP}{_digits(2)}{_GAP}[A-Za-z]{_GAP}{_digits(3)}{_END}"
_NAMED = r"\b(?:SV|RV|VS|VSNR|RVNR|SVNR|Sozialvers\w*|Rentenvers\w*|Versicherungsn\w*|pension|insurance)\b\D{0,20}"
_NUMBERS: Mapping[str, re.Pattern[str]] = {
    "customer-number": re.compile(rf"{_EDGE}[0-9]{{3}}{_GAP}[A-Za-z]{_GAP}{_digits(6)}{_END}"),
    "benefit-community-number": re.compile(
        rf"{_EDGE}[0-9]{{5}} ?(?:/ ?/|[/-]? ?BG ?[/-]?) ?[0-9]{{7}}{_END}"
        rf"|\b(?:BG|Bedarfsgemeinschaft)\b[^0-9]{{0,12}}[0-9]{{5}}[ /-]?[0-9]{{7}}{_END}",
        re.IGNORECASE,
    ),
    "social-insurance-number": re.compile(
        rf"{_EDGE}[0-9]{{8}}[A-Za-z][0-9]{{3}}{_END}|{_EDGE}{_INSURED}"
        rf"|{_NAMED}{_digits(8)}{_GAP}[A-Za-z]{_GAP}{_digits(3)}{_END}",
        re.IGNORECASE,
    ),
}
# ICD-10-GM: a letter, two digits, a point and more; `-` for what is not said, G, V, A or Z for how sure it is.
_CODE = re.compile(
    rf"{_EDGE}(?P<letter>[A-Za-z])(?P<gap>[ -]?)[0-9]{{2}}"
    rf"(?:(?P<point>[.,])(?P<sub>[0-9]{{1,2}}|-)(?![0-9]))?[!*+†]?(?P<mark>[GVAZ]?){_END}"
)
_MIND = "F"
"""The chapter on the mind: of it any code counts; of the others B12 or A66 would be taken for a disease."""
_NAMED_BEFORE = re.compile(r"(?:\bICD|diagnos|\bDx\b)[^.;!?]{0,30}$", re.IGNORECASE)
# Where such a code names a place, a road, a key, a part of a text: by the word right before it, some in any compound.
_ENDINGS = "raum zimmer saal halle platz messestand steig deck fach taste ausfahrt abfahrt quadrat linie"
_WORDS = (
    "exit autobahn bundesstraße europastraße kreuz büro haus gebäude trakt flur etage ebene block tor gate eingang "
    "wohnung sitz reihe regal spind bett tisch station room seat building press key steckdose sicherung formular "
    "vordruck anlage bogen kapitel modul klasse gruppe kurs schicht level bus tram version firmware software modell "
    "norm position zelle"
)
_PLACE = re.compile(
    rf"(?:\b\w*(?:{'|'.join(_ENDINGS.split())})|\b(?:{'|'.join(_WORDS.split())})"
    rf"|\b(?:Kl|Pos)\.|\b[AB][0-9]{{1,3}},?)[ -]{{0,2}}$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[- ]?Taste|-?\s?(?:Uhr|h)\b", re.IGNORECASE)
_NEAR = 60


def number_in(text: str) -> str | None:
    """Say which kind of number or code a text holds that never travels; None where none is found.

    Finds customer numbers like 123A456789, benefit-community numbers like 12345//0012345, social-insurance numbers
    like 12 150780 A 123 and ICD-10 codes like F32.1, in the spellings people use.
    """
    # Most text holds nothing that could be read as a digit, and one look says so.
    if not _SUSPECT.search(text):
        return None
    plain = _plain(text)
    numbers = _NUMBERS.items() if len(plain) >= _SHORTEST else ()
    found = next((kind for kind, pattern in numbers if pattern.search(plain)), None)
    return found or ("icd" if any(_is_icd(plain, code) for code in _CODE.finditer(plain)) else None)


def _plain(text: str) -> str:
    """The text as a reader sees it: foreign digits, hidden characters, odd blanks and dashes made plain."""
    if not text.isascii():
        text = "".join(map(_seen, unicodedata.normalize("NFKC", text)))
    return " ".join(text.split())


def _seen(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    category = unicodedata.category(character)
    if category == "Pd" or character == "\u2212":
        return "-"
    return "" if category == "Cf" else character


def _is_icd(text: str, code: re.Match[str]) -> bool:
    before = text[max(0, code.start() - _NEAR) : code.start()]
    if _PLACE.search(before) or _AFTER.match(text, code.end()):
        return False
    named = _NAMED_BEFORE.search(before) is not None
    letter, tight = code["letter"], not code["gap"]
    if not code["point"]:
        return tight and (named or letter == _MIND or (letter.isupper() and code["mark"] in {"G", "V", "Z"}))
    if tight and code["point"] == "." and code["sub"] != "-" and letter.isupper():
        return True
    # Other spellings of a code with its point: a blank, a comma, a small letter.
    return named or letter.upper() == _MIND
