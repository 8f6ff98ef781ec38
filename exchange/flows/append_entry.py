"""Audit trail: note what happened in the evidence log, in the transaction in which it happens."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from exchange.core.evidence.entry import EntryType, LogEntry
from exchange.core.ids import show_instant
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.strictjson import canonical

SALT_BYTES = 32


def append_entry(
    tx: Tx, what: EntryType, record: Mapping[str, Any], *, hub: Hub, at: datetime, person: str = ""
) -> None:
    """Append one leaf for `record` at the end of the transaction, in the order of what is noted.

    The record gains `at`, and `client` where a registered client speaks for the one who acts. It holds ids and codes,
    and where it concerns a person it rests under that person's key.
    """
    around = {"at": show_instant(at), "client": hub.through or None}
    full = {key: value for key, value in {**record, **around}.items() if value is not None}
    salt = hub.entropy.bytes(SALT_BYTES)
    tx.log.later(LogEntry(type=what, at=at, salt=salt, record=canonical(full), person=person))
