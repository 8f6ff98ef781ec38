"""Referral as the hub keeps it: the value itself, its draft, its sealed packets, its history."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from exchange.core.referral.finding import DetectorVerdict
from exchange.core.vocabulary import Actor, Category, Delivery, PacketKind, Purpose, Scan, Service, State, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The one the referral is about. `reference` is the Jobcenter's own name for the person and never leaves."""

    id: str
    reference: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that travels beside the packet.

    `length` is the plaintext's, `sealed_length` and `sha256` are the ciphertext's (base64url); `key` is the 32-byte
    file key in base64url. `content_sha256` is the plaintext's, taken as it came, empty where it was sealed by a program
    that did not take it. A draft's attachment is sealed at once, so no plaintext ever lies in the blob store.
    `metadata` are the kinds of findings in what the file says of itself (`core.detection.kind`). Of a report `dated_on`
    is its own day, `extract` which part of it this is, `why` what it is needed for; empty where nobody said so.
    """

    id: str
    name: str
    media_type: str
    category: Category
    scan: Scan
    length: int
    sealed_length: int
    sha256: str
    key: str
    content_sha256: str = ""
    metadata: tuple[str, ...] = ()
    dated_on: date | None = None
    extract: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a second person saw and approved: their id, the digest of the sensitive fields, those of all files.

    `fields` is the SHA-256 of pointer and value of each sensitive field, `files` of the files' plaintexts (base64url):
    no consent id, no packet id, no key is in it, so the same content may go once more under others.
    `recipient_sha256` is to whom: the digest of the hub's own row; empty in those from before that was kept.
    """

    by: str
    fields: str
    files: tuple[str, ...] = ()
    recipient_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose approval somebody asked for."""

    of: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """What a second person said when they gave a draft back instead of approving it. Personal, as the draft is."""

    by: str
    at: datetime
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be sent, as the caseworker and the person wrote it. Personal: encrypted wherever it rests.

    `packet` is the id the packet will have: attachments are sealed to it before the packet exists. `sources` maps
    pointer prefixes to where the values come from; the nearest prefix counts. `kind` is `enquiry` while only that is
    asked whether there is a place, without a name. `writers` are those who changed or sent it since it was created;
    `approved` is what a second person approved of it, and it stands for no other content. `leave_out` names what stays
    here on purpose: files by their names, places by their JSON Pointers. `verdict` is what the detectors found in it,
    and who confirmed it; None in a draft from before there was one. `step` names the step of the support plan it
    belongs to (`plan.step_name`) and never leaves; empty for none. `given_back` stands until somebody writes or
    approves it, and never leaves. `asked` stands until somebody approves it or gives it back.
    """

    packet: str
    reason: str
    data: Mapping[str, Any]
    sources: Mapping[str, str]
    attachments: tuple[Attachment, ...]
    justification: str = ""
    kind: PacketKind = PacketKind.REQUEST
    writers: tuple[str, ...] = ()
    approved: Approval | None = None
    leave_out: tuple[str, ...] = ()
    verdict: DetectorVerdict | None = None
    step: str = ""
    given_back: GivenBack | None = None
    asked: Asked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """The referral, from draft to end.

    `version` starts at 1 and rises with hub packets and with steps of everybody but the partner after `sent`
    (protocol section 2). `partner_seq` and `hub_seq` count the events of either side; `partner_prev` is the digest
    of the partner's last event. `packet` is the id of the packet in force, `code` what people call the referral by.
    Every open referral has an `owner`, and a `next_at` with `next_reason` unless nothing is due. `consent` is None
    only on a statutory `power`.

    `next_at` is by when something has to happen and never moves while it has not. `listed_at` is from when on it lies
    on its owner's list, `look_at` when the clock looks at it again: three instants, for the clock looks many times at
    what somebody has to do once. `behind` are work items (code, date) that wait behind the one in `next_reason`.
    """

    id: str
    person: str
    partner: str
    service_line: str
    service: Service
    purpose: Purpose
    urgency: Urgency
    state: State
    version: int
    consent: str | None
    power: str
    feedback_level: int
    no_show: bool
    owner: str
    created_by: str
    approved_by: str
    created_at: datetime
    state_since: datetime
    next_at: datetime | None = None
    next_reason: str = ""
    listed_at: datetime | None = None
    look_at: datetime | None = None
    behind: tuple[tuple[str, datetime], ...] = ()
    delivery: Delivery | None = None
    packet: str | None = None
    handed_over: bool = False
    received: bool = False
    ever_in_service: bool = False
    appointment: datetime | None = None
    cancellation_from: State | None = None
    cancellation_on: date | None = None
    reminded: int = 0
    partner_seq: int = 0
    partner_prev: str | None = None
    hub_seq: int = 0
    hub_prev: str | None = None
    code: str | None = None


def writers_of(referral: Referral, draft: Draft) -> frozenset[str]:
    """Everybody who had a hand in a draft: who created it, edited it, attached a file or sent it. None approves it."""
    return frozenset({referral.created_by, *draft.writers})


def also_written_by(draft: Draft, referral: Referral, staff: str) -> Draft:
    """The draft with one more who had a hand in it."""
    return replace(draft, writers=tuple(sorted(writers_of(referral, draft) | {staff})))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPacket:
    """One sealed packet as the hub keeps it. `parcel` is sealed to the partner; `manifest` is personal.

    `clauses` are the ids of the consent clauses the manifest stands on; `blobs` the ciphertext digests.
    """

    id: str
    referral: str
    partner: str
    person: str
    version: int
    kind: PacketKind
    parcel: bytes
    packet_sha256: str
    jwe_sha256: str
    manifest: tuple[Mapping[str, Any], ...]
    consent: str | None
    blobs: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    delivery: Delivery
    delivery_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One step of a referral. `by` is an actor, `who` a staff id, an entity id or empty.

    Where a caseworker recorded what a partner said by `channel`, `who` recorded it, `said_by` said it at `said_at`;
    `words` are a question's.
    """

    referral: str
    at: datetime
    origin: State
    target: State
    by: Actor
    who: str
    version: int
    reason: str = ""
    outcome: str = ""
    weeks: int | None = None
    appointment: datetime | None = None
    channel: str = ""
    said_by: str = ""
    said_at: datetime | None = None
    words: str = ""
