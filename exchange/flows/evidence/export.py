"""Evidence export (§ 76 BDSG, Art. 5(2) GDPR): the leaves about somebody or something, and what vouches for them.

No personal value goes along unless two people of casework ask for it, in cases that are theirs. Whoever takes evidence
looks: a line in the person's ledger says so, and a leaf names the digest of what was handed out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from exchange.core.errors import ENTRY, Forbidden, NotFound, Refusal
from exchange.core.evidence.bundle import ANCHOR, LEAVES, MANIFEST, MOST_LEAVES, Manifest, Place, digest_of, leaves_file
from exchange.core.evidence.entry import EntryType, LogStart
from exchange.core.ids import show_instant
from exchange.core.referral.referral import Referral
from exchange.core.said import Said
from exchange.core.staff.deputy import NotStandingIn
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.evidence.prove import place_in_log, prove_leaf
from exchange.flows.staff.access import SEE_ALL, assigned, assigned_person, may_see, may_see_consent
from exchange.flows.staff.authenticate import (
    ONLOOKERS,
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

CASEWORK = frozenset({Role.CASEWORKER, Role.DEPUTY, Role.TEAM_LEAD})
"""Who may see what records say; the DPO sees metadata only."""
_STRETCH = 1000
_NOT_THEIRS = Said("Die zweite Person hat diesen Fall nicht.", "The second person does not have this case.")


class BundleIncomplete(Refusal):
    """This person has cases that are not yours: your bundle would leave things out."""

    code = "SENDER_BUNDLE_INCOMPLETE"
    status = 403
    de = "Diese Person hat Fälle, die nicht Ihre sind. Ihr Bündel wäre nicht vollständig."
    fix_de = "Bitten Sie die Teamleitung, oder nehmen Sie --referral für einen eigenen Fall."
    fix_en = "Ask your team lead, or take --referral for a case of your own."


class BundleTooLarge(Refusal):
    """This is more than one bundle holds."""

    code = "SENDER_BUNDLE_TOO_LARGE"
    de = "Das ist mehr, als in ein Bündel passt."
    fix_de = "Nehmen Sie einen späteren Tag für --since."
    fix_en = "Take a later day for --since."


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceWish:
    """What is wanted: all about a person, about a referral, or all since an instant; exactly one of the three."""

    person: str = ""
    referral: str = ""
    since: datetime | None = None
    with_records: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What was found: leaves by their places, the events of partners, and the ids all of it goes by."""

    about: str
    with_records: bool
    leaves: Mapping[Place, bytes]
    events: Sequence[Mapping[str, Any]] = ()
    ids: frozenset[str] = field(default_factory=frozenset)


def gather_evidence(wish: EvidenceWish, *, by: InPerson, approve_by: Credentials | None, hub: Hub) -> Gathered:
    """Find what is wanted among the leaves that have their place, and write the line of the look.

    Raises:
        NotFound, PersonAmbiguous: there is no such person or referral, or it is not theirs.
        BundleIncomplete: the person has cases that are not theirs.
        BundleTooLarge: there are more leaves than one bundle holds.
        FourEyes: records are wanted, and no second person of casework stands by.
        NotStandingIn: the second person is a deputy who has no such case.
        WrongPassphrase, Forbidden: they are not proven, or have no business there.
    """
    at, known, other = hub.clock.now(), authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.shared() as tx:
        who = authorize(known, tx=tx, roles=_roles(wish))
        people = [who]
        if wish.with_records:
            people.append(authorize_second(other, tx=tx, first=who.id, roles=CASEWORK))
        before = tx.log.placed()
        found, person = _found(tx, wish, people, before=before, at=at)
        record = {"by": who.id, "what": "evidence", "about": found.about, "records": wish.with_records}
        record |= {"second": people[1].id} if wish.with_records else {}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=person)
        return found


def bundle_of(found: Gathered, extra: Mapping[str, bytes], *, at: datetime, hub: Hub) -> dict[str, bytes]:
    """Put together all files but the proofs, and let a leaf name the digest of their manifest."""
    events = json.dumps(list(found.events), ensure_ascii=False, indent=1).encode()
    files = {LEAVES: leaves_file(found.leaves), "events.json": events, **extra}
    manifest = Manifest(
        about=found.about,
        made_at=show_instant(at),
        files={name: digest_of(raw) for name, raw in files.items()},
        places=tuple(found.leaves),
    )
    # Whom it is about stands in the line of the look, under that person's key: this one outlives an erasure.
    record = {"manifest_sha256": digest_of(manifest.raw), "records": found.with_records}
    with hub.store.shared() as tx:
        append_entry(tx, EntryType.EVIDENCE_EXPORTED, record, hub=hub, at=at)
    return {MANIFEST: manifest.raw, **files}


def proofs_of(found: Gathered, files: Mapping[str, bytes], *, published: PublishedLog, hub: Hub) -> Mapping[str, bytes]:
    """Prove every leaf of a bundle, and the one that names its manifest, once that one has its place.

    Raises:
        NotFound: no checkpoint holds it yet.
        LogDamaged: the log is not what was signed.
    """
    anchor = _anchor(digest_of(files[MANIFEST]), hub)
    places = {**{one: one.file for one in found.leaves}, anchor: ANCHOR}
    return {
        name: prove_leaf(
            one.index,
            log=one.log,
            with_record=found.with_records or one == anchor,
            published=published,
            hub=hub,
        ).text.encode()
        for one, name in places.items()
    }


