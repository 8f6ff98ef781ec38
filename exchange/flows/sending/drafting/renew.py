"""Reissue: a referral that came back is made ready to go again, on a consent that stands, under a new packet id."""

from dataclasses import replace
from datetime import datetime
from tempfile import TemporaryFile

from exchange.core.consent.clause import Recipient
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.packet.media import AttachmentRefused
from exchange.core.referral.referral import Attachment, Draft, Referral
from exchange.flows.referral.transition import save
from exchange.flows.sending.drafting.matter import fitting_consent
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import b64url, unb64url
from keys.errors import KeysError
from keys.held import Held
from keys.stream import KEY_BYTES, context_of, open_stream, seal_stream


def on_a_standing_consent(tx: Tx, referral: Referral, *, at: datetime) -> Referral:
    """Put a referral of which nothing has left on the yes that governs what goes to its recipient for its purpose.

    One that stands on it already, or on a statutory power, is left as it is; so is one that finds none.
    Another consent may let more out, so an approval given before does not hold for it.
    """
    found = governing_consent(tx, referral, at=at)
    return referral if found == referral else save(tx, found)


def governing_consent(tx: Tx, referral: Referral, *, at: datetime) -> Referral:
    """The same, and nothing is kept: the referral as it would stand."""
    recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
    if referral.power or referral.handed_over:
        return referral
    found = fitting_consent(tx, referral.person, recipient, referral.purpose, at=at)
    if found is None or found.id == referral.consent:
        return referral
    level = replace(referral, consent=found.id, feedback_level=found.feedback_level, no_show=found.no_show)
    return replace(level, approved_by="")


def under_a_new_id(tx: Tx, referral: Referral, draft: Draft, *, hub: Hub, at: datetime) -> Draft:
    """Give a draft whose packet was taken back another packet id: ids are used once. Its files are sealed to it anew.

    Raises:
        AttachmentRefused: a file is not here any more, or is damaged.
    """
    if tx.referrals.packet(draft.packet) is None:
        return draft
    packet_id = uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES))
    attachments = tuple(_sealed_anew(one, draft.packet, packet_id, hub=hub) for one in draft.attachments)
    renewed = replace(draft, packet=packet_id, attachments=attachments)
    tx.referrals.put_draft(referral.id, renewed)
    return renewed


def _sealed_anew(one: Attachment, old: str, new: str, *, hub: Hub) -> Attachment:
    source = hub.blobs.open(one.sha256)
    if source is None:
        raise AttachmentRefused("missing")
    key = hub.entropy.bytes(KEY_BYTES)
    with source, TemporaryFile() as file, TemporaryFile() as sealed:
        held = Held(file, key=hub.entropy.bytes(KEY_BYTES))
        try:
            open_stream(
                source,
                held,
                key=unb64url(one.key),
                context=context_of(old, one.id),
                length=one.length,
                sha256=one.sha256,
            )
        except KeysError as error:
            raise AttachmentRefused("damaged") from error
        made = seal_stream(held.reader(), sealed, key=key, context=context_of(new, one.id))
        sealed.seek(0)
        hub.blobs.put(made.sha256, sealed)
    return replace(
        one,
        key=b64url(key),
        sha256=made.sha256,
        sealed_length=made.sealed_length,
        content_sha256=made.content_sha256,
    )
