"""Tax id (Steuer-ID) and tax number (Steuernummer): eleven digits that check, or any with that name before them.

A number that begins with a nought or a plus is a telephone number.
"""

import re

from exchange.core.detection.numbers.check_digits import is_tax_id
from exchange.core.detection.plain import END, compact

_ALONE = r"(?<![0-9A-Za-zÄÖÜäöü+])(?<![0-9][ ./-])"
_NUMBER = re.compile(rf"{_ALONE}[1-9][0-9][ ./-]?(?:[0-9]{{3}}[ ./-]?){{2}}[0-9]{{3}}(?![ ./-]?[0-9]){END}")
_NAMED = re.compile(
    r"\b(?:Steuer-?(?:ID|Ident\w*|Nr|nummer)|St\.?-?Nr|Id-?Nr|IdNr|TIN|tax (?:id|number|no)\w*)\b"
    rf"[^0-9]{{0,25}}[0-9](?:[ ./-]{{0,3}}[0-9]){{9,12}}{END}",
    re.IGNORECASE,
)


def has_tax_id(text: str) -> bool:
    """Whether a plain text holds one."""
    if any(is_tax_id(compact(one[0])) for one in _NUMBER.finditer(text)):
        return True
    return _NAMED.search(text) is not None
