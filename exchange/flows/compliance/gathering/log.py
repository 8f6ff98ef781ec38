"""The evidence log as rules look at it: read once from its first leaf; what no person's records tell is found there."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from exchange.core.compliance.house import LogState
from exchange.core.evidence.entry import COMMITMENT_AT, EntryType, LogEntry
from exchange.ports.store import Tx
from keys.strictjson import loads

_STRETCH = 1000
_PRIVATE = re.compile(rb'"(?:d|k|priv|dp|dq|qi)":"[A-Za-z0-9_-]{20,}"|PRIVATE KEY-----')
"""The secret members of a JWK (RFC 7518 section 6), or a key in PEM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRead:
    """What one reading of the log found; `roles` are (until when, who, the role they had until then)."""

    state: LogState
    first_packet_at: datetime | None
    roles: Sequence[tuple[datetime, str, str]]
    private_members: int


def read_log(tx: Tx) -> LogRead:
    """Read all of it: whether a leaf is missing, or its record is another than it commits to; erased ones are left."""
    size = tx.log.size()
    missing = differing = private = 0
    first: datetime | None = None
    roles: list[tuple[datetime, str, str]] = []
    for start in range(0, size, _STRETCH):
        leaves = dict(tx.log.leaves(start=start, limit=_STRETCH))
        entries = tx.log.entries(start=start, limit=_STRETCH)
        missing += min(_STRETCH, size - start) - len(leaves)
        differing += sum(at in leaves and not _commits(leaves[at], entry) for at, entry in entries)
        first = first or _first(leaves.values())
        roles += [_role(entry) for _, entry in entries if entry.type is EntryType.STAFF_ROLE_CHANGED]
        # The newest thousand are the sample: what a program writes wrongly, it writes every day.
        private = sum(bool(_PRIVATE.search(entry.record)) for _, entry in entries)
    state = LogState(leaves=size, missing=missing, differing=differing)
    return LogRead(state=state, first_packet_at=first, roles=roles, private_members=private)


def _commits(leaf: bytes, entry: LogEntry) -> bool:
    return leaf[COMMITMENT_AT:] == hashlib.sha256(entry.salt + entry.record).digest()


def _first(leaves: Iterable[bytes]) -> datetime | None:
    sealed = (leaf for leaf in leaves if leaf[0] == EntryType.PACKET_SEALED)
    return min((datetime.fromtimestamp(int.from_bytes(one[1:9]) / 1000, tz=UTC) for one in sealed), default=None)


def _role(entry: LogEntry) -> tuple[datetime, str, str]:
    said = loads(entry.record)
    return entry.at, said["staff"], said["from"]
