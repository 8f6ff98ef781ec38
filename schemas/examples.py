"""Examples: filled ones, for each service an input of `geleit refer`, for each other schema a valid document."""

import json
import re
from datetime import date, timedelta
from typing import Any

from schemas.errors import UnknownSchema
from schemas.files import example_text, names

WRITTEN = date(2026, 11, 25)
"""The day the examples are written for: what is signed in them was signed the day before, what ends ends later."""
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}.*)?")
_OLD = date(2026, 1, 1)


def example(name: str, *, on: date | None = None) -> dict[str, Any]:
    """Give a valid example, a new copy each time. Its persons are invented.

    With a day `on` all of its days are as far from that day as they are written from `WRITTEN`, so that what is signed
    in it has just been signed, and what is agreed has not ended. Days long past, such as those of birth, stay.

    Raises:
        UnknownSchema: there is no example of this name.
    """
    # The name becomes part of a path, so it is looked up before it is used.
    text = example_text(name) if name in names() else None
    if text is None:
        raise UnknownSchema
    filled: dict[str, Any] = json.loads(text)
    return filled if on is None or on <= WRITTEN else _moved(filled, on - WRITTEN)


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        return {name: _moved(inner, by) for name, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, by) for inner in value]
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    day = date.fromisoformat(found[1])
    return f"{day + by}{found[2] or ''}" if day >= _OLD else value
