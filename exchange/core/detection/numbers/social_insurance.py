"""Social insurance number (Rentenversicherungsnummer): eight digits, a letter, three digits, like 12 150780 A 123.

In one piece or with a month where the date of birth has it, its form decides; else its name before it, or its check
digit. A number with a slip of the pen in it is one too.
"""

import re

from exchange.core.detection.numbers.check_digits import is_pension_number
from exchange.core.detection.plain import EDGE, END, GAP, compact, digits

_MONTH = rf"(?:0{GAP}[0-9]|1{GAP}[0-2])"
_WITH_MONTH = rf"{digits(4)}{GAP}{_MONTH}{GAP}{digits(2)}{GAP}[A-Za-z]{GAP}{digits(3)}{END}"
_NAMES = r"\b(?:SV|RV|VS|VSNR|RVNR|SVNR|Sozialvers\w*|Rentenvers\w*|Versicherungsn\w*|pension|insurance)\b\D{0,20}"
_ANY = rf"{digits(8)}{GAP}[A-Za-z]{GAP}{digits(3)}{END}"
_BY_FORM = re.compile(rf"{EDGE}[0-9]{{8}}[A-Za-z][0-9]{{3}}{END}|{EDGE}{_WITH_MONTH}|{_NAMES}{_ANY}", re.IGNORECASE)
_CHECKED = re.compile(rf"{EDGE}{_ANY}")


def has_social_insurance_number(text: str) -> bool:
    """Whether a plain text holds one."""
    if _BY_FORM.search(text):
        return True
    return any(is_pension_number(compact(one[0])) for one in _CHECKED.finditer(text))
