"""Log records at rest: salt ‖ record, sealed under the key of the person they concern and bound to their leaf.

A leaf has its bytes before it has its place, so a record is never sealed anew when the place is given. Records of
before were bound to the place; both are tried, for each of the two opens in one place alone.
"""

from collections.abc import Mapping
from typing import Any

from exchange.core.evidence.entry import LogEntry
from exchange.storage.database.person_keys import PersonKeys
from keys.errors import CannotOpen


def seal_record(entry: LogEntry, *, keys: PersonKeys) -> bytes:
    """The bytes that are kept; in the clear where the entry concerns nobody.

    Raises:
        Gone: the person was erased.
        PersonKeyLost: their key is not the one that was made.
    """
    body = entry.salt + entry.record
    return bind(body, leaf=entry.leaf, person=entry.person, keys=keys) if entry.person else body


def bind(body: bytes, *, leaf: bytes, person: str, keys: PersonKeys) -> bytes:
    """Seal salt ‖ record for its leaf, under a person's key; Gone and PersonKeyLost as above."""
    return keys.seal(body, person=person, place=_place(leaf))


def open_record(row: Mapping[str, Any], *, keys: PersonKeys) -> bytes | None:
    """Salt ‖ record of a row with its `leaf`, and its `position` once it has one; None if the person was erased.

    Raises:
        keys.errors.CannotOpen: changed, moved, or under another key.
        PersonKeyLost: their key is not the one that was made.
    """
    body: bytes = row["body"]
    if not row["person"]:
        return body
    try:
        return keys.read(body, person=row["person"], place=_place(row["leaf"]))
    except CannotOpen:
        if row.get("position") is None:
            raise
        return keys.read(body, person=row["person"], place=f"record:{row['position']}")


def _place(leaf: object) -> str:
    # Somebody may have put there what is no leaf: nothing is sealed for that.
    return f"record:{leaf.hex() if isinstance(leaf, bytes) else ''}"
