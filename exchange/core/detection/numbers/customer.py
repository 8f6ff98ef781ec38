"""Customer number (Kundennummer): three digits, a letter, six digits, like 123A456789.

It has no check digit anybody published, so its form alone decides.
"""

import re

from exchange.core.detection.plain import EDGE, END, GAP, digits

_NUMBER = re.compile(rf"{EDGE}[0-9]{{3}}{GAP}[A-Za-z]{GAP}{digits(6)}{END}")


def has_customer_number(text: str) -> bool:
    """Whether a plain text holds one."""
    return _NUMBER.search(text) is not None
