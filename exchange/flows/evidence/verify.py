"""Log audit: read all of it again: gapless, every record still what its leaf commits to, disclosures = ledger.

And every row that decides against the newest leaf that tells of it. A record that cannot be read counts as erased only
where that person's leaf `erased` stands and says that many; whatever else is gone was taken away.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from exchange.core.evidence.entry import COMMITMENT_AT, EntryType, LogEntry, LogStart
from exchange.core.evidence.merkle import Levels, leaf_hash
from exchange.core.evidence.row import RowDifference
from exchange.flows.evidence.compare import compare_rows
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import b64url

STRETCH = 1000


class Fault(StrEnum):
    """What can be wrong with a log."""

    LEAF_MISSING = "leaf-missing"
    LEAF_CHANGED = "leaf-changed"
    RECORD_CHANGED = "record-changed"
    RECORD_GONE = "record-gone"
    ROW_RECORD_FORGED = "row-record-not-ours"
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
    """What was read: how many leaves there are, the root (base64url) of the log that grows, what is gone or wrong.

    The last `waiting` of them have no place yet: they are in no root.
    """

    size: int
    waiting: int
    root: str
    erased: int
    disclosures: int
    ledger_lines: int
    findings: tuple[Finding, ...]
    rows: tuple[RowDifference, ...] = ()


def verify_log(*, hub: Hub) -> Report:
    """Recompute everything the database holds. Needs 32 bytes of memory for each leaf."""
    findings: list[Finding] = []
    disclosures, gone, changed = 0, Gone(), set[int]()
    with hub.store.reading() as tx:
        size, placed, starts = tx.log.size(), tx.log.placed(), tx.log.starts()
        tree = Levels()
        for start in range(0, size, STRETCH):
            leaves = dict(tx.log.leaves(start=start, limit=STRETCH))
            disclosures += sum(1 for leaf in leaves.values() if leaf[0] == EntryType.DISCLOSURE)
            places = range(start, min(start + STRETCH, size))
            tree.add(b"".join(leaf_hash(leaves.get(at, b"")) for at in places if starts[-1].first <= at < placed))
            entries = tx.log.entries(start=start, limit=STRETCH)
            gone.read(entries, tx.log.unreadable(start=start, limit=STRETCH))
            missing = [at for at in places if at not in leaves]
            differing = [at for at, entry in entries if at in leaves and not _commits(leaves[at], entry)]
            changed.update(differing)
            findings += [finding_at(at, Fault.LEAF_MISSING, starts) for at in missing]
            findings += [finding_at(at, Fault.RECORD_CHANGED, starts) for at in differing]
        findings += [finding_at(at, Fault.RECORD_GONE, starts) for at in gone.taken_away]
        rows, forged = compare_rows(tx)
        known = gone.unread.keys() | changed
        findings += [finding_at(at, Fault.ROW_RECORD_FORGED, starts) for at in forged if at not in known]
        findings += _ledger(tx, disclosures, size)
        lines = tx.ledger.count()
    return Report(
        size=size,
        waiting=size - placed,
        root=b64url(tree.root),
        erased=len(gone.unread) - len(gone.taken_away),
        disclosures=disclosures,
        ledger_lines=lines,
        findings=tuple(findings),
        rows=tuple(rows),
    )


class Gone:
    """What cannot be read of a log, and for whose erasure that may be."""

    def __init__(self) -> None:
        self.unread: dict[int, str] = {}
        self._erased: dict[str, int] = {}

    def read(self, entries: Sequence[tuple[int, LogEntry]], unreadable: Sequence[tuple[int, str]]) -> None:
        """Take in one stretch."""
        self.unread.update(unreadable)
        for _, entry in entries:
            if entry.type is EntryType.ERASED:
                said = json.loads(entry.record)
                self._erased[said["person"]] = self._erased.get(said["person"], 0) + said["leaves"]

    @property
    def taken_away(self) -> Sequence[int]:
        """The leaves whose record is gone and was not erased."""
        by_person: dict[str, list[int]] = {}
        for at, person in sorted(self.unread.items()):
            by_person.setdefault(person, []).append(at)
        # Where more is gone than the erasure said, somebody hid something among it; nobody can tell which.
        too_many = {one for one, places in by_person.items() if len(places) != self._erased.get(one)}
        return [at for at, person in self.unread.items() if person in too_many]


def finding_at(position: int, what: Fault, starts: Sequence[LogStart]) -> Finding:
    """A finding at a leaf of the database, said by its log and its index there."""
    start = max((one for one in starts if one.first <= position), key=lambda one: one.first)
    return Finding(log=start.number, index=position - start.first, what=what)


def _ledger(tx: Tx, disclosures: int, size: int) -> list[Finding]:
    differ = disclosures != tx.ledger.count()
    return [finding_at(size, Fault.DISCLOSURES_DIFFER, tx.log.starts())] if differ else []


def _commits(leaf: bytes, entry: LogEntry) -> bool:
    return leaf[COMMITMENT_AT:] == hashlib.sha256(entry.salt + entry.record).digest()
