"""Update: more, or something else, of a referral the partner has, or the whole after an enquiry."""

from collections.abc import Sequence
from dataclasses import replace

from exchange.core.consent.field import ATTACHMENT
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.packet.media import AttachmentRefused
from exchange.core.referral.referral import Draft, Referral
from exchange.core.referral.transitions import ASK, OPEN
from exchange.core.vocabulary import PacketKind
from exchange.flows.referral.stop import take_back
from exchange.flows.referral.transition import save
from exchange.flows.refusals import wrong_state
from exchange.flows.sending.drafting.draft import File, check_files, seal_file
from exchange.flows.sending.drafting.revision import Revision, in_full, read_revision, revised
from exchange.flows.sending.release import queue
from exchange.flows.sending.supersede import Hands, Successor, supersede
from exchange.flows.staff.access import assigned_draft, second_of
from exchange.flows.staff.authenticate import (
    SENDERS,
    Credentials,
    Principal,
    authenticate,
    authenticate_second,
    authorize,
)
from exchange.ports.hub import Hub


def update(
    referral_id: str,
    document: bytes,
    *,
    files: Sequence[File],
    by: Principal,
    approve_by: Credentials | None,
    hub: Hub,
) -> Referral:
    """Send a packet that supersedes the one in force; the state stays, the version rises.

    The document is a `Revision`: after an enquiry the whole data of the referral, which goes out as a `request`, else
    what is new. What has not left yet is taken back: the partner gets the newest only.

    Raises:
        NotFound, Malformed, TooLarge, AttachmentRefused: there is no such referral of theirs, or document.
        IllegalStep: it was not sent, or has ended.
        NotCovered, SchemaInvalid, NotTrained, FourEyes, FindingsUnconfirmed: as at the release.
        UploadQuotaExceeded, DiskFull: there is no room for more files.
        WrongPassphrase, Forbidden: the people are not proven.
    """
    at = hub.clock.now()
    revision = read_revision(document)
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    check_files(files, hub=hub)
    if any(file.scan not in hub.policy.scans for file in files):
        raise AttachmentRefused("attachment", pointer="/attachments")
    packet_id = uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES))
    attachments = tuple(seal_file(file, packet_id=packet_id, uploader=by.uploader, hub=hub, at=at) for file in files)
    given = {ATTACHMENT + one.id: file.provenance for file, one in zip(files, attachments, strict=True)}
    with hub.store.shared() as tx:
        sender = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = assigned_draft(tx, referral_id, to=sender, at=at)
        second = second_of(other, tx=tx, referral=referral, first=sender, at=at) if other else None
        if referral.state not in ASK | OPEN:
            raise wrong_state(referral, needs=ASK | OPEN)
        successor = _successor(draft, revision, packet=packet_id)
        tx.uploads.named(one.sha256 for one in attachments)
        content = replace(successor.draft, attachments=attachments, sources={**successor.draft.sources, **given})
        taken = take_back(tx, referral, hub=hub, at=at)
        hands = Hands(sender=sender, second=second)
        packed = supersede(tx, taken, replace(successor, draft=content), hands=hands, hub=hub, at=at)
        raised = save(tx, replace(taken, version=taken.version + 1))
        return queue(tx, raised, packed, hub=hub, at=at)


def _successor(draft: Draft, revision: Revision, *, packet: str) -> Successor:
    whole = draft.kind is PacketKind.ENQUIRY
    content = in_full(draft, revision, packet=packet) if whole else revised(draft, revision, packet=packet)
    kind = PacketKind.REQUEST if whole else PacketKind.UPDATE
    return Successor(draft=content, kind=kind, named=revision.leave_out, confirmed=revision.confirmed)
