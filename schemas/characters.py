"""Control characters: no text of a document holds one, but for tabs and ends of lines where a text may have lines."""

import re
from collections.abc import Iterator
from typing import Any

from schemas.nodes import pointer

RULE = "characters"
LINE = 200
"""A text of at most so many characters is one line: a name, a place, a number."""
# Controls of Unicode (Cc, Zl, Zp, halves of pairs) and those that let what follows show otherwise (UAX 9, U+FFF9 ff.).
_HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb"
_IN_TEXT = re.compile(f"[{_HIDDEN}]")
_IN_A_LINE = re.compile(f"[\t\n\r{_HIDDEN}]")
_NAME = re.compile(r"[a-z0-9_-]{1,64}")


def hidden_in_line(text: str) -> bool:
    """Say whether a text of one line holds a control character, an end of line among them."""
    return _IN_A_LINE.search(text) is not None


def hidden_anywhere(document: Any) -> bool:
    """Say whether there may be one in a document, so that it is worth looking for each."""
    text = " ".join(_texts(document))
    # None of them can be printed, and of most documents everything can.
    return not text.isprintable() and hidden_in_line(text)


def _texts(document: Any) -> list[str]:
    """Every text of a document, and the names of its members, in no order."""
    texts: list[str] = []
    left = [document]
    for value in left:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            texts += map(str, value)
            left += value.values()
        elif isinstance(value, list):
            left += value
    return texts


def hidden_places(document: Any) -> Iterator[str]:
    """Name the places of a document whose text, or whose members' names, hold a control character."""
    left = [("", document)]
    while left:
        place, value = left.pop()
        if isinstance(value, str) and _IN_TEXT.search(value):
            yield place
        elif isinstance(value, dict):
            if any(hidden_in_line(str(name)) for name in value):
                yield f"{place}/*"
            # A name of the document's own is not repeated (`Problem`).
            left += [
                (pointer(place, name) if _NAME.fullmatch(str(name)) else f"{place}/*", one)
                for name, one in value.items()
            ]
        elif isinstance(value, list):
            left += [(pointer(place, index), inner) for index, inner in enumerate(value)]
