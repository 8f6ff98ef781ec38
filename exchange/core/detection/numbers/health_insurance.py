"""Health insurance number (KVNR): a letter and nine digits, the last of them a check digit, like A123456780.

Letters before numbers are common, so the check digit decides, or a name before it, whatever the digits are.
"""

import re

from exchange.core.detection.numbers.check_digits import is_health_insurance_number
from exchange.core.detection.plain import EDGE, END, compact

# A house or a room before a telephone number has a blank and a nought after it.
_NUMBER = re.compile(rf"{EDGE}(?:[A-Za-z]|[A-Z][ -](?!0))[0-9]{{3}}[ .-]?[0-9]{{3}}[ .-]?[0-9]{{3}}{END}")
_NAMED = re.compile(
    r"\b(?:KVNR|KV-?Nr|KV-?Nummer|EGK\w*|Kranken(?:versicherten|versicherungs|kassen)-?(?:nummer|nr)"
    r"|Versicherten-?(?:nummer|nr|ID)|health insurance (?:number|no|id)|insurance (?:number|no))\b[^0-9]{0,20}?"
    rf"{EDGE}[A-Za-z][ .-]?[0-9](?:[ .-]?[0-9]){{8}}{END}",
    re.IGNORECASE,
)


def has_health_insurance_number(text: str) -> bool:
    """Whether a plain text holds one."""
    if any(is_health_insurance_number(compact(one[0])) for one in _NUMBER.finditer(text)):
        return True
    return _NAMED.search(text) is not None
