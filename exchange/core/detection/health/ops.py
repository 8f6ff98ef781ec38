"""OPS codes of procedures and operations: a chapter, three characters, a point and more, like 5-470.11.

Without its point it is an everyday number, and one only where it is called one.
"""

import re

from exchange.core.detection.health.place import before
from exchange.core.detection.plain import EDGE, END

# Chapters 1, 3, 5, 6, 8 and 9. An amount of money or a stretch of pages has no such end, or says what it is.
_CODE = re.compile(
    rf"{EDGE}(?<![0-9][./-])(?<!- )[135689]-[0-9]{{2}}[0-9a-z](?P<point>\.[0-9a-z]{{1,2}})?[#!]?{END}(?![.,/-]?[0-9])"
    r"(?! ?(?:€|EUR|Euro|Uhr|km|kg|cm|qm|m²|%))"
)
_NAMED = re.compile(r"(?:\bOPS|Prozedur|procedure|Eingriff|\bOP|Operation)\b[^.;!?]{0,25}$", re.IGNORECASE)


def has_ops(text: str) -> bool:
    """Whether a plain text holds one."""
    codes = _CODE.finditer(text) if "-" in text else ()
    return any(code["point"] or _NAMED.search(before(text, code.start())) for code in codes)
