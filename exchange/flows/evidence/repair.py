"""Log repair: compare the published logs, hash by hash, with the database's leaves; and mend what can be mended.

The signed root decides who is right. Leaves that lead to it are as they were, and every other hash in the published is
damage; else, if the published's leaf hashes lead to it, every other leaf is.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid, to_base64
from exchange.core.evidence.entry import EntryType, LogStart
from exchange.core.evidence.merkle import HASH_BYTES, HEIGHT, Levels
from exchange.core.unavailable import LogBusy, LogDamaged
from exchange.flows.evidence.checkpoint import forgotten, notes_of, signed
from exchange.flows.evidence.successor import leaf_hashes
from exchange.flows.evidence.verify import Fault, Finding
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from exchange.ports.store import Tx

_MISSING = bytes(HASH_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One log: the hashes of its leaves that the database holds, and how the next log says it ended."""

    start: LogStart
    hashes: bytes
    grows: bool
    closing: dict[str, Any] | None

    @property
    def number(self) -> int:
        return self.start.number

    @property
    def size(self) -> int:
        return len(self.hashes) // HASH_BYTES

    def believed(self, checkpoint: Checkpoint) -> int:
        """How many leaves must be the signed ones: all of them, but what a closed log had lost by then."""
        return checkpoint.size if self.closing is None else min(self.closing["agrees"], checkpoint.size)


def find_damage(*, published: PublishedLog, hub: Hub) -> tuple[Finding, ...]:
    """Find every hash, leaf and checkpoint that is not what was signed, in each of the hub's logs.

    The checkpoints are read before the database: what is signed while leaves are hashed lies behind both.
    """
    notes = notes_of(published)
    with hub.store.reading() as tx:
        return tuple(
            finding
            for part in _parts(tx)
            for finding in _findings(part, note=notes.get(part.number, ""), published=published, hub=hub)
        )


def repair(*, published: PublishedLog, hub: Hub) -> None:
    """Write the tiles of the log that grows once more, from leaves that lead to the signed root.

    Raises:
        LogDamaged: the checkpoint is damaged, or the leaves lead to another root; nothing was written.
        LogBusy: a checkpoint is being written.
    """
    with published.alone() as mine, hub.store.reading() as tx:
        if not mine:
            raise LogBusy
        start = tx.log.starts()[-1]
        try:
            checkpoint = signed(published.note(start.number), log=start.number, hub=hub)
        except ProofInvalid as error:
            raise LogDamaged("checkpoint-damaged") from error
        end = min(tx.log.placed(), start.first + checkpoint.size)
        tree = _tree(leaf_hashes(tx, first=start.first, end=end))
        if tree.root != checkpoint.root:
            raise LogDamaged("leaves-differ")
        for level, row in enumerate(tree.rows):
            published.write(start.number, level, 0, bytes(row))


def opening(tx: Tx, start: LogStart) -> dict[str, Any] | None:
    """What a successor's first leaf says; None if it is not there or says nothing of the kind."""
    entries = tx.log.entries(start=start.first, limit=1)
    if not entries or entries[0][1].type is not EntryType.LOG_OPENED:
        return None
    record: dict[str, Any] = json.loads(entries[0][1].record)
    return record


def _parts(tx: Tx) -> Iterator[_Part]:
    for start, following in pairwise([*tx.log.starts(), LogStart(number=0, first=tx.log.placed())]):
        hashes = leaf_hashes(tx, first=start.first, end=following.first)
        grows = following.number == 0
        yield _Part(start=start, hashes=hashes, grows=grows, closing=None if grows else opening(tx, following))


def _findings(part: _Part, *, note: str, published: PublishedLog, hub: Hub) -> Iterator[Finding]:
    if not part.grows:
        yield from _link(part, published=published)
    if not note:
        yield from [_at(part, 0, Fault.CHECKPOINT_MISSING)] if forgotten(part.start, published=published) else []
        return
    try:
        checkpoint = signed(note, log=part.number, hub=hub)
    except ProofInvalid:
        yield _at(part, 0, Fault.CHECKPOINT_DAMAGED)
        return
    if part.closing is None and checkpoint.size > part.size:
        yield _at(part, part.size, Fault.CHECKPOINT_LARGER)
    yield from _hashes(part, checkpoint, published=published)


def _hashes(part: _Part, checkpoint: Checkpoint, *, published: PublishedLog) -> Iterator[Finding]:
    levels = range((checkpoint.size.bit_length() - 1) // HEIGHT + 1)
    counts = [checkpoint.size >> HEIGHT * level for level in levels]
    kept = [published.hashes(part.number, level, 0, counts[level]) for level in levels]
    ours = part.hashes[: checkpoint.size * HASH_BYTES]
    tree = _tree(ours)
    if (tree.size, tree.root) == (checkpoint.size, checkpoint.root):
        yield from _tiles(part, kept, tree)
        return
    published_tree = _tree(kept[0].ljust(counts[0] * HASH_BYTES, b"\0"))
    whole = published_tree.root == checkpoint.root
    differing = list(_differing(ours, kept[0], believed=min(part.believed(checkpoint), part.size)))
    # A leaf that is missing was found where the leaves themselves are read.
    changed = [at for at in differing if ours[at * HASH_BYTES : (at + 1) * HASH_BYTES] != _MISSING]
    yield from (_at(part, at, Fault.LEAF_CHANGED if whole else Fault.LEAF_OR_TILE_CHANGED) for at in changed)
    yield from _tiles(part, kept, published_tree)
    if not whole and not differing:
        yield _at(part, checkpoint.size - 1, Fault.ROOT_DIFFERS)


def _tiles(part: _Part, kept: Sequence[bytes], truth: Levels) -> Iterator[Finding]:
    for level, row in enumerate(truth.rows):
        for at in _differing(bytes(row), kept[level], believed=len(row) // HASH_BYTES):
            yield _at(part, at, Fault.TILE_CHANGED, level=level)


def _link(part: _Part, *, published: PublishedLog) -> Iterator[Finding]:
    said = part.closing
    if said is None:
        yield _at(part, part.size, Fault.LINK_BROKEN)
        return
    # Read now, for a log that is closed here is not signed any more. Cosignatures may have come later, nothing else.
    followed, named = (note.rpartition("\n\n")[0] for note in (published.note(said["log"] - 1), said["follows"]))
    names_it = named in {"", followed}
    holds_it = (said["kept_size"], said["kept_root"]) == (part.size, to_base64(_tree(part.hashes).root))
    if not names_it or not holds_it:
        yield _at(part, part.size, Fault.LINK_BROKEN)


def _differing(ours: bytes, theirs: bytes, *, believed: int) -> Iterator[int]:
    if ours[: believed * HASH_BYTES] == theirs[: believed * HASH_BYTES]:
        return
    for index in range(believed):
        here = slice(index * HASH_BYTES, (index + 1) * HASH_BYTES)
        if ours[here] != theirs[here]:
            yield index


def _tree(hashes: bytes) -> Levels:
    tree = Levels()
    tree.add(hashes)
    return tree


def _at(part: _Part, index: int, what: Fault, *, level: int = 0) -> Finding:
    return Finding(log=part.number, index=index, what=what, level=level)
