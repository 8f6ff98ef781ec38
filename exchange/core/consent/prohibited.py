"""Data loss prevention: what never travels, whatever anybody consented to (domain section 4).

Customer number, benefit-community number, social-insurance number, sanctions, benefit amounts, the migration file: by
the name of a member and, in text that people can read, by the form of the number. Diagnosis codes (ICD-10-GM) never
stand in text the Jobcenter can read (SP-04). A pattern is a net, not a proof: it finds numbers in their usual spelling.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from exchange.core.verdict import Refused

FORBIDDEN = "forbidden"
_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NAME_PARTS: Mapping[str, tuple[str, ...]] = {
    "customer-number": ("customernumber", "customerno", "customerid", "kundennummer", "kundennr"),
    "benefit-community-number": (
        "benefitcommunity",
        "bedarfsgemeinschaft",
        "bgnummer",
        "bgnumber",
        "bgnr",
        "needsunit",
    ),
    "social-insurance-number": (
        "socialinsurancenumber",
        "socialsecuritynumber",
        "pensioninsurancenumber",
        "sozialversicherungsnummer",
        "rentenversicherungsnummer",
        "svnummer",
        "svnr",
        "rvnummer",
    ),
    "sanctions": ("sanction", "sanktion", "leistungsminderung", "benefitreduction", "meldeversaeumnis"),
    "benefit-amount": (
        "benefitamount",
        "benefitlevel",
        "leistungshoehe",
        "leistungsbetrag",
        "regelbedarf",
        "buergergeldbetrag",
        "buergergeldhoehe",
    ),
    "migration-file": ("migrationfile", "migrationsakte", "auslaenderakte", "aliensfile", "immigrationfile"),
}
_EDGE = r"(?<![0-9A-Za-z])"
_END = r"(?![0-9A-Za-z])"
_GAP = r"[ ./-]?"
# Every one of them holds three digits in a row, or two behind a capital letter: `_SUSPECT` relies on it.
_NUMBERS: Mapping[str, re.Pattern[str]] = {
    "customer-number": re.compile(rf"{_EDGE}[0-9]{{3}}{_GAP}[A-Za-z]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}{_END}"),
    "benefit-community-number": re.compile(rf"{_EDGE}[0-9]{{5}} ?(?://|BG) ?[0-9]{{7}}{_END}", re.IGNORECASE),
    "social-insurance-number": re.compile(rf"{_EDGE}[0-9]{{2}}{_GAP}[0-9]{{6}}{_GAP}[A-Za-z]{_GAP}[0-9]{{3}}{_END}"),
    "icd": re.compile(
        # With a point any chapter counts. Without one only the chapter on the mind does, lest B12 or A66 be taken for
        # a disease; a certainty mark or the word ICD makes any code count.
        rf"{_EDGE}(?:[A-Z][0-9]{{2}}\.[0-9]{{1,2}}[!*+]?[GVZA]?|F[0-9]{{2}}[GVZA]?|[A-Z][0-9]{{2}}[GVZ]"
        rf"|ICD[ -]?(?:10)?(?:-?GM)?[ :]*[A-Z][0-9]{{2}}){_END}"
    ),
}
# Spellings a reader does not see but a pattern would stumble over: full-width forms, hidden characters, odd spaces.
_PLAIN = (
    {0xFF01 + offset: 0x21 + offset for offset in range(94)}
    | dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
    | dict.fromkeys((0x00A0, 0x2007, 0x2009, 0x202F, 0x3000, 0x09, 0x0A, 0x0D), " ")
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")
)


_ODD = re.escape("".join(map(chr, _PLAIN)))
# It starts with a class of characters, for which Python's engine searches quickly, and only then looks around.
_SUSPECT = re.compile(f"[0-9{_ODD}](?:(?<=[{_ODD}])|(?<=[A-Z][0-9])[0-9]|[0-9]{{2}})")


def forbidden_name(names: list[str]) -> str | None:
    """Say what a member of one of these names would hold that never travels; None where nothing is wrong."""
    named = set(map(_kinds, names))
    return next((kind for kind in _NAME_PARTS if any(kind in kinds for kinds in named)), None)


def forbidden_value(value: object) -> str | None:
    """Say what a readable value holds that never travels; None where nothing is found.

    Finds customer numbers like 123A456789, benefit-community numbers like 12345//0012345, social-insurance numbers
    like 12 345678 A 123 and ICD-10 codes like F32.1. Looks at text only.
    """
    # Most text holds neither a longer number nor anything that could be read as one, and one look says so.
    if not isinstance(value, str) or not _SUSPECT.search(value):
        return None
    plain = value.translate(_PLAIN)
    for kind, pattern in _NUMBERS.items():
        if pattern.search(plain):
            return kind
    return None


def forbidden_text(texts: Mapping[str, object]) -> Refused | None:
    """Refuse free text that holds what never travels, and is never kept either: texts by their places, all of them.

    Everything people write into a form and no field of a document passes here: who said something, a law, a reason.
    """
    for pointer, text in texts.items():
        kind = forbidden_value(text)
        if kind is not None:
            return Refused(reason=f"{FORBIDDEN}:{kind}", pointer=pointer)
    return None


# The same few member names come with every packet.
@lru_cache(maxsize=4096)
def _kinds(name: str) -> frozenset[str]:
    plain = re.sub(r"[^a-z0-9]", "", name.lower().translate(_SPELLINGS))
    return frozenset(kind for kind, parts in _NAME_PARTS.items() if any(part in plain for part in parts))
