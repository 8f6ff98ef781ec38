"""Benefit-community number (BG-Nummer): five digits, what divides them, seven digits, like 12345//0012345."""

import re

from exchange.core.detection.plain import EDGE, END

_NUMBER = re.compile(
    rf"{EDGE}[0-9]{{5}} ?(?:/ ?/|[/-]? ?BG ?[/-]?) ?[0-9]{{7}}{END}"
    rf"|\b(?:BG|Bedarfsgemeinschaft)\b[^0-9]{{0,12}}[0-9]{{5}}[ /-]?[0-9]{{7}}{END}",
    re.IGNORECASE,
)


def has_benefit_community_number(text: str) -> bool:
    """Whether a plain text holds one."""
    return _NUMBER.search(text) is not None
