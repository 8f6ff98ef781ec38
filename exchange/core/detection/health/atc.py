"""ATC codes of medicines (WHO): a group, two digits, two letters, two digits, like N06AB10.

A code of one level less is one where it is called one.
"""

import re

from exchange.core.detection.health.place import before, names_a_place
from exchange.core.detection.plain import EDGE, END

_GROUPS = (
    "A(?:0[1-9]|1[0-6])|B0[1-6]|C(?:0[1-9]|10)|D(?:0[1-9]|1[01])|G0[1-4]|H0[1-5]|J0[1-7]|L0[1-4]|M0[1-9]|N0[1-7]"
    "|P0[1-3]|R0[1-7]|S0[1-3]|V(?:0[1-9]|1[0-9]|20)"
)
_CODE = re.compile(rf"{EDGE}(?:{_GROUPS}) ?[A-Z]{{2}}(?P<full> ?[0-9]{{2}})?{END}")
_SMALL = re.compile(rf"{EDGE}(?:{_GROUPS})[A-Z]{{2}}[0-9]{{2}}{END}", re.IGNORECASE)
_NAMED = re.compile(r"(?:\bATC|Wirkstoff|Arzneimittel|Medika|medic)\w*[^.;!?]{0,25}$", re.IGNORECASE)


def has_atc(text: str) -> bool:
    """Whether a plain text holds one."""
    if any(not names_a_place(text, code) and (code["full"] or _named(text, code)) for code in _CODE.finditer(text)):
        return True
    return any(_named(text, code) for code in _SMALL.finditer(text))


def _named(text: str, code: re.Match[str]) -> bool:
    return _NAMED.search(before(text, code.start())) is not None
