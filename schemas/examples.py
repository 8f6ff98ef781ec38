"""Examples: filled ones, for each service an input of `geleit refer`, for each other schema a valid document."""

import json
from typing import Any

from schemas.errors import UnknownSchema
from schemas.files import example_text, names


def example(name: str) -> dict[str, Any]:
    """Give a valid example, a new copy each time. Its persons are invented.

    Raises:
        UnknownSchema: there is no example of this name.
    """
    # The name becomes part of a path, so it is looked up before it is used.
    text = example_text(name) if name in names() else None
    if text is None:
        raise UnknownSchema
    filled: dict[str, Any] = json.loads(text)
    return filled
