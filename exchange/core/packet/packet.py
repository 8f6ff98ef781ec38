"""Packet: one signed, sealed, immutable document of a referral, as a value and as claims (protocol section 2)."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from exchange.core.consent.clause import Clause, Recipient, show_clause
from exchange.core.consent.context import Relation
from exchange.core.consent.field import ATTACHMENT, Enclosure
from exchange.core.ids import show_instant
from exchange.core.packet.manifest import Row, show_row
from exchange.core.referral.referral import Attachment
from exchange.core.vocabulary import PacketKind, Purpose

VERSION = "rx-1"
LIFETIME = timedelta(days=21)
"""From `iat` to `exp`, unless a clause the manifest uses ends before (protocol section 2)."""
ENQUIRY_SCHEMA = "urn:geleit:schema:enquiry:1"
VOLUNTARY = "voluntary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """How much the person lets come back: level 0 to 6, missed appointments or not, and the categories that means."""

    level: int
    no_show: bool
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedConsent:
    """What a packet says of the consent: an id random per recipient, and the clauses of this recipient only.

    `commitment` is base64url of SHA-256(salt ‖ consent receipt JWS), with a salt of its own.
    """

    id: str
    commitment: str
    valid_until: datetime
    clauses: tuple[Clause, ...]
    feedback: Feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """An attachment as the packet names it.

    `length` is the plaintext's in bytes, `sealed_length` and `sha256` (base64url) the ciphertext's; `key` is the
    32-byte file key in base64url and is never shown.
    """

    id: str
    name: str = field(repr=False)
    media_type: str
    length: int
    sealed_length: int
    sha256: str
    key: str = field(repr=False)
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Where an answer goes, until when it is welcome, and `voluntary` or the law that obliges (§ 82a SGB X)."""

    to: str
    until: datetime
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The notice on purpose limitation and secrecy that the recipient is shown (§ 78 SGB X)."""

    text_version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A packet as its signer means it.

    `id` is the `jti`; `service` the recipient's service line id; `salt` 32 bytes; `person` 16 bytes in base64url,
    None in an enquiry; `basis` is `consent` or a statutory power, and `consent` is None on the latter. `pad` is a run
    of "A" that the flow computes with `core.packet.padding`. `ends_early` is when the first clause in use ends, where
    that is before the packet's time is over.
    """

    issuer: str
    audience: str
    id: str
    issued_at: datetime
    kind: PacketKind
    referral: str
    version: int
    service: str
    schema: str
    profile_sha256: str
    enc_kid: str
    salt: bytes = field(repr=False)
    purpose: Purpose
    basis: str
    manifest: tuple[Row, ...]
    data: Mapping[str, Any] = field(repr=False)
    reply: Reply
    notice: Notice
    person: str | None = None
    consent: CarriedConsent | None = None
    attachments: tuple[FileRef, ...] = ()
    supersedes: str | None = None
    in_reply_to: str | None = None
    pad: str = field(default="", repr=False)
    ends_early: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        """When the packet ends: 21 days after it was issued, or with the first of its clauses that ends before."""
        return self.ends_early or self.issued_at + LIFETIME

    @property
    def recipient(self) -> Recipient:
        """The service line the packet is for."""
        return Recipient(entity=self.audience, service_line=self.service)

    @property
    def relation(self) -> Relation:
        """Between whom the packet goes, and what for."""
        return Relation(hub=self.issuer, recipient=self.recipient, purpose=self.purpose)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The consent clauses the packet carries; none on a statutory basis."""
        return self.consent.clauses if self.consent else ()

    @property
    def enclosures(self) -> tuple[Enclosure, ...]:
        """The attachments as the rules see them, each with the source its manifest row states."""
        sources = {row.pointer: row.source for row in self.manifest}
        return tuple(
            Enclosure(id=ref.id, name=ref.name, category=ref.category, source=sources.get(ATTACHMENT + ref.id, ""))
            for ref in self.attachments
        )


def earliest_end(manifest: Iterable[Row], clauses: Iterable[Clause], *, issued_at: datetime) -> datetime | None:
    """When the first clause the manifest uses ends, in whole seconds, if that is within the packet's lifetime."""
    used = {clause for row in manifest for clause in row.clauses}
    ends = (clause.valid_until for clause in clauses if clause.id in used)
    first = min(ends, default=issued_at + LIFETIME).replace(microsecond=0)
    return first if first < issued_at + LIFETIME else None


def file_ref(attachment: Attachment) -> FileRef:
    """What the recipient knows of a draft's attachment: everything but the scan."""
    return FileRef(
        id=attachment.id,
        name=attachment.name,
        media_type=attachment.media_type,
        length=attachment.length,
        sealed_length=attachment.sealed_length,
        sha256=attachment.sha256,
        key=attachment.key,
        category=str(attachment.category),
    )


def claims(packet: Packet) -> dict[str, Any]:
    """Write the claims of `rx-packet+jwt`, exactly those of protocol section 2.

    Members that do not apply (`supersedes`, `in_reply_to`, `person` of an enquiry) are absent; `consent` is null on a
    statutory basis.
    """
    issued = int(packet.issued_at.timestamp())
    links = {"supersedes": packet.supersedes, "in_reply_to": packet.in_reply_to, "person": packet.person}
    return {
        "iss": packet.issuer,
        "aud": packet.audience,
        "jti": packet.id,
        "iat": issued,
        "exp": int(packet.expires_at.timestamp()),
        "rx": {
            "v": VERSION,
            "kind": str(packet.kind),
            "referral": packet.referral,
            "version": packet.version,
            "service": packet.service,
            "schema": packet.schema,
            "profile_sha256": packet.profile_sha256,
            **{name: value for name, value in links.items() if value is not None},
            "enc_kid": packet.enc_kid,
            "salt": b64url(packet.salt),
            "purpose": str(packet.purpose),
            "basis": packet.basis,
            "consent": _show_consent(packet.consent),
            "manifest": [show_row(row) for row in packet.manifest],
            "data": packet.data,
            "attachments": [show_file(ref) for ref in packet.attachments],
            "reply": {"to": packet.reply.to, "until": show_instant(packet.reply.until), "duty": packet.reply.duty},
            "notice": {"text_version": packet.notice.text_version, "sha256": packet.notice.sha256},
            "pad": packet.pad,
        },
    }


def show_file(ref: FileRef) -> dict[str, Any]:
    """Write an attachment's entry as JSON."""
    return {
        "id": ref.id,
        "name": ref.name,
        "media_type": ref.media_type,
        "length": ref.length,
        "sealed_length": ref.sealed_length,
        "sha256": ref.sha256,
        "key": ref.key,
        "category": ref.category,
    }


def b64url(octets: bytes) -> str:
    """Write octets as base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def _show_consent(consent: CarriedConsent | None) -> dict[str, Any] | None:
    if consent is None:
        return None
    feedback = consent.feedback
    return {
        "id": consent.id,
        "commitment": consent.commitment,
        "valid_until": show_instant(consent.valid_until),
        "clauses": [show_clause(clause) for clause in consent.clauses],
        "feedback": {
            "level": feedback.level,
            "no_show": feedback.no_show,
            "categories": list(feedback.categories),
        },
    }
