"""Drafting: a referral begins; a caseworker and the person write what is to be sent, and to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from exchange.core.consent.clause import Recipient
from exchange.core.consent.field import ATTACHMENT, PERSON
from exchange.core.errors import Duplicate
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.packet.file_name import check_file_name, read_file_name
from exchange.core.packet.media import AttachmentRefused
from exchange.core.packet.read_ahead import read_ahead
from exchange.core.referral.code import CODE_BYTES, TRIES, make_code
from exchange.core.referral.referral import Attachment, Draft, Referral
from exchange.core.referral.work_item import scheduled
from exchange.core.said import NOTHING, Said
from exchange.core.staff.staff import Staff
from exchange.core.unavailable import Contended, DiskFull
from exchange.core.vocabulary import Category, PacketKind, Scan
from exchange.flows.append_entry import append_entry
from exchange.flows.consent.known_person import known_person
from exchange.flows.documents import check_text, read_document
from exchange.flows.keep_blob import keep_blob
from exchange.flows.packet.plan import form_of
from exchange.flows.plan.name_step import name_step
from exchange.flows.sending.drafting.matter import Parties, check_data, consent_named, matter_of, recipient_of
from exchange.flows.sending.drafting.review import new_places, note_confirmed, read_confirmed, reviewed
from exchange.flows.sending.drafting.sheet import own_sheet
from exchange.flows.staff.access import may_see
from exchange.flows.staff.authenticate import SENDERS, Authenticated, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import b64url
from keys.stream import KEY_BYTES, context_of, seal_stream

DOCUMENT_LIMIT = 1024 * 1024
REFERENCE = "/person/reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to attach.

    `source` is read once, from where it stands; `length` is its size in bytes. `provenance` says whose words it holds:
    `person`, `jobcenter` or `professional:<entity>`. `metadata` are the kinds of findings in what it says of itself, as
    whoever took it in found them (`edge.metadata`). `dated_on`, `extract` and `why` are what is said of a report.
    """

    name: str
    media_type: str
    category: str
    scan: Scan
    length: int
    source: BinaryIO
    metadata: tuple[str, ...]
    provenance: str = PERSON
    dated_on: date | None = None
    extract: str = ""
    why: str = ""


