"""Files of a case: what lies with the draft, what went with its packet, what came back; and one of them, opened."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from exchange.core.delivery.messages import ACCEPTED
from exchange.core.delivery.status import STOPPABLE
from exchange.core.errors import FILE, NotFound
from exchange.core.events.feedback import read_feedback
from exchange.core.packet.file_name import check_file_name
from exchange.core.packet.media import HEAD, AttachmentRefused, check_head
from exchange.core.packet.packet import FileRef, file_ref
from exchange.core.referral.referral import Referral
from exchange.core.staff.seen import Seen
from exchange.core.vocabulary import Delivery
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from exchange.queries.facts import body_of
from keys.encoding import unb64url
from keys.errors import KeysError
from keys.stream import context_of, open_stream

_ARRIVED = frozenset({Delivery.HANDED_OVER, Delivery.RECEIVED, Delivery.UNREADABLE})


class FileWay(StrEnum):
    """Where a file is: only here, in a packet that was not fetched yet, at the partner, or come back from it."""

    HERE = "here"
    PACKED = "packed"
    SENT = "sent"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One file of a case; `owner` is the packet or event it is sealed to."""

    ref: FileRef
    way: FileWay
    owner: str

    @property
    def ours(self) -> bool:
        """Whether it was brought here, and not by the partner."""
        return self.way is not FileWay.RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """A file as it was brought. It `fits` where name, media type and first bytes say the same of it."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    fits: bool


def files_of(seen: Seen, *, hub: Hub) -> Sequence[CaseFile]:
    """Every file of a case, ours first; none for who sees metadata only: a name may say as much as a file."""
    if not seen.content:
        return ()
    with hub.store.reading() as tx:
        referral = tx.referrals.get(seen.referral)
        return (*_ours(tx, referral), *_theirs(tx, referral.id)) if referral else ()


def opened_file(seen: Seen, file_id: str, *, hub: Hub) -> OpenedFile:
    """Open a file of a case.

    Raises:
        NotFound: it has no such file for who looked, or the file is not kept any more.
        AttachmentRefused: it is damaged.
    """
    one = next((one for one in files_of(seen, hub=hub) if one.ref.id == file_id), None)
    source, target = hub.blobs.open(one.ref.sha256) if one else None, io.BytesIO()
    if one is None or source is None:
        raise NotFound(kind=FILE)
    try:
        with source:
            open_stream(
                source,
                target,
                key=unb64url(one.ref.key),
                context=context_of(one.owner, one.ref.id),
                length=one.ref.length,
                sha256=one.ref.sha256,
            )
    except KeysError as error:
        raise AttachmentRefused("damaged") from error
    content = target.getvalue()
    return OpenedFile(
        name=one.ref.name, media_type=one.ref.media_type, content=content, fits=_fits(one.ref, content[:HEAD])
    )


def _ours(tx: Tx, referral: Referral) -> Iterator[CaseFile]:
    draft = tx.referrals.draft(referral.id)
    packet = tx.referrals.packet(referral.packet) if referral.packet else None
    way = FileWay.HERE
    if packet is not None and packet.delivery in _ARRIVED:
        way = FileWay.SENT
    elif packet is not None and packet.delivery in STOPPABLE:
        way = FileWay.PACKED
    inside = frozenset(packet.blobs) if packet else frozenset()
    for one in draft.attachments if draft else ():
        yield CaseFile(
            ref=file_ref(one), way=way if one.sha256 in inside else FileWay.HERE, owner=draft.packet if draft else ""
        )


def _theirs(tx: Tx, referral_id: str) -> Iterator[CaseFile]:
    for event in tx.inbox.of(referral_id):
        if event.name == "feedback" and event.verdict == ACCEPTED and event.content:
            message = read_feedback(body_of(event))
            yield from (CaseFile(ref=ref, way=FileWay.RETURNED, owner=event.jti) for ref in message.attachments)


def _fits(ref: FileRef, head: bytes) -> bool:
    """Name, media type and first bytes of what a partner sent are its word: nobody here has looked at them."""
    try:
        check_file_name(ref.name, media_type=ref.media_type)
        check_head(head, media_type=ref.media_type)
    except AttachmentRefused:
        return False
    return True
