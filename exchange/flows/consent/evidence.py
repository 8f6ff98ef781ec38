"""Signed papers (Art. 7(1) GDPR): sealed before they are kept, named in a fact under the person's key, handed out.

What lies among the files is ciphertext; its key rests under the person's own. Once that is destroyed nothing opens it,
and the sweep, which finds nobody who names it, takes it away.
"""

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from exchange.core.compliance.fact import Written
from exchange.core.compliance.kind import FactKind
from exchange.core.consent.consent import Consent
from exchange.core.errors import CONSENT, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.packet.media import HEAD, JPEG, PDF, PNG, AttachmentRefused, check_head, media_of
from exchange.core.said import Said
from exchange.core.unavailable import DiskFull
from exchange.flows.append_entry import append_entry
from exchange.flows.compliance.record_fact import Recorders, record_fact
from exchange.flows.keep_blob import keep_blob
from exchange.flows.staff.access import assigned_consent
from exchange.flows.staff.authenticate import ONLOOKERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import b64url, unb64url
from keys.stream import KEY_BYTES, context_of, open_stream, seal_stream

MOST_BYTES = 20 * 1024 * 1024
ACCEPTED = frozenset({PDF, PNG, JPEG})
_IN_MEMORY = 1024 * 1024
_ONE_OF = Said("eine PDF-, PNG- oder JPEG-Datei bis 20 MB", "a PDF, PNG or JPEG file of at most 20 MB")
_OF_THIS = Said("die Datei, deren Prüfsumme in der Einwilligung steht", "the file whose digest the consent has")
_DIGEST_ONLY = Said(
    "eine Einwilligung, deren Bogen hier liegt; von dieser ist nur die Prüfsumme da",
    "a consent whose paper is kept here; of this one there is only the digest",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPaper:
    """A paper that lies sealed among the files. `content_sha256` is the digest of the paper itself, base64url."""

    id: str
    media_type: str
    length: int
    sha256: str
    content_sha256: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPaper:
    """A paper as it was handed in, of the consent itself or of the release of this id beside it."""

    media_type: str
    content: bytes
    release: str = ""


def seal_paper(source: BinaryIO, *, name: str, uploader: str, hub: Hub) -> SealedPaper:
    """Seal a scan; it takes its time, so it is done before a transaction keeps others waiting.

    `uploader` is whose it is until something names it: `Principal.uploader`.

    Raises:
        AttachmentRefused: it is no PDF, PNG or JPEG file, or larger than 20 MB.
        UploadQuotaExceeded: too much that they brought is named by nothing yet.
        DiskFull: there is no room for it.
    """
    if not hub.blobs.has_room():
        raise DiskFull
    media_type = media_of(name)
    head = source.read(HEAD)
    if media_type not in ACCEPTED:
        raise _unfit("ending")
    try:
        check_head(head, media_type=media_type)
    except AttachmentRefused as refused:
        raise _unfit(refused.detail) from refused
    source.seek(0)
    paper, key = uuid7(hub.clock.now(), random=hub.entropy.bytes(UUID7_RANDOM_BYTES)), hub.entropy.bytes(KEY_BYTES)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as sealed:
        done = seal_stream(_Limited(source), sealed, key=key, context=context_of(paper, paper))  # type: ignore[arg-type]
        sealed.seek(0)
        keep_blob(done.sha256, sealed, size=done.sealed_length, who=uploader, hub=hub)  # type: ignore[arg-type]
    return SealedPaper(
        id=paper,
        media_type=media_type,
        length=done.length,
        sha256=done.sha256,
        content_sha256=done.content_sha256,
        key=b64url(key),
    )


def keep_papers(tx: Tx, consent: Consent, papers: Sequence[SealedPaper], *, hub: Hub, at: datetime) -> None:
    """Name the papers of a consent in the caller's transaction, each under the person's key.

    Raises:
        AttachmentRefused: one is not what the consent, or a release beside it, was signed on.
    """
    signed = dict(_signed_on(consent))
    tx.uploads.named(one.sha256 for one in papers)
    for one in papers:
        if one.content_sha256 not in signed:
            raise AttachmentRefused("digest", pointer="--scan").saying(form=_OF_THIS)
        document = {name: getattr(one, name) for name in SealedPaper.__slots__} | {"consent": consent.id}
        topic = f"{consent.id} {one.content_sha256}"
        written = Written(consent.person, topic, valid_from=at, valid_until=None, document=document)
        people = Recorders(consent.recorded_by)
        record_fact(tx, FactKind.PAPER, written, people=people, hub=hub, at=at, person=consent.person)


def hand_out_papers(consent_id: str, *, by: Principal, hub: Hub) -> Sequence[OpenedPaper]:
    """Open the papers a consent was signed on, the consent's own first. The look is noted.

    Raises:
        NotFound: there is no such consent, it is not theirs, or its paper was never kept.
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: who looks is not proven.
        keys.errors.BadDigest, CannotOpen: what lies among the files is not what was sealed.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        consent = assigned_consent(tx, consent_id, to=staff, at=at)
        papers = tx.facts.history(FactKind.PAPER, consent.person)
        found = [one for one in papers if one.document["consent"] == consent.id]
        record = {"consent": consent.id, "by": staff.id, "what": "consent-paper"}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=consent.person)
    if not found:
        raise NotFound(consent_id, kind=CONSENT).saying(form=_DIGEST_ONLY)
    signed = dict(_signed_on(consent))
    opened = [_opened(one.document, release=signed.get(one.document["content_sha256"], ""), hub=hub) for one in found]
    return sorted(opened, key=lambda one: one.release)


def blobs_of_papers(tx: Tx) -> frozenset[str]:
    """The digests of all papers among the files, of persons who were not erased."""
    return frozenset(str(one.document["sha256"]) for one in tx.facts.history(FactKind.PAPER))


def _signed_on(consent: Consent) -> Iterator[tuple[str, str]]:
    """By the digest of a paper: which declaration it is, empty for the consent itself."""
    for release in consent.releases:
        if release.declaration:
            yield release.declaration.evidence_sha256, release.declaration.id
    if consent.evidence_sha256:
        yield consent.evidence_sha256, ""


def _opened(said: Any, *, release: str, hub: Hub) -> OpenedPaper:
    source, target = hub.blobs.open(said["sha256"]), io.BytesIO()
    if source is None:
        raise NotFound(said["consent"], kind=CONSENT).saying(form=_DIGEST_ONLY)
    with source:
        open_stream(
            source,
            target,
            key=unb64url(said["key"]),
            context=context_of(said["id"], said["id"]),
            length=said["length"],
            sha256=said["sha256"],
        )
    return OpenedPaper(media_type=said["media_type"], content=target.getvalue(), release=release)


def _unfit(detail: str) -> AttachmentRefused:
    """A paper is less than an attachment may be: what fits is said of it."""
    return AttachmentRefused(detail, pointer="--scan").saying(form=_ONE_OF)


class _Limited:
    """Reads a paper, and no more of it than may be kept."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._left = MOST_BYTES

    def read(self, size: int = -1, /) -> bytes:
        piece = self._source.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise _unfit("too-large")
        return piece
