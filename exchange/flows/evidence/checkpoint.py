"""Signed tree head and rollback detection: sign what the log has become, and nothing that contradicts what was signed.

Only leaves that have their place are signed; whoever wants what was just written signed places it first (`sequence`).

A log's memory is the published: the last checkpoint and the hashes below it, outside the database. Before anything is
signed the two are compared. A database restored from a backup is shorter than its checkpoint, or its last signed leaf
is another one: every leaf has a salt of its own, so leaves written again are never the same.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import partial

from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid
from exchange.core.evidence.entry import LogStart, log_origin
from exchange.core.evidence.merkle import EMPTY, HashMissing, Read, grown, leaf_hash, root
from exchange.core.unavailable import LogBehind, LogDamaged
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from exchange.ports.store import Tx
from keys.errors import KeysError
from keys.jwk import PrivateKey, Purpose
from keys.note import Verifier, open_note, sign_note

STRETCH = 65_536
"""How many leaves one checkpoint takes in at the most: less than a second's work."""


class Trouble(StrEnum):
    """What keeps a log from being signed: the database is another one, or what was published is not whole."""

    BEHIND = "shorter-than-checkpoint"
    FORKED = "other-leaves-than-checkpoint"
    FORGOTTEN = "checkpoint-missing"
    UNREADABLE = "checkpoint-damaged"
    TORN = "tiles-damaged"


RESTORED = frozenset({Trouble.BEHIND, Trouble.FORKED})


def advance(*, published: PublishedLog, hub: Hub, stretch: int = STRETCH) -> Checkpoint | None:
    """Sign the log as it is now, or as its next `stretch` leaves make it.

    None if it has not grown or another process is at it; whoever wants all of it signed calls until then.

    Raises:
        LogBehind: the database is older than the last checkpoint.
        LogDamaged: the published is missing or damaged, or a leaf is missing.
        KeysError: there is no valid log key.
    """
    with published.alone() as mine:
        return _advance(published, hub, stretch) if mine else None


def _advance(published: PublishedLog, hub: Hub, stretch: int) -> Checkpoint | None:
    with hub.store.reading() as tx:
        found = trouble(tx, published=published, hub=hub)
        if found is not None:
            raise as_unavailable(found)
        start = tx.log.starts()[-1]
        size = signed(published.note(start.number), log=start.number, hub=hub).size
        grown_by = tx.log.placed() - start.first - size
        leaves = tx.log.leaves(start=start.first + size, limit=min(stretch, grown_by))
    # Also when somebody died between publishing the first checkpoint and writing down that there is one.
    if size and not start.signed:
        _write_down(start, hub)
    if not leaves:
        return None
    # A gap that is signed would be a gap for ever.
    if [index for index, _ in leaves] != list(range(start.first + size, start.first + size + len(leaves))):
        raise LogDamaged("leaf-missing")
    checkpoint = _extended(published, start.number, size, [leaf_hash(leaf) for _, leaf in leaves], hub)
    # The hashes are on the disk by now. From this line on nothing may be signed that contradicts the note.
    published.publish(start.number, _signed_note(checkpoint, hub=hub))
    if not start.signed:
        _write_down(start, hub)
    return checkpoint


def is_signed(size: int, *, published: PublishedLog, hub: Hub) -> bool:
    """Whether checkpoints cover the first `size` leaves there are.

    Raises:
        ProofInvalid: the newest checkpoint is damaged.
    """
    with hub.store.reading() as tx:
        start = tx.log.starts()[-1]
    return start.first + signed(published.note(start.number), log=start.number, hub=hub).size >= size


def trouble(tx: Tx, *, published: PublishedLog, hub: Hub) -> Trouble | None:
    """Say what keeps the log from being signed; None if nothing does. Reads one leaf and the edge of the tiles.

    Called before anything else is read in the transaction.
    """
    # What was published first: the view of the database begins with what is read next, never older than the checkpoint.
    notes = notes_of(published)
    start = tx.log.starts()[-1]
    if max(notes, default=0) > start.number:
        return Trouble.BEHIND
    note = notes.get(start.number)
    if not note:
        return Trouble.FORGOTTEN if forgotten(start, published=published) else None
    try:
        checkpoint = signed(note, log=start.number, hub=hub)
    except ProofInvalid:
        return Trouble.UNREADABLE
    return _trouble_with(checkpoint, start, tx=tx, published=published)


