"""Log audit: read all of it again: gapless, every record still what its leaf commits to, disclosures = ledger."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from exchange.core.evidence.entry import COMMITMENT_AT, EntryType, LogEntry, LogStart
from exchange.core.evidence.merkle import Levels, leaf_hash
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import b64url

STRETCH = 1000


class Fault(StrEnum):
    """What can be wrong with a log."""

    LEAF_MISSING = "leaf-missing"
    LEAF_CHANGED = "leaf-changed"
    RECORD_CHANGED = "record-changed"
    DISCLOSURES_DIFFER = "disclosures-differ-from-ledger"
    TILE_CHANGED = "tile-changed"
    LEAF_OR_TILE_CHANGED = "leaf-or-tile-changed"
    CHECKPOINT_MISSING = "checkpoint-missing"
    CHECKPOINT_DAMAGED = "checkpoint-damaged"
    CHECKPOINT_LARGER = "checkpoint-larger-than-log"
    ROOT_DIFFERS = "checkpoint-root-differs"
    LINK_BROKEN = "link-broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a log that is not as it was written: the leaf's index, or that of a hash on a level above."""

    index: int
    what: Fault
    log: int = 1
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was read: how many leaves there are, the root (base64url) of the log that grows, what is gone or wrong."""

    size: int
    root: str
    erased: int
    disclosures: int
    ledger_lines: int
    findings: tuple[Finding, ...]


def verify_log(*, hub: Hub) -> Report:
    """Recompute everything the database holds. Needs 32 bytes of memory for each leaf."""
    findings: list[Finding] = []
    kept = disclosures = 0
    with hub.store.reading() as tx:
        size, starts = tx.log.size(), tx.log.starts()
        tree = Levels()
        for start in range(0, size, STRETCH):
            leaves = dict(tx.log.leaves(start=start, limit=STRETCH))
            disclosures += sum(1 for leaf in leaves.values() if leaf[0] == EntryType.DISCLOSURE)
            places = range(start, min(start + STRETCH, size))
            tree.add(b"".join(leaf_hash(leaves.get(at, b"")) for at in places if at >= starts[-1].first))
            entries = tx.log.entries(start=start, limit=STRETCH)
            kept += len(entries)
            gone = [at for at in places if at not in leaves]
            changed = [at for at, entry in entries if at in leaves and not _commits(leaves[at], entry)]
            findings += [placed(at, Fault.LEAF_MISSING, starts) for at in gone]
            findings += [placed(at, Fault.RECORD_CHANGED, starts) for at in changed]
        findings += _ledger(tx, disclosures, size)
        lines = tx.ledger.count()
    return Report(
        size=size,
        root=b64url(tree.root),
        erased=size - kept,
        disclosures=disclosures,
        ledger_lines=lines,
        findings=tuple(findings),
    )


def placed(position: int, what: Fault, starts: Sequence[LogStart]) -> Finding:
    """A finding at a leaf of the database, said by its log and its index there."""
    start = max((one for one in starts if one.first <= position), key=lambda one: one.first)
    return Finding(log=start.number, index=position - start.first, what=what)


def _ledger(tx: Tx, disclosures: int, size: int) -> list[Finding]:
    differ = disclosures != tx.ledger.count()
    return [placed(size, Fault.DISCLOSURES_DIFFER, tx.log.starts())] if differ else []


def _commits(leaf: bytes, entry: LogEntry) -> bool:
    return leaf[COMMITMENT_AT:] == hashlib.sha256(entry.salt + entry.record).digest()
