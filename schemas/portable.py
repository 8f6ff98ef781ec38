r"""Portable regular expressions: what both validators, and partners' own, read alike.

Every pattern is anchored on both sides and made of literals, character classes, `(?:…)` groups, `|` inside groups and
counted repeats. What differs between Python, Rust and ECMAScript is refused: look-around, back-references, named and
capturing groups, `\d` `\w` `\s` `\b`, `.` outside a class, flags, lazy and possessive repeats, set operations.
"""

import re

_CLASS = r"\[\^?(?:[^\[\]\\^&~|-]|[a-zA-Z0-9]-[a-zA-Z0-9]|\\[\]\[\\^/|.-]|-(?=\]))+\]"
_LITERAL = r"[^\\^$.|?*+()\[\]{}]|\\[\\^$.|?*+()\[\]{}/]"
_REPEAT = r"(?:[?*+]|\{[0-9]+(?:,[0-9]*)?\})(?![?*+{])"
_TOKEN = re.compile(
    rf"(?P<open>\(\?:)|(?P<close>\)(?:{_REPEAT})?)|(?P<either>\|)|(?:{_CLASS}|{_LITERAL})(?:{_REPEAT})?"
)


def is_portable(pattern: object) -> bool:
    """Say whether a pattern belongs to the subset."""
    if not isinstance(pattern, str) or pattern[:1] != "^" or pattern[-1:] != "$":
        return False
    inner = pattern[1:-1]
    place, depth = 0, 0
    while place < len(inner):
        token = _TOKEN.match(inner, place)
        if token is None:
            return False
        depth += (token["open"] is not None) - (token["close"] is not None)
        if depth < 0 or (token["either"] and not depth):
            return False
        place = token.end()
    return depth == 0 and _compiles(inner)


def matches(pattern: str, text: str) -> bool:
    """Match the whole text. Python's `$` would also accept a newline after it; the other dialects do not."""
    return re.fullmatch(pattern[1:-1], text) is not None


def _compiles(inner: str) -> bool:
    try:
        re.compile(inner)
    except (re.error, OverflowError):
        return False
    return True
