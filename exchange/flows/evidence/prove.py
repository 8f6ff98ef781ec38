"""Inclusion proofs: made to leave the hub and be checked anywhere, and checked."""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from exchange.core.errors import ENTRY, NotFound
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid
from exchange.core.evidence.entry import LogEntry, LogStart
from exchange.core.evidence.merkle import HashMissing, inclusion
from exchange.core.evidence.proof import Proof
from exchange.core.unavailable import LogDamaged
from exchange.flows.evidence.checkpoint import reader, signed
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from exchange.ports.store import Tx
from keys.errors import KeysError
from keys.note import Verifier, open_note

STRETCH = 1000


def prove_leaf(index: int, *, log: int, with_record: bool, published: PublishedLog, hub: Hub) -> Proof:
    """Prove that a leaf stands in a log, under its newest checkpoint.

    `with_record` shows what the leaf commits to, which may concern a person.

    Raises:
        NotFound: no checkpoint holds a leaf of this index, or its record was erased and is asked for.
        LogDamaged: the leaf, the tiles or the checkpoint are not what was signed.
    """
    with hub.store.reading() as tx:
        position = _position(tx, index, log=log)
        leaves = tx.log.leaves(start=position, limit=1)
        entries = tx.log.entries(start=position, limit=1) if with_record else ()
    note = published.note(log)
    try:
        checkpoint = signed(note, log=log, hub=hub)
    except ProofInvalid as error:
        raise LogDamaged("checkpoint-damaged") from error
    if index >= checkpoint.size or not leaves or (with_record and not entries):
        raise NotFound(f"{log}/{index}", kind=ENTRY)
    try:
        path = tuple(inclusion(reader(published, log), index=index, size=checkpoint.size))
        proof = Proof(index=index, path=path, note=note, extra=leaves[0][1] + _shown(entries))
        proof.check(checkpoint)
    except (HashMissing, ProofInvalid) as error:
        raise LogDamaged(f"{log}/{index}") from error
    return proof


def leaves_about(name: str, *, hub: Hub) -> Sequence[tuple[int, int]]:
    """The leaves, as log and index, whose records name a referral, packet, consent or whatever else has an id."""
    with hub.store.reading() as tx:
        starts = tx.log.starts()
        return [_in_log(position, starts) for position, entry in _entries(tx) if _names(entry, name)]


def check_proof(text: str, *, vkeys: Sequence[str]) -> tuple[Proof, Checkpoint]:
    """Check a proof with keys one trusts; nothing else is needed, no hub and no network.

    Raises:
        ProofInvalid: something in it does not hold, or none of the keys is the log's own.
    """
    proof = Proof.read(text)
    try:
        signed_text, signers = open_note(proof.note, verifiers=map(Verifier.read, vkeys))
    except KeysError as error:
        raise ProofInvalid(error.code) from error
    checkpoint = Checkpoint.read(signed_text)
    # A key that is trusted for another log says nothing of this one.
    if checkpoint.origin not in {signer.name for signer in signers}:
        raise ProofInvalid("origin")
    proof.check(checkpoint)
    return proof, checkpoint


def _shown(entries: Sequence[tuple[int, LogEntry]]) -> bytes:
    return b"".join(entry.salt + entry.record for _, entry in entries)


def _entries(tx: Tx) -> Iterator[tuple[int, LogEntry]]:
    for start in range(0, tx.log.size(), STRETCH):
        yield from tx.log.entries(start=start, limit=STRETCH)


def _names(entry: LogEntry, name: str) -> bool:
    record: dict[str, Any] = json.loads(entry.record)
    return name in record.values()


def _position(tx: Tx, index: int, *, log: int) -> int:
    for start, following in pairwise([*tx.log.starts(), LogStart(number=0, first=tx.log.size())]):
        if start.number == log and 0 <= index < following.first - start.first:
            return start.first + index
    raise NotFound(f"{log}/{index}", kind=ENTRY)


def _in_log(position: int, starts: Sequence[LogStart]) -> tuple[int, int]:
    start = max((one for one in starts if one.first <= position), key=lambda one: one.first)
    return start.number, position - start.first