def _trouble_with(checkpoint: Checkpoint, start: LogStart, *, tx: Tx, published: PublishedLog) -> Trouble | None:
    # Before the tiles: a damage there must not hide that the database is an old one, which may not be written to.
    if tx.log.placed() - start.first < checkpoint.size:
        return Trouble.BEHIND
    read = reader(published, start.number)
    try:
        whole = root(read, size=checkpoint.size) == checkpoint.root
    except HashMissing:
        whole = False
    if not whole:
        return Trouble.TORN
    last = checkpoint.size - 1
    leaves = tx.log.leaves(start=start.first + last, limit=1)
    agree = [leaf_hash(leaf) for _, leaf in leaves] == [read(0, last, 1)]
    return None if agree else Trouble.FORKED


def notes_of(published: PublishedLog) -> Mapping[int, str]:
    """The newest checkpoint of each log; read before a database that it is compared with, which only grows."""
    return {number: published.note(number) for number in published.numbers()}


def forgotten(start: LogStart, *, published: PublishedLog) -> bool:
    """Whether a log whose checkpoint was not there had one before; not if it was signed for the first time since."""
    return start.signed and not published.note(start.number)


def as_unavailable(found: Trouble) -> LogBehind | LogDamaged:
    """The error that says it."""
    return LogBehind(found.value) if found in RESTORED else LogDamaged(found.value)


def reader(published: PublishedLog, log: int) -> Read:
    """Read the hashes of one log."""
    return partial(published.hashes, log)


def signed(note: str, *, log: int, hub: Hub) -> Checkpoint:
    """Read a checkpoint of ours, with whichever of our log keys signed it; the empty log where there is none.

    Raises:
        ProofInvalid: it is damaged, or not of this log.
    """
    origin = log_origin(hub.origin, log)
    if not note:
        return Checkpoint(origin=origin, size=0, root=EMPTY)
    verifiers = [Verifier.of(key, name=origin) for key in hub.ring.public().of(Purpose.LOG)]
    try:
        text, _ = open_note(note, verifiers=verifiers)
    except KeysError as error:
        raise ProofInvalid(error.code) from error
    checkpoint = Checkpoint.read(text)
    if checkpoint.origin != origin or checkpoint.size == 0:
        raise ProofInvalid("origin")
    return checkpoint


def vkey(*, log: int, hub: Hub) -> str:
    """The key that verifies a log's checkpoints, as other programs read it."""
    key = hub.ring.current(Purpose.LOG, hub.clock.now())
    return Verifier.of(key.public, name=log_origin(hub.origin, log)).vkey


def _extended(published: PublishedLog, log: int, size: int, hashes: list[bytes], hub: Hub) -> Checkpoint:
    read = reader(published, log)
    grown_by = grown(read, size=size, leaves=b"".join(hashes))
    # The highest first: until the checkpoint follows, nobody reads any of it.
    for level, gained in reversed(list(enumerate(grown_by))):
        published.write(log, level, size >> 8 * level, gained)
    total = size + len(hashes)
    return Checkpoint(origin=log_origin(hub.origin, log), size=total, root=root(read, size=total))


def _signed_note(checkpoint: Checkpoint, *, hub: Hub) -> str:
    return sign_note(checkpoint.text, name=checkpoint.origin, keys=_valid_keys(hub, hub.clock.now()))


def _valid_keys(hub: Hub, at: datetime) -> list[PrivateKey]:
    """Every log key that is valid now, the newest first: whoever knows only the old one verifies until it ends."""
    hub.ring.current(Purpose.LOG, at)
    valid = [key for key in hub.ring if key.public.purpose is Purpose.LOG and key.public.valid_at(at)]
    return sorted(valid, key=lambda key: key.public.nbf, reverse=True)


def _write_down(start: LogStart, hub: Hub) -> None:
    with hub.store.transaction() as tx:
        tx.log.signed(start.number)