def draft(document: bytes, *, files: Sequence[File], by: Principal, hub: Hub, sheet: str = "") -> Referral:
    """Keep a draft (schema `refer`) with its files sealed, and return the new referral. Nothing leaves yet.

    It takes the place of the half-filled `sheet` it was written on, where one is named.

    Raises:
        Malformed, SchemaInvalid, TooLarge: it is no such document, or its `data` does not fit the service line.
        SealedPartUnfit: a sealed part in it is none that the recipient could open.
        NotAKey, PersonAmbiguous: the reference is no key, or several persons are kept under spellings of it.
        PartnerUnknown, PartnerSuspended: the recipient cannot receive.
        NotFound: the consent named is not this person's, or the sheet is not theirs.
        AttachmentRefused: a file is over the limits, or comes with an enquiry, which names nobody.
        UploadQuotaExceeded: too much that they brought is named by nothing yet.
        DiskFull: there is no room for anything new.
        StepMissing, PlanUnfit: it names no step of the plan where the policy asks for one, or one that is not there.
        FindingsUnconfirmed: it holds what a person has to look at, and does not say that somebody did (`confirmed`).
        Duplicate: an open referral of this person to this service line exists; `detail` is its code, where
            it is theirs to see.
        WrongPassphrase, Forbidden: the caseworker is not proven.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub)
    check_room(hub)
    read = read_draft(document)
    kind = PacketKind(read.get("kind", PacketKind.REQUEST))
    if files and kind is PacketKind.ENQUIRY:
        raise AttachmentRefused("enquiry", pointer="/attachments")
    check_files(files, hub=hub)
    packet_id = uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES))
    attachments = tuple(seal_file(file, packet_id=packet_id, uploader=by.uploader, hub=hub, at=at) for file in files)
    content = Draft(
        packet=packet_id,
        reason=read["reason"],
        data=read["data"],
        sources={**read.get("sources", {}), **_provenances(files, attachments)},
        attachments=attachments,
        justification=read.get("justification", ""),
        kind=kind,
        leave_out=tuple(dict.fromkeys(read.get("leave_out", ()))),
    )
    return hub.store.attempt(lambda tx: _in_place_of(tx, sheet, read, content, known, hub=hub))


def read_draft(document: bytes) -> Mapping[str, Any]:
    """Read a document of schema `refer`.

    Raises:
        Malformed, SchemaInvalid, TooLarge: it is not one.
        ForbiddenText: why the person is referred, or a report goes along, holds a number or a diagnosis.
    """
    read = read_document(document, schema="refer", limit=DOCUMENT_LIMIT)
    texts = {f"/{name}": read.get(name) for name in ("reason", "justification")}
    files = enumerate(read.get("attachments", ()))
    texts |= {f"/attachments/{at}/{name}": one.get(name) for at, one in files for name in ("extract", "why")}
    check_text(texts)
    return read


def check_room(hub: Hub) -> None:
    """Refuse what is new where its room is needed for what is under way.

    Raises:
        DiskFull: there is none beside the reserve.
    """
    if not hub.blobs.has_room():
        raise DiskFull


def check_files(files: Sequence[File], *, hub: Hub, beside: Sequence[Attachment] = ()) -> None:
    """Refuse files over the policy's limits, sizes of plaintext, and of no category of ours.

    Those that lie `beside` them already count for how many and how large they are together.

    Raises:
        AttachmentRefused: naming the limit, or `category`, `name`, `ending`, in `detail`.
    """
    policy = hub.policy
    for file in files:
        check_file_name(file.name, media_type=file.media_type)
    if any(file.category not in list(Category) for file in files):
        raise AttachmentRefused("category")
    if len(files) + len(beside) > policy.attachment_count:
        raise AttachmentRefused("too-many")
    if any(file.length > policy.attachment_limit for file in files):
        raise AttachmentRefused("too-large")
    if sum([*(file.length for file in files), *(one.length for one in beside)]) > policy.attachments_limit:
        raise AttachmentRefused("too-large-together")


def seal_file(file: File, *, packet_id: str, uploader: str, hub: Hub, at: datetime) -> Attachment:
    """Seal one file to the packet it will travel beside and keep the ciphertext; the plaintext is never kept.

    `uploader` is whose it is until something names it: `Principal.uploader`.

    Raises:
        AttachmentRefused: the file has another length than was announced (`changed-while-read`), or its first bytes
            are not those of its media type (`content`).
        UploadQuotaExceeded: too much that they brought is named by nothing yet.
        DiskFull: there is no room for it.
    """
    check_room(hub)
    attachment_id = uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES))
    key = hub.entropy.bytes(KEY_BYTES)
    source = read_ahead(file.source, media_type=file.media_type)
    with TemporaryFile() as sealed:
        made = seal_stream(source, sealed, key=key, context=context_of(packet_id, attachment_id))
        if made.length != file.length:
            raise AttachmentRefused("changed-while-read")
        sealed.seek(0)
        keep_blob(made.sha256, sealed, size=made.sealed_length, who=uploader, hub=hub)
    return Attachment(
        id=attachment_id,
        name=read_file_name(file.name),
        media_type=file.media_type,
        category=Category(file.category),
        scan=file.scan,
        length=made.length,
        sealed_length=made.sealed_length,
        sha256=made.sha256,
        key=b64url(key),
        content_sha256=made.content_sha256,
        metadata=file.metadata,
        dated_on=file.dated_on,
        extract=file.extract,
        why=file.why,
    )


def _in_place_of(
    tx: Tx, sheet: str, read: Mapping[str, Any], content: Draft, known: Authenticated, *, hub: Hub
) -> Referral:
    if sheet:
        writer = authorize(known, tx=tx, roles=SENDERS)
        tx.sheets.remove(own_sheet(tx, sheet, of=writer, at=hub.clock.now()).id)
    return _kept(tx, read, content, known, hub=hub)


def _kept(tx: Tx, read: Mapping[str, Any], content: Draft, known: Authenticated, *, hub: Hub) -> Referral:
    at = hub.clock.now()
    writer = authorize(known, tx=tx, roles=SENDERS)
    partner, line = recipient_of(tx, read["recipient"])
    check_data(read, partner, line, kind=content.kind)
    form, new = form_of(content.kind, line), new_places(content.attachments)
    content = reviewed(content, form, said=read_confirmed(read), by=writer.id, new=new)
    person = known_person(tx, read["person"]["reference"], pointer=REFERENCE, hub=hub, at=at)
    content = replace(content, step=name_step(tx, person.id, read.get("step"), policy=hub.policy))
    duplicate = tx.referrals.open_duplicate(person.id, partner.entity, line.id)
    if duplicate:
        named = _named_to(tx, duplicate, writer, at=at)
        raise Duplicate(named, pointer="/recipient").saying(what=_open_one(named))
    recipient = Recipient(entity=partner.entity, service_line=line.id)
    consent = consent_named(tx, read, person, recipient, at=at)
    parties = Parties(person=person, partner=partner, line=line, consent=consent, writer=writer.id)
    matter = replace(matter_of(read, parties, hub=hub, at=at), code=_free_code(tx, hub=hub))
    referral = scheduled(matter, policy=hub.policy)
    tx.referrals.add(referral, content)
    tx.uploads.named(one.sha256 for one in content.attachments)
    record = {"referral": referral.id, "partner": partner.entity, "service_line": line.id, "by": writer.id}
    append_entry(tx, EntryType.REFERRAL_CREATED, record, hub=hub, at=at, person=person.id)
    note_confirmed(tx, referral, content, before=None, hub=hub, at=at)
    return referral


def _free_code(tx: Tx, *, hub: Hub) -> str:
    """A code no other case has.

    Raises:
        Contended: there is hardly a free one; no matter of this house comes near to that.
    """
    drawn = (make_code(hub.entropy.bytes(CODE_BYTES)) for _ in range(TRIES))
    free = next((code for code in drawn if tx.referrals.by_code(code) is None), None)
    if free is None:
        raise Contended
    return free


def _named_to(tx: Tx, referral_id: str, staff: Staff, *, at: datetime) -> str:
    """The code of a case, for who may see it: nobody learns by trying which case of a colleague's is open."""
    other = tx.referrals.get(referral_id)
    return (other.code or other.id) if other is not None and may_see(tx, other, staff, at=at) else ""


def _open_one(named: str) -> Said:
    return Said(f"Offen ist: {named}.", f"Open is: {named}.") if named else NOTHING


def _provenances(files: Sequence[File], attachments: Sequence[Attachment]) -> dict[str, str]:
    return {ATTACHMENT + sealed.id: file.provenance for file, sealed in zip(files, attachments, strict=True)}
