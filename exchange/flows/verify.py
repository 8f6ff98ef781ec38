"""Read the whole evidence log again: gapless, every record still what its leaf commits to, disclosures = ledger."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from exchange.core.log import LeafType, LogEntry, root
from exchange.ports.hub import Hub
from keys.encoding import b64url

STRETCH = 1000
_COMMITMENT = 9
"""A leaf's commitment begins after its type (1 byte) and its time (8 bytes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in the log that is not as it was written: the leaf's index and what is wrong."""

    index: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was read: how many leaves, the tree's root (base64url), how many records are gone, and what is wrong."""

    size: int
    root: str
    erased: int
    disclosures: int
    ledger_lines: int
    findings: tuple[Finding, ...]


def verify_log(*, hub: Hub) -> Report:
    """Recompute everything. Reads in stretches, so that a long log needs little memory."""
    leaves: list[bytes] = []
    findings: list[Finding] = []
    kept = disclosures = 0
    with hub.store.reading() as tx:
        size = tx.log.size()
        for start in range(0, size, STRETCH):
            stretch = tx.log.leaves(start=start, limit=STRETCH)
            leaves += stretch
            disclosures += sum(1 for leaf in stretch if leaf[0] == LeafType.DISCLOSURE)
            entries = tx.log.entries(start=start, limit=STRETCH)
            kept += len(entries)
            findings += [
                Finding(index=index, what="record-changed")
                for index, entry in entries
                if not _commits(leaves, index, entry)
            ]
        lines = tx.ledger.count()
    if len(leaves) != size:
        findings.append(Finding(index=len(leaves), what="gap"))
    if disclosures != lines:
        findings.append(Finding(index=size, what="disclosures-differ-from-ledger"))
    return Report(
        size=size,
        root=b64url(root(leaves)),
        erased=size - kept,
        disclosures=disclosures,
        ledger_lines=lines,
        findings=tuple(findings),
    )


def _commits(leaves: Sequence[bytes], index: int, entry: LogEntry) -> bool:
    # A leaf that is gone commits to nothing.
    commitment = hashlib.sha256(entry.salt + entry.record).digest()
    return index < len(leaves) and leaves[index][_COMMITMENT:] == commitment
