"""Witnessing other hubs' logs (c2sp.org/tlog-witness 1.1.0): cosign what grew, and keep what contradicts itself.

Anybody may hand in a checkpoint: what counts is the log's own signature, under a key that two people have entered here.
"""

from collections.abc import Sequence

from exchange.core.compliance.kind import FactKind
from exchange.core.errors import NotFound
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid
from exchange.core.evidence.cosignature import (
    CheckpointForked,
    CheckpointUnsigned,
    Submission,
    SubmissionMalformed,
    check_growth,
)
from exchange.core.unavailable import LogDamaged
from exchange.ports.hub import Hub
from exchange.ports.witnessed import Turn, Witnessed
from keys.errors import KeysError
from keys.jwk import Purpose
from keys.note import COSIGNATURE, Verifier, cosign, cosigned, only_of, open_note


def witness_name(hub: Hub) -> str:
    """The name this hub cosigns under, `<host>/witness`."""
    return f"{hub.origin.partition('://')[2]}/witness"


def witness_vkey(hub: Hub) -> str:
    """The key that verifies its cosignatures, as other programs read it.

    Raises:
        KeysError: there is no valid witness key.
    """
    return _current(hub).vkey


def add_checkpoint(body: bytes, *, witnessed: Witnessed, hub: Hub) -> str:
    """Cosign a checkpoint that was handed in, and return the cosignature's line. It is kept before it is returned.

    Raises:
        SubmissionMalformed: 400. NotFound: nobody here witnesses this log, 404. CheckpointUnsigned: 403.
        CheckpointStale: 409, with the size that is right. CheckpointForked: 422.
        LogDamaged: what was kept of this log is not what was cosigned. DiskFull: nothing was cosigned.
        KeysError: there is no valid witness key.
    """
    submission = Submission.read(body)
    new, signed = _signed(submission, hub=hub)
    with witnessed.turn(new.origin) as turn:
        last = last_cosigned(turn.note, origin=new.origin, hub=hub)
        try:
            check_growth(submission, new=new, last=last)
        except CheckpointForked as fork:
            fork.kept = _keep_fork(turn, signed, new=new, last=last)
            raise
        at = hub.clock.now()
        key = hub.ring.current(Purpose.WITNESS, at)
        line = cosign(submission.text, name=witness_name(hub), key=key, at=int(at.timestamp()))
        turn.keep(signed + line)
    return line


def newest_note(digest: str, *, witnessed: Witnessed) -> str:
    """The newest checkpoint that was cosigned of the log whose origin has this SHA-256, in hex.

    Raises:
        NotFound: nothing was cosigned of such a log.
    """
    note = witnessed.newest(digest)
    if not note:
        raise NotFound
    return note


def _signed(submission: Submission, *, hub: Hub) -> tuple[Checkpoint, str]:
    """The checkpoint, and its note with nothing but the log's own signatures."""
    try:
        new = Checkpoint.read(submission.text)
    except ProofInvalid as error:
        raise SubmissionMalformed("checkpoint") from error
    keys = _keys_of(new.origin, hub=hub)
    if not keys:
        raise NotFound
    try:
        open_note(submission.note, verifiers=keys)
    except KeysError as error:
        # Also where a line is no signature at all: the format knows one answer for what no key of the log has signed.
        raise CheckpointUnsigned(error.code) from error
    return new, only_of(submission.note, verifiers=keys)


def _keys_of(origin: str, *, hub: Hub) -> Sequence[Verifier]:
    at = hub.clock.now()
    with hub.store.reading() as tx:
        facts = tx.facts.at(FactKind.WITNESSED_LOG, origin, at=at, known_at=at)
    return [key for fact in facts if (key := _read_key(str(fact.document["vkey"]))) and key.name == origin]


def _read_key(vkey: str) -> Verifier | None:
    try:
        return Verifier.read(vkey)
    except KeysError:
        return None


def last_cosigned(note: str, *, origin: str, hub: Hub) -> Checkpoint | None:
    """The checkpoint that was cosigned last; our own cosignature says that it is what we kept. None if there is none.

    Raises:
        LogDamaged: it is not.
    """
    if not note:
        return None
    try:
        if not cosigned(note, witnesses=our_verifiers(hub)):
            raise LogDamaged("witnessed-note")
        last = Checkpoint.read(note.rpartition("\n\n")[0] + "\n")
    except (KeysError, ProofInvalid) as error:
        raise LogDamaged("witnessed-note") from error
    if last.origin != origin:
        raise LogDamaged("witnessed-note")
    return last


def _keep_fork(turn: Turn, signed: str, *, new: Checkpoint, last: Checkpoint | None) -> bool:
    # Two trees of one size under one key prove that the log lies. A proof that does not fit proves nothing: anybody
    # may hand in a true checkpoint with a false one.
    forked = last is not None and new.size == last.size and new.root != last.root
    return forked and turn.keep_fork(signed)


def _current(hub: Hub) -> Verifier:
    key = hub.ring.current(Purpose.WITNESS, hub.clock.now())
    return Verifier.of(key.public, name=witness_name(hub), kind=COSIGNATURE)


def our_verifiers(hub: Hub) -> Sequence[Verifier]:
    """Every key this hub cosigns with, or did."""
    keys = hub.ring.public().of(Purpose.WITNESS)
    return [Verifier.of(key, name=witness_name(hub), kind=COSIGNATURE) for key in keys]