def _roles(wish: EvidenceWish) -> frozenset[Role]:
    if wish.with_records:
        return CASEWORK
    return frozenset(ONLOOKERS) if wish.since is None else SEE_ALL


def _found(tx: Tx, wish: EvidenceWish, people: Sequence[Staff], *, before: int, at: datetime) -> tuple[Gathered, str]:
    if wish.since is not None:
        leaves = _since(tx, wish.since, before=before)
        about = f"since:{show_instant(wish.since)}"
        return Gathered(about=about, with_records=False, leaves=leaves), ""
    if wish.referral:
        referral = assigned(tx, wish.referral, to=people[0], at=at)
        for one in people[1:]:
            if not may_see(tx, referral, one, at=at):
                raise _not_theirs(one)
        return _of_cases(tx, [referral], wish, about=f"referral:{referral.id}", before=before), referral.person
    person = assigned_person(tx, wish.person, to=people[0], at=at)
    cases = tx.referrals.of_person(person.id)
    if not _sees_all(tx, person.id, cases, people[0], at=at):
        raise BundleIncomplete
    for one in people[1:]:
        if not _sees_all(tx, person.id, cases, one, at=at):
            raise _not_theirs(one)
    return _of_cases(tx, cases, wish, about=f"person:{person.id}", before=before), person.id


def _not_theirs(second: Staff) -> Refusal:
    """The error for a second person who has no such case: two pairs of eyes have to be allowed to see it."""
    if second.role is Role.DEPUTY:
        return NotStandingIn(second.id)
    return Forbidden(second.id).saying(what=_NOT_THEIRS, where="--approve-by")


def _sees_all(tx: Tx, person: str, cases: Sequence[Referral], staff: Staff, *, at: datetime) -> bool:
    return all(may_see(tx, one, staff, at=at) for one in cases) and all(
        may_see_consent(tx, one, staff, at=at) for one in tx.consents.of(person)
    )


def _of_cases(tx: Tx, cases: Sequence[Referral], wish: EvidenceWish, *, about: str, before: int) -> Gathered:
    kind, _, key = about.partition(":")
    person = key if kind == "person" else cases[0].person
    messages = [one for case in cases for one in tx.inbox.of(case.id)]
    packets = {one.packet for one in messages} | {one.packet for one in cases if one.packet}
    ids = frozenset({key, *(one.id for one in cases), *(one.jti for one in messages), *packets} - {""})
    entries = [(position, one) for position, one in tx.log.of_person(person) if position < before]
    wanted = [
        (position, one.leaf)
        for position, one in entries
        if kind == "person" or ids & set(map(str, json.loads(one.record).values()))
    ]
    consents = {one.consent for one in cases if one.consent}
    events = [
        {
            "referral": one.referral,
            "event": one.name,
            "jti": one.jti,
            "seq": one.seq,
            "verdict": one.verdict,
            "received_at": show_instant(one.received_at),
            "signing_sha256": one.signing_sha256,
            **({"set": one.content} if wish.with_records and one.content else {}),
        }
        for one in messages
    ]
    return Gathered(
        about=about,
        with_records=wish.with_records,
        leaves=_placed(wanted, tx.log.starts()),
        events=events,
        ids=ids | consents,
    )


def _since(tx: Tx, since: datetime, *, before: int) -> Mapping[Place, bytes]:
    milliseconds = int(since.timestamp() * 1000)
    found: list[tuple[int, bytes]] = []
    for start in range(0, before, _STRETCH):
        for position, leaf in tx.log.leaves(start=start, limit=min(_STRETCH, before - start)):
            # From the first that is late enough, all: a stretch without a gap.
            if found or int.from_bytes(leaf[1:9], "big") >= milliseconds:
                found.append((position, leaf))
        if len(found) > MOST_LEAVES:
            raise BundleTooLarge
    return _placed(found, tx.log.starts())


def _placed(found: Iterable[tuple[int, bytes]], starts: Sequence[LogStart]) -> Mapping[Place, bytes]:
    leaves = {Place(*place_in_log(position, starts)): leaf for position, leaf in found}
    if len(leaves) > MOST_LEAVES:
        raise BundleTooLarge
    return leaves


def _anchor(sha256: str, hub: Hub) -> Place:
    """The place of the leaf that names a manifest: one of the newest."""
    with hub.store.reading() as tx:
        size, starts = tx.log.placed(), tx.log.starts()
        for end in range(size, 0, -_STRETCH):
            start = max(0, end - _STRETCH)
            for position, one in tx.log.entries(start=start, limit=end - start):
                if one.type is EntryType.EVIDENCE_EXPORTED and json.loads(one.record)["manifest_sha256"] == sha256:
                    return Place(*place_in_log(position, starts))
    raise NotFound(kind=ENTRY)
