"""Data loss prevention: what never travels, whatever anybody consented to (domain section 4).

Customer number, benefit-community number, social-insurance number, sanctions, benefit amounts, the migration file: by
the name of a member. In text that people can read, by what the detectors find: numbers, codes and doses (SP-04).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from exchange.core.detection.blocked import blocked_in
from exchange.core.errors import Refusal
from exchange.core.verdict import Refused

FORBIDDEN = "forbidden"


class ForbiddenText(Refusal):
    """There is something here that is never kept or passed on."""

    code = "SENDER_FORBIDDEN_TEXT"
    de = "Hier steht etwas, das nie gespeichert und nie weitergegeben wird."
    fix_de = "Bitte streichen Sie es aus dem genannten Feld und schreiben Sie es in Alltagsworten."
    fix_en = "Take it out of the field named and say it in everyday words."


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


def forbidden_name(names: list[str]) -> str | None:
    """Say what a member of one of these names would hold that never travels; None where nothing is wrong."""
    named = set(map(_kinds, names))
    return next((kind for kind in _NAME_PARTS if any(kind in kinds for kinds in named)), None)


def forbidden_value(value: object) -> str | None:
    """Say what a readable value holds that never travels (`blocked_in`); None where nothing is found."""
    return blocked_in(value) if isinstance(value, str) else None


def forbidden_text(texts: Mapping[str, object]) -> Refused | None:
    """Refuse free text that holds what never travels, and is never kept either: texts by their places, all of them.

    Everything people write into a form and no field of a document passes here: who said something, a law, a reason.
    """
    for pointer, text in texts.items():
        kind = forbidden_value(text)
        if kind is not None:
            return Refused(reason=f"{FORBIDDEN}:{kind}", pointer=pointer)
    return None


def is_forbidden(reason: str) -> bool:
    """Whether a refusal is for what was found, and not for a consent that is missing: nobody can agree to it."""
    return reason.startswith(f"{FORBIDDEN}:")


# The same few member names come with every packet.
@lru_cache(maxsize=4096)
def _kinds(name: str) -> frozenset[str]:
    plain = re.sub(r"[^a-z0-9]", "", name.lower().translate(_SPELLINGS))
    return frozenset(kind for kind, parts in _NAME_PARTS.items() if any(part in plain for part in parts))
