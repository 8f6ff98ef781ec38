"""Inclusion proofs: made to leave the hub and be checked anywhere, and checked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from exchange.core.errors import ENTRY, Forbidden, NotFound
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid
from exchange.core.evidence.entry import EntryType, LogEntry, LogStart
from exchange.core.evidence.merkle import HashMissing, inclusion
from exchange.core.evidence.proof import Proof
from exchange.core.evidence.witness_policy import WitnessesMissing, WitnessPolicy
from exchange.core.referral.code import read_code
from exchange.core.staff.staff import Staff
from exchange.core.unavailable import LogDamaged
from exchange.flows.append_entry import append_entry
from exchange.flows.evidence.checkpoint import reader, signed
from exchange.flows.staff.access import SEE_ALL, assigned, assigned_consent
from exchange.flows.staff.authenticate import ONLOOKERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from exchange.ports.store import Tx
from keys.errors import KeysError
from keys.note import COSIGNATURE, Verifier, cosigned, open_note

STRETCH = 1000


def prove_leaf(index: int, *, log: int, with_record: bool, published: PublishedLog, hub: Hub) -> Proof:
    """Prove that a leaf stands in a log, under its newest checkpoint, or one with cosignatures if that holds it.

    `with_record` shows what the leaf commits to, which may concern a person.

    A leaf that was just written is held by one once it was placed and signed.

    Raises:
        NotFound: no checkpoint holds a leaf of this index, or its record was erased and is asked for.
        LogDamaged: the leaf, the tiles or the checkpoint are not what was signed.
    """
    with hub.store.reading() as tx:
        position = _position(tx, index, log=log)
        leaves = tx.log.leaves(start=position, limit=1)
        entries = tx.log.entries(start=position, limit=1) if with_record else ()
    note, checkpoint = _proving(index, log=log, published=published, hub=hub)
    if index >= checkpoint.size or not leaves or (with_record and not entries):
        raise NotFound(f"{log}/{index}", kind=ENTRY)
    try:
        path = tuple(inclusion(reader(published, log), index=index, size=checkpoint.size))
        proof = Proof(index=index, path=path, note=note, extra=leaves[0][1] + _shown(entries))
        proof.check(checkpoint)
    except (HashMissing, ProofInvalid) as error:
        raise LogDamaged(f"{log}/{index}") from error
    return proof


def _proving(index: int, *, log: int, published: PublishedLog, hub: Hub) -> tuple[str, Checkpoint]:
    """The note that a proof stands on: the cosigned one as far as it goes, since nobody can be shown another."""
    for note in (published.cosigned(log), published.note(log)):
        try:
            checkpoint = signed(note, log=log, hub=hub)
        except ProofInvalid as error:
            raise LogDamaged("checkpoint-damaged") from error
        if index < checkpoint.size:
            break
    return note, checkpoint


def look_into_log(about: str, *, with_record: bool, by: Principal, hub: Hub) -> Sequence[tuple[int, int]]:
    """Find the leaves, as log and index, whose records name what has this id; none where `about` is empty.

    Those that wait for their place have no index yet and are not found. It is a look, and leaves a line: who leads or
    protects data may see everything, all others what is theirs.

    Raises:
        NotFound: it is not theirs, or there is no such case.
        Forbidden, WrongPassphrase: they have no business there, or are not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    code = read_code(about)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        # Refused under the name that was typed: nobody learns which id another's code stands for.
        _raise_if_not_theirs(tx, about, staff=staff, at=at)
        about = (code and tx.referrals.by_code(code)) or about
        before = tx.log.placed()
        record = {"by": staff.id, "what": "log", "about": about or None, "records": with_record}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=_person(tx, about))
    if not about:
        return ()
    with hub.store.reading() as tx:
        starts = tx.log.starts()
        found = [position for position, entry in _entries(tx, size=before) if _names(entry, about)]
        return [place_in_log(position, starts) for position in found]


def _raise_if_not_theirs(tx: Tx, about: str, *, staff: Staff, at: datetime) -> None:
    if staff.role in SEE_ALL:
        return
    if not about:
        raise Forbidden(staff.id)
    try:
        # Whatever else has an id is theirs alone to see who see all.
        if tx.consents.get(about) is None:
            assigned(tx, about, to=staff, at=at)
        else:
            assigned_consent(tx, about, to=staff, at=at)
    except NotFound as error:
        raise NotFound(about, kind=ENTRY) from error


def _person(tx: Tx, about: str) -> str:
    """Whose erasure takes the line along."""
    packet = tx.referrals.packet(about) if about else None
    referral = tx.referrals.get(packet.referral if packet else about) if about else None
    consent = tx.consents.get(about) if about else None
    person = tx.people.get(about) if about else None
    if person is not None:
        return person.id
    return referral.person if referral else consent.person if consent else ""


def check_policy(proof: Proof, *, policy: WitnessPolicy) -> Mapping[str, int]:
    """Check that enough witnesses have cosigned the checkpoint of a proof; each by name, with the POSIX time.

    Raises:
        WitnessesMissing: too few have.
        ProofInvalid: a cosignature does not hold, or a key of the policy cannot be read.
    """
    try:
        known = {Verifier.read(one.vkey, kind=COSIGNATURE): name for name, one in policy.witnesses.items()}
        found = cosigned(proof.note, witnesses=known)
    except KeysError as error:
        raise ProofInvalid(error.code) from error
    seen = {known[verifier]: at for verifier, at in found.items()}
    if not policy.is_met(seen):
        raise WitnessesMissing(", ".join(sorted(seen)))
    return seen


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


def _entries(tx: Tx, *, size: int) -> Iterator[tuple[int, LogEntry]]:
    for start in range(0, size, STRETCH):
        yield from tx.log.entries(start=start, limit=min(STRETCH, size - start))


def _names(entry: LogEntry, name: str) -> bool:
    record: dict[str, Any] = json.loads(entry.record)
    return name in record.values()


def _position(tx: Tx, index: int, *, log: int) -> int:
    for start, following in pairwise([*tx.log.starts(), LogStart(number=0, first=tx.log.placed())]):
        if start.number == log and 0 <= index < following.first - start.first:
            return start.first + index
    raise NotFound(f"{log}/{index}", kind=ENTRY)


def place_in_log(position: int, starts: Sequence[LogStart]) -> tuple[int, int]:
    """The log, and the index in it, of the leaf at a position among all of a hub's."""
    start = max((one for one in starts if one.first <= position), key=lambda one: one.first)
    return start.number, position - start.first
