"""Log succession: after a restore, the next log, linked to the last checkpoint and to what survived."""

from typing import Any

from exchange.core.errors import Refusal
from exchange.core.evidence.checkpoint import to_base64
from exchange.core.evidence.entry import EntryType, LogStart
from exchange.core.evidence.merkle import HASH_BYTES, Levels, leaf_hash
from exchange.core.unavailable import LogBusy
from exchange.flows.append_entry import append_entry
from exchange.flows.evidence.checkpoint import STRETCH, trouble
from exchange.flows.staff.authenticate import (
    OPERATORS,
    Credentials,
    InPerson,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from exchange.ports.store import Tx


class LogSound(Refusal):
    """The evidence log agrees with its last checkpoint; it needs no successor."""

    code = "SENDER_LOG_SOUND"
    status = 409
    de = "Das Nachweis-Protokoll stimmt mit seinem letzten Prüfpunkt überein; es braucht keinen Nachfolger."
    fix_de = "Es ist nichts zu tun. `geleit log verify` rechnet alles nach."
    fix_en = "There is nothing to do. `geleit log verify` recomputes everything."


def open_successor(*, by: InPerson, approve_by: Credentials | None, published: PublishedLog, hub: Hub) -> LogStart:
    """Close the log that cannot go on and open the next one, in one transaction with its first leaf.

    That leaf commits to the last checkpoint that was signed, word for word, and to the root of every leaf of the
    closed log that the database still holds: so what survived is still proven.

    Raises:
        WrongPassphrase, Forbidden, FourEyes: two people open a successor.
        LogSound: nothing is wrong with the log.
        LogBusy: a checkpoint is being written.
    """
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with published.alone() as mine, hub.store.transaction() as tx:
        if not mine:
            raise LogBusy
        first = authorize(known, tx=tx, roles=OPERATORS)
        second = authorize_second(other, tx=tx, first=first.id)
        if trouble(tx, published=published, hub=hub) is None:
            raise LogSound
        # What survived without a place gets one in the log that is closed: the next one begins with its own leaf.
        _place_all(tx)
        closed = tx.log.starts()[-1]
        # Past every number that was published: a restored database has forgotten successors that were opened since.
        number = max([closed.number, *published.numbers()]) + 1
        record = {"log": number, "by": first.id, "approved_by": second.id, "follows": published.note(number - 1)}
        record |= _survived(closed, tx=tx, published=published)
        append_entry(tx, EntryType.LOG_OPENED, record, hub=hub, at=hub.clock.now())
        _place_all(tx)
        start = LogStart(number=number, first=tx.log.placed() - 1)
        tx.log.begin(start)
    return start


def leaf_hashes(tx: Tx, *, first: int, end: int) -> bytes:
    """The hashes of the leaves from `first` to before `end` in a row; 32 zeros for one that is missing."""
    hashes = bytearray((end - first) * HASH_BYTES)
    for start in range(first, end, STRETCH):
        for index, leaf in tx.log.leaves(start=start, limit=min(STRETCH, end - start)):
            at = (index - first) * HASH_BYTES
            hashes[at : at + HASH_BYTES] = leaf_hash(leaf)
    return bytes(hashes)


def _place_all(tx: Tx) -> None:
    while tx.log.place(limit=STRETCH):
        pass


def _survived(closed: LogStart, *, tx: Tx, published: PublishedLog) -> dict[str, Any]:
    hashes = leaf_hashes(tx, first=closed.first, end=tx.log.placed())
    kept = Levels()
    kept.add(hashes)
    known = published.hashes(closed.number, 0, 0, kept.size)
    return {
        "kept_log": closed.number,
        "kept_size": kept.size,
        "kept_root": to_base64(kept.root),
        "agrees": _common(hashes, known),
    }


def _common(ours: bytes, theirs: bytes) -> int:
    """How many hashes are the same from the beginning on."""
    pairs = range(0, min(len(ours), len(theirs)), HASH_BYTES)
    differing = (at for at in pairs if ours[at : at + HASH_BYTES] != theirs[at : at + HASH_BYTES])
    return next(differing, min(len(ours), len(theirs))) // HASH_BYTES
