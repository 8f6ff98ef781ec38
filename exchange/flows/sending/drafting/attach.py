"""Attaching: a file joins a draft that is there already: sealed first, then made part of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.consent.field import ATTACHMENT
from exchange.core.errors import StaleVersion
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.media import AttachmentRefused
from exchange.core.referral.referral import Attachment, Draft, Referral, also_written_by
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import PacketKind
from exchange.flows.append_entry import append_entry
from exchange.flows.packet.plan import form_of
from exchange.flows.referral.transition import save
from exchange.flows.refusals import wrong_state
from exchange.flows.sending.drafting.draft import File, check_files, seal_file
from exchange.flows.sending.drafting.matter import DRAFTED, recipient_of
from exchange.flows.sending.drafting.review import note_confirmed, reviewed
from exchange.flows.staff.access import assigned_draft
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

NEWEST = "/attachments/-"
"""The place of a file that comes alone: after the last one (RFC 6901 section 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A file that lies sealed beside a draft, not yet part of it; `packet` is the id it is sealed to."""

    packet: str
    file: File
    attachment: Attachment


def seal_for(referral_id: str, *, file: File, by: Principal, hub: Hub) -> Sealed:
    """Seal a file to a draft. It takes its time, so it is done before a transaction keeps others waiting.

    Raises:
        NotFound, IllegalStep: there is no such draft of theirs.
        AttachmentRefused: the draft is an enquiry, or the file, with those there are, is over the limits.
        UploadQuotaExceeded, DiskFull: there is no room for more files.
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: the caseworker is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.reading() as tx:
        _, draft = _draft(tx, referral_id, to=authorize(known, tx=tx, roles=SENDERS), at=at)
    check_files([file], beside=draft.attachments, hub=hub)
    attachment = seal_file(file, packet_id=draft.packet, uploader=by.uploader, hub=hub, at=hub.clock.now())
    return Sealed(packet=draft.packet, file=file, attachment=attachment)


def attach(referral_id: str, *, sealed: Sealed, by: Principal, hub: Hub, confirmed: Collection[str] = ()) -> Attachment:
    """Make a sealed file part of its draft. An approval given before does not hold any more.

    `confirmed` are the kinds of findings in the file that a person looked at and lets stand. Whoever attaches it has
    written the draft too and cannot approve it.

    Raises:
        NotFound, IllegalStep: there is no such draft of theirs any more.
        AttachmentRefused: it is an enquiry, or others were attached meanwhile, together over the limits.
        FindingsUnconfirmed: it holds what a person has to look at.
        StaleVersion: the draft got another packet id meanwhile; the file must be sealed anew.
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: the caseworker is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = _draft(tx, referral_id, to=writer, at=at)
        check_files([sealed.file], beside=draft.attachments, hub=hub)
        if draft.packet != sealed.packet:
            raise StaleVersion(referral_id, pointer="/If-Match")
        attachment = sealed.attachment
        sources = {**draft.sources, ATTACHMENT + attachment.id: sealed.file.provenance}
        content = replace(
            draft, attachments=(*draft.attachments, attachment), sources=sources, approved=None, given_back=None
        )
        content = _reviewed(tx, referral, content, confirmed, by=writer.id)
        tx.referrals.put_draft(referral.id, also_written_by(content, referral, writer.id))
        tx.uploads.named([attachment.sha256])
        save(tx, replace(referral, approved_by=""))
        record = {"referral": referral.id, "attachment": attachment.id, "by": writer.id}
        append_entry(tx, EntryType.DRAFT_CHANGED, record, hub=hub, at=at, person=referral.person)
        note_confirmed(tx, referral, content, before=draft, hub=hub, at=at)
    return attachment


def _reviewed(tx: Tx, referral: Referral, draft: Draft, confirmed: Collection[str], *, by: str) -> Draft:
    """The draft with its newest file looked at: it has no place in the request, which is the file itself."""
    _, line = recipient_of(tx, {"partner": referral.partner, "service_line": referral.service_line})
    said = {(kind, NEWEST) for kind in confirmed}
    return reviewed(draft, form_of(draft.kind, line), said=said, by=by, new={draft.attachments[-1].id: NEWEST})


def _draft(tx: Tx, referral_id: str, *, to: Staff, at: datetime) -> tuple[Referral, Draft]:
    referral, draft = assigned_draft(tx, referral_id, to=to, at=at)
    if referral.state not in DRAFTED:
        raise wrong_state(referral, needs=DRAFTED)
    if draft.kind is PacketKind.ENQUIRY:
        # An enquiry names nobody; a file would.
        raise AttachmentRefused("enquiry", pointer="/attachments")
    return referral, draft
