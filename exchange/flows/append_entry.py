"""Audit trail: note what happened in the evidence log, in the transaction in which it happens."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from exchange.core.evidence.entry import EntryType, LogEntry
from exchange.core.ids import show_instant
from exchange.core.session.assurance import weakest
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.strictjson import canonical

SALT_BYTES = 32


def append_entry(
    tx: Tx, what: EntryType, record: Mapping[str, Any], *, hub: Hub, at: datetime, person: str = ""
) -> None:
    """Append one leaf for `record` at the end of the transaction, in the order of what is noted.

    The record gains `at`, and `client` where a registered client speaks for the one who acts; where it names who acts
    in this transaction, also `assurance`: how they proved it, and where a second person acts too, the weaker of both.
    It holds ids and codes, and where it concerns a person it rests under that person's key.
    """
    around = {"at": show_instant(at), "client": hub.through or None, **assurance_of(tx, record)}
    full = {key: value for key, value in {**record, **around}.items() if value is not None}
    salt = hub.entropy.bytes(SALT_BYTES)
    tx.log.later(LogEntry(type=what, at=at, salt=salt, record=canonical(full), person=person))


def assurance_of(tx: Tx, record: Mapping[str, Any]) -> Mapping[str, str]:
    """How strong an act is whose record names who acts in this transaction; nothing where it names nobody."""
    by = weakest(tx.proved.values()) if {record.get("who"), record.get("by")} & tx.proved.keys() else None
    return {"assurance": by.value} if by else {}
