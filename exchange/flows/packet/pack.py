"""Sign, then encrypt: build within consent, check whole, sign, seal, and wrap for the way (protocol section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import schemas
from exchange.core.consent.consent import Consent
from exchange.core.consent.field import ATTACHMENT
from exchange.core.delivery.messages import SharedConsent
from exchange.core.errors import KeyUnusable, NotCovered, PartnerSuspended
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.packet.build import Built, Stopped
from exchange.core.packet.check import check
from exchange.core.packet.manifest import Row
from exchange.core.packet.notice import notice_for
from exchange.core.packet.packet import (
    LIFETIME,
    VOLUNTARY,
    CarriedConsent,
    FileRef,
    Packet,
    Reply,
    claims,
    earliest_end,
    file_ref,
)
from exchange.core.packet.padding import fill_pad, pad_length
from exchange.core.packet.receipt import SALT_BYTES, carried_consent, commitment, receipt_claims
from exchange.core.packet.transfer import Blob, Transfer, transfer_claims
from exchange.core.partner.partner import Partner, PartnerStatus
from exchange.core.referral.referral import Draft, StoredPacket
from exchange.core.verdict import Refused, Verdict
from exchange.core.vocabulary import Delivery, PacketKind
from exchange.flows.compliance.gate import AtGate, registers_now
from exchange.flows.compliance.gathering.packet import OF_HOUSE, about_packet
from exchange.flows.documents import check_fit
from exchange.flows.packet.plan import Plan, annotated
from exchange.flows.refusals import withheld
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import b64url, digest
from keys.errors import KeysError
from keys.jwk import PrivateKey, PublicKey, Purpose
from keys.objects import CONSENT, PACKET, TRANSFER
from keys.ring import KeySet
from keys.seal import seal, suite_of
from keys.sign import header_length, sign, sign_payload
from keys.strictjson import dumps

PSEUDONYM_BYTES = 16
SIGNATURE_BYTES = 64
"""Of ES256 and Ed25519 alike; padding is measured with it before anything is signed."""
JWE_TYP, JWE_CTY = "rx-packet+jwe", "rx-packet+jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A finished packet, who approved it, and the names of what stayed here because nothing covers it.

    `plan` is what it was made of, `rows` its manifest, `verdict` what the check of it said, `registers` what the rules
    of its gate look at. `under` is what it was made under and nobody can read in it any more: keys, schema, notice,
    duty to answer.
    """

    stored: StoredPacket
    plan: Plan
    rows: tuple[Row, ...]
    verdict: Verdict
    registers: AtGate
    left_out: tuple[tuple[str, str], ...]
    suite: str
    approved_by: str
    under: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What a packet refers to: the one it takes the place of, the event it answers."""

    supersedes: str | None
    in_reply_to: str | None


def pack(
    tx: Tx,
    plan: Plan,
    built: Built | Stopped,
    *,
    kind: PacketKind,
    hub: Hub,
    supersedes: str | None = None,
    in_reply_to: str | None = None,
) -> Packed:
    """Make the packet whose id the draft has, out of what `construct` built of the plan.

    Everything is checked again, whole, on the finished value: the second of the four checks.

    Raises:
        NotCovered: a required field is not covered, or nothing is left; `pointer` and `detail` say where and why.
        SchemaInvalid: what is left does not fit the schema.
        PartnerSuspended: the partner may not receive; KeyUnusable: it has no key that may be used now.
        TooLarge: it exceeds the largest bucket.
    """
    if plan.partner.standing is not PartnerStatus.ACTIVE:
        raise PartnerSuspended(plan.partner.entity)
    if isinstance(built, Stopped):
        raise withheld(built.refusals[0], consent=plan.consent)
    check_fit(built.data, schema=plan.form.schema, profile=plan.form.profile, under="/data")
    at = plan.context.at
    # Before anything is written, so that the database is asked no more often than it must.
    registers = registers_now(tx, about_packet(plan.referral), at=at, partner=plan.partner, whole=OF_HOUSE)
    enc = encryption_key(plan.partner, hub=hub, at=at)
    links = Links(supersedes=supersedes, in_reply_to=in_reply_to)
    packet = _packet(tx, plan, built, kind=kind, enc=enc, hub=hub, links=links)
    verdict = _checked(packet, plan, built)
    return Packed(
        stored=_seal(packet, plan, enc=enc, hub=hub),
        plan=plan,
        rows=built.manifest,
        verdict=verdict,
        registers=registers,
        left_out=tuple((one.pointer, one.reason) for one in built.left_out),
        suite=suite_of(enc),
        approved_by=plan.referral.approved_by,
        under=_made_under(packet, sign_kid=hub.ring.current(Purpose.PACKET, at).kid),
    )


def _checked(packet: Packet, plan: Plan, built: Built) -> Verdict:
    """What the check of the finished packet says, where it lets it go on."""
    # Fields left out have shifted the rest, so their sources are asked from the rows that were just written.
    sources = {row.pointer: row.source for row in built.manifest}
    fields = annotated(built.data, plan.form, sources=sources)
    verdict = check(packet, fields=fields, context=plan.context, releases=plan.releases)
    if isinstance(verdict, Refused):
        raise withheld(verdict, consent=plan.consent)
    return verdict


def _made_under(packet: Packet, *, sign_kid: str) -> Mapping[str, str]:
    return {
        "enc_kid": packet.enc_kid,
        "sign_kid": sign_kid,
        "schema": packet.schema,
        "profile_sha256": packet.profile_sha256,
        "notice": packet.notice.text_version,
        "duty": packet.reply.duty,
    }


def encryption_key(partner: Partner, *, hub: Hub, at: datetime) -> PublicKey:
    """The key to seal to: hybrid where the partner has one, else classic until the policy's end date.

    Raises:
        KeyUnusable: there is none.
    """
    try:
        key = KeySet.from_jwks(partner.jwks["enc"], Purpose.ENC).current(Purpose.ENC, at)
    except KeysError as error:
        raise KeyUnusable(error.code) from error
    if suite_of(key) == "classic" and at.date() > hub.policy.classic_until:
        raise KeyUnusable("classic-ended")
    return key


def _packet(tx: Tx, plan: Plan, built: Built, *, kind: PacketKind, enc: PublicKey, hub: Hub, links: Links) -> Packet:
    at, referral = plan.context.at, plan.referral
    fresh = b64url(hub.entropy.bytes(PSEUDONYM_BYTES))
    pseudonym = tx.people.pseudonym(referral.person, plan.partner.entity, fresh=fresh)
    issued_at = at.replace(microsecond=0)
    return Packet(
        issuer=hub.origin,
        audience=plan.partner.entity,
        id=plan.draft.packet,
        issued_at=issued_at,
        ends_early=earliest_end(built.manifest, plan.clauses, issued_at=issued_at),
        kind=kind,
        referral=referral.id,
        version=referral.version,
        service=plan.line.id,
        schema=plan.form.schema,
        profile_sha256=schemas.sha256_of_profile(plan.form.profile),
        enc_kid=enc.kid,
        salt=hub.entropy.bytes(SALT_BYTES),
        purpose=referral.purpose,
        basis=referral.power or "consent",
        manifest=built.manifest,
        data=built.data,
        reply=Reply(to=hub.origin, until=issued_at + LIFETIME, duty=VOLUNTARY),
        notice=notice_for(referral.power),
        person=None if kind is PacketKind.ENQUIRY else pseudonym,
        consent=_carried(tx, plan, pseudonym, hub=hub) if plan.consent else None,
        attachments=_files(plan.draft, built),
        supersedes=links.supersedes,
        in_reply_to=links.in_reply_to,
    )


def _files(draft: Draft, built: Built) -> tuple[FileRef, ...]:
    named = {row.pointer for row in built.manifest}
    return tuple(file_ref(one) for one in draft.attachments if ATTACHMENT + one.id in named)


def _carried(tx: Tx, plan: Plan, pseudonym: str, *, hub: Hub) -> CarriedConsent:
    """What the packet says of the consent: a recipient learns of it once, and later packets carry the same again."""
    consent, recipient = plan.consent, plan.context.recipient
    if consent is None:
        raise NotCovered("clause:missing")
    shared = tx.people.shared(consent.id, recipient.key) or _share(tx, plan, consent, pseudonym, hub=hub)
    committed = commitment(shared.receipt, salt=shared.salt)
    return carried_consent(consent, recipient=recipient, shared_id=shared.shared_id, committed=committed)


def _share(tx: Tx, plan: Plan, consent: Consent, pseudonym: str, *, hub: Hub) -> SharedConsent:
    """Sign the receipt for a recipient, give the consent its id there, and keep both."""
    recipient, at = plan.context.recipient, plan.context.at
    said = receipt_claims(
        consent,
        issuer=hub.origin,
        jti=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
        subject=pseudonym,
        recipient=recipient,
        at=at,
    )
    shared = SharedConsent(
        consent=consent.id,
        recipient=recipient.key,
        shared_id=b64url(hub.entropy.bytes(PSEUDONYM_BYTES)),
        salt=hub.entropy.bytes(SALT_BYTES),
        receipt=sign(said, kind=CONSENT, key=hub.ring.current(Purpose.PACKET, at)),
    )
    tx.people.share(shared, person=consent.person)
    return shared


def _seal(packet: Packet, plan: Plan, *, enc: PublicKey, hub: Hub) -> StoredPacket:
    at = plan.context.at
    key = hub.ring.current(Purpose.PACKET, at)
    said = claims(packet)
    inner = _sign_padded(said, key)
    jwe = seal(inner.encode("ascii"), to=enc, typ=JWE_TYP, cty=JWE_CTY)
    transfer = Transfer(
        issuer=hub.origin,
        audience=packet.audience,
        id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
        issued_at=packet.issued_at,
        expires_at=packet.expires_at,
        packet=packet.id,
        to=packet.audience,
        origin=hub.origin,
        jwe_sha256=digest(jwe),
        jwe_length=len(jwe),
        blobs=tuple(Blob(sha256=ref.sha256, length=ref.sealed_length) for ref in packet.attachments),
        prio=2,
        dir_version=0,
    )
    token = sign(transfer_claims(transfer), kind=TRANSFER, key=key)
    return StoredPacket(
        id=packet.id,
        referral=packet.referral,
        partner=packet.audience,
        person=plan.referral.person,
        version=packet.version,
        kind=packet.kind,
        parcel=dumps({"transfer": token, "packet": jwe}),
        packet_sha256=digest(inner),
        jwe_sha256=transfer.jwe_sha256,
        manifest=tuple(said["rx"]["manifest"]),
        consent=plan.consent.id if plan.consent else None,
        blobs=tuple(ref.sha256 for ref in packet.attachments),
        created_at=at,
        expires_at=packet.expires_at,
        delivery=Delivery.QUEUED,
        delivery_since=at,
    )


def _sign_padded(said: Mapping[str, Any], key: PrivateKey) -> str:
    """Sign a packet's claims with as much padding as fills its bucket exactly."""
    bare = dumps(said)
    pad = pad_length(len(bare), header=header_length(PACKET, key), signature=SIGNATURE_BYTES)
    return sign_payload(fill_pad(bare, pad), kind=PACKET, key=key)
