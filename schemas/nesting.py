"""Depth limit: how deep a JSON text is nested, found out without reading it.

What is too deep cannot be read, only counted.
"""

import re

LEVELS = 64
"""How many objects and arrays may lie in each other; in our deepest schema nine do."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[][{}]', re.DOTALL)
_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}


def line_too_deep(text: str) -> int:
    """Say in which line, counted from 1, a text is nested deeper than `LEVELS`; 0 where it is not."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += _DEEPER.get(token[0], 0)
        if depth > LEVELS:
            return text.count("\n", 0, token.start()) + 1
    return 0
