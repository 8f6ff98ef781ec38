"""Packet validation: the recipient's order of checks, whole and in that order; each refusal has its own code.

The order is protocol section 2's:
size → transfer signature, audience, digest → open → type → key → signature → its owner → audience → ids → the key
used → not seen → time → schema and profile → manifest and `permits`. The attachments follow in `attachments`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import schemas
from exchange.core.consent.context import Claimed, disclosure_context
from exchange.core.consent.field import PERSON, Field, field_of
from exchange.core.packet.check import check_opened, unreadable_code
from exchange.core.packet.manifest import CONSENT
from exchange.core.packet.packet import Packet
from exchange.core.partner.identity import ALWAYS_BOUND, BOUND_BY_203
from exchange.core.reasons import Unreadable
from exchange.core.verdict import Refused
from exchange.core.vocabulary import Direction, PacketKind, PartnerKind, Power, Service
from exchange.partner.unseal import DecryptionKeys, Inner, examine_inner, examine_outer


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """Every check passed."""

    inner: Inner

    def __bool__(self) -> Literal[True]:
        return True

    @property
    def packet(self) -> Packet:
        """The packet itself."""
        return self.inner.packet


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBefore:
    """The same packet was opened before: the stored acknowledgement is sent again, and nothing else happens."""

    packet_sha256: str

    def __bool__(self) -> Literal[False]:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A check failed. `inner` is there where the packet counts as opened; `origin` is empty where nobody vouched."""

    reason: Unreadable
    origin: str = ""
    inner: Inner | None = field(default=None, repr=False)

    def __bool__(self) -> Literal[False]:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What this partner says of itself in its document: its kind, its secrecy, and what it takes per service line."""

    kind: PartnerKind
    bound_by_203: bool
    lines: Mapping[str, Mapping[str, Any]]
    sgb1_35: str = ""


def read_offer(document: Mapping[str, Any]) -> Offer:
    """Read the partner's own document; the schema has already spoken."""
    kind = PartnerKind(document["kind"])
    return Offer(
        kind=kind,
        bound_by_203=kind in ALWAYS_BOUND or document.get("bound_by_203", kind in BOUND_BY_203),
        lines={line["id"]: line for line in document["service_lines"]},
        sgb1_35=document.get("sgb1_35", ""),
    )


def check_parcel(
    raw: bytes, *, packet_id: str, announced: str, decryption: DecryptionKeys, offer: Offer, seen: str
) -> Readable | SeenBefore | Unread:
    """Check a parcel that came under an id, in the order above.

    `announced` is the digest of the sealed object under which the hub announced it; `seen` the digest of the packet
    that was opened under this id before, empty where there was none.

    Raises:
        HubUnreachable, HubNotTrusted: a key had to be asked for, and the hub did not answer, or is not ours.
    """
    outer = examine_outer(raw, announced=announced, decryption=decryption)
    if isinstance(outer, Unreadable):
        return Unread(reason=outer)
    origin = outer.transfer.origin
    inner = examine_inner(outer, decryption=decryption)
    if isinstance(inner, Unreadable):
        return Unread(reason=inner, origin=origin)
    reason = _names(inner, packet_id=packet_id)
    if reason is None:
        if seen == inner.packet_sha256:
            return SeenBefore(packet_sha256=seen)
        reason = Unreadable.DUPLICATE if seen else _judge(inner, decryption=decryption, offer=offer)
    if reason is not None:
        return Unread(reason=reason, origin=origin, inner=inner)
    return Readable(inner=inner)


def annotated_fields(
    schema: str, data: Mapping[str, Any], *, profile: Mapping[str, Any] | None, sources: Mapping[str, str] | None = None
) -> tuple[Field, ...]:
    """Annotate valid data by its schema, as fields; `schema` is a `$id`, `sources` says where each value comes from."""
    said = sources or {}
    found = schemas.annotate(schema_name(schema), data, profile=profile)
    return tuple(field_of(one, said.get(one.pointer, PERSON)) for one in found)


def schema_name(schema: str) -> str:
    """The name under which a schema of this `$id` is bundled; what is no such `$id` names nothing that is."""
    return schema.removeprefix("urn:geleit:schema:").removesuffix(":1")


def _names(inner: Inner, *, packet_id: str) -> Unreadable | None:
    transfer, packet = inner.outer.transfer, inner.packet
    if not packet_id == transfer.packet == packet.id or transfer.origin != packet.issuer:
        return Unreadable.ID_MISMATCH
    # Named inside the signature, so that nobody can seal a packet anew to another of our keys.
    return None if packet.enc_kid == inner.opened_with else Unreadable.ID_MISMATCH


def _judge(inner: Inner, *, decryption: DecryptionKeys, offer: Offer) -> Unreadable | None:
    packet, transfer = inner.packet, inner.outer.transfer
    if packet.expires_at <= decryption.now() or transfer.expires_at != packet.expires_at:
        return Unreadable.EXPIRED
    blobs = sorted((blob.sha256, blob.length) for blob in transfer.blobs)
    if blobs != sorted((ref.sha256, ref.sealed_length) for ref in packet.attachments):
        return Unreadable.DIGEST_MISMATCH
    line = offer.lines.get(packet.service)
    if line is None or not _fits(packet, line=line):
        return Unreadable.SCHEMA_INVALID
    return _permitted(packet, line=line, decryption=decryption, offer=offer)


def _fits(packet: Packet, *, line: Mapping[str, Any]) -> bool:
    """Whether the packet speaks of this line's schema and profile, and its data satisfies both."""
    profile = _profile(packet, line=line)
    if profile is not None:
        said = (packet.schema, packet.profile_sha256)
        if said != (line["schema"], schemas.sha256_of_profile(profile)):
            return False
    try:
        return not schemas.validate(schema_name(packet.schema), packet.data, profile=profile)
    except schemas.SchemasError:
        return False


def _profile(packet: Packet, *, line: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What this line narrows; an enquiry names no person and has a schema of its own."""
    return None if packet.kind is PacketKind.ENQUIRY else line.get("profile", {})


def _permitted(
    packet: Packet, *, line: Mapping[str, Any], decryption: DecryptionKeys, offer: Offer
) -> Unreadable | None:
    sources = {row.pointer: row.source for row in packet.manifest}
    fields = annotated_fields(packet.schema, packet.data, profile=_profile(packet, line=line), sources=sources)
    context = disclosure_context(
        packet.relation,
        partner=offer,
        service=Service(line["service"]),
        direction=Direction.OUT,
        at=decryption.now(),
        basis=None if packet.basis == CONSENT else Claimed(power=Power(packet.basis)),
    )
    verdict = check_opened(packet, fields=fields, context=context)
    return unreadable_code(verdict) if isinstance(verdict, Refused) else None
