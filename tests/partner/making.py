"""Packets as a hub would make them, and as it never should."""

import io
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from exchange.core.consent.clause import Clause, Recipient
from exchange.core.consent.context import DisclosureContext
from exchange.core.packet.build import build
from exchange.core.packet.notice import notice_for
from exchange.core.packet.packet import LIFETIME, CarriedConsent, Feedback, FileRef, Packet, Reply
from exchange.core.packet.packet import claims as packet_claims
from exchange.core.packet.transfer import Blob, Transfer, transfer_claims
from exchange.core.vocabulary import Category, Direction, PacketKind, PartnerKind, Purpose, Service
from exchange.partner.verify import annotated_fields
from keys import jwk
from keys.encoding import b64url, digest
from keys.objects import PACKET, TRANSFER
from keys.ring import KeySet
from keys.seal import seal
from keys.sign import sign
from keys.stream import context_of, seal_stream
from keys.strictjson import dumps
from schemas import sha256_of_profile
from tests.partner.foreign_hub import ForeignHub, new_id, now

LINE = "bewerbung"
SCHEMA = "urn:geleit:schema:application-support:1"
LINES = [{"id": LINE, "service": "application-support", "title": "Bewerbungshilfe", "schema": SCHEMA}]
DATA = {
    "referral": {"reason": "Es ist alles zu viel.", "aim": "Besser durch den Tag kommen."},
    "person": {"family_name": "Beispiel (erfunden)", "given_name": "Erika"},
    "contact": {"email": "erika@post.example", "preferred": "email"},
}
BACK = frozenset({"fb.receipt", "fb.decision", "fb.appointment", "fb.attendance", "fb.progress", "fb.outcome"})
OUT = frozenset(map(str, Category)) - {str(c) for c in Category if c.startswith("fb.")} - {"household"}
CONTENT = b"%PDF-1.7\n" + b"Ein erfundener Brief. " * 4000


@dataclass
class Sendable:
    """A packet on its way: change a part, then `parcel` signs and seals what is there."""

    hub: ForeignHub
    packet: Packet
    blobs: dict
    signer: jwk.PrivateKey | None = None
    to: jwk.PublicKey | None = None

    def enc(self):
        return KeySet.from_jwks(self.hub.partner["enc_jwks"], jwk.Purpose.ENC).current(jwk.Purpose.ENC, now())

    def inner(self, **changes: object):
        key = self.signer or self.hub.key(jwk.Purpose.PACKET)
        return sign({**packet_claims(self.packet), **changes}, kind=PACKET, key=key)

    def sealed(self, inner=None):
        plaintext = (inner or self.inner()).encode()
        return seal(plaintext, to=self.to or self.enc(), typ="rx-packet+jwe", cty=PACKET.typ)

    def transfer(self, jwe, **changes: object):
        transfer = Transfer(
            issuer=self.hub.origin, audience=self.packet.audience, id=new_id(), issued_at=self.packet.issued_at,
            expires_at=self.packet.expires_at, packet=self.packet.id, to=self.packet.audience,
            origin=self.hub.origin, jwe_sha256=digest(jwe), jwe_length=len(jwe), prio=2, dir_version=0,
            blobs=tuple(Blob(sha256=ref.sha256, length=ref.sealed_length) for ref in self.packet.attachments),
        )  # fmt: skip
        return replace(transfer, **changes)

    def parcel(self, jwe=None, *, transfer_key=None, **changes: object):
        jwe = jwe or self.sealed()
        key = transfer_key or self.hub.key(jwk.Purpose.PACKET)
        token = sign(transfer_claims(self.transfer(jwe, **changes)), kind=TRANSFER, key=key)
        return dumps({"transfer": token, "packet": jwe}), digest(jwe)

    def offer(self, parcel=None):
        raw, jwe_sha256 = parcel or self.parcel()
        self.hub.blobs |= self.blobs
        return self.hub.offer(raw, packet=self.packet.id, jwe_sha256=jwe_sha256)


def recipient(hub):
    return Recipient(entity=hub.partner["entity"], service_line=LINE)


def clause(hub, direction, categories, *, until=timedelta(days=90)):
    return Clause(
        id=f"clause-{direction}", direction=direction, recipient=recipient(hub), purpose=Purpose.APPLICATION_SUPPORT,
        categories=categories, sources=frozenset({"person", "jobcenter", f"professional:{hub.partner['entity']}"}),
        valid_from=now() - timedelta(days=40), valid_until=now() + until,
    )  # fmt: skip


def make(hub, *, files=(), at=None, until=timedelta(days=90), referral=None, version=1):
    """A packet that passes every check, unless its time is over."""
    at = at or now() - timedelta(minutes=1)
    packet_id = new_id()
    clauses = (clause(hub, Direction.BACK, BACK, until=until), clause(hub, Direction.OUT, OUT, until=until))
    refs, blobs = attach(packet_id, files)
    context = DisclosureContext(
        direction=Direction.OUT, hub=hub.origin, recipient=recipient(hub), partner_kind=PartnerKind.EMPLOYMENT_SUPPORT,
        bound_by_203=False, service=Service.APPLICATION_SUPPORT, purpose=Purpose.APPLICATION_SUPPORT, at=at,
    )  # fmt: skip
    packet = Packet(
        issuer=hub.origin, audience=hub.partner["entity"], id=packet_id, issued_at=at.replace(microsecond=0),
        kind=PacketKind.REQUEST, referral=referral or new_id(), version=version, service=LINE, schema=SCHEMA,
        profile_sha256=sha256_of_profile({}), enc_kid="", salt=secrets.token_bytes(32),
        purpose=Purpose.APPLICATION_SUPPORT, basis="consent", manifest=(), data=DATA, notice=notice_for(""),
        reply=Reply(to=hub.origin, until=at + LIFETIME, duty="voluntary"), person=b64url(secrets.token_bytes(16)),
        consent=CarriedConsent(
            id=new_id(), commitment=b64url(secrets.token_bytes(32)), valid_until=clauses[0].valid_until,
            clauses=clauses, feedback=Feedback(level=4, no_show=False, categories=tuple(sorted(BACK))),
        ), attachments=refs,
    )  # fmt: skip
    built = build(
        DATA, fields=annotated_fields(SCHEMA, DATA, profile=None),
        enclosures=[replace(one, source="person") for one in packet.enclosures],
        context=context, clauses=clauses, releases=(), kind=packet.kind,
    )  # fmt: skip
    sendable = Sendable(hub, replace(packet, manifest=built.manifest), blobs)
    sendable.packet = replace(sendable.packet, enc_kid=sendable.enc().kid)
    return sendable


def attach(owner, files):
    refs, blobs = [], {}
    for name, content in files:
        key, sealed, attachment = secrets.token_bytes(32), io.BytesIO(), new_id()
        made = seal_stream(io.BytesIO(content), sealed, key=key, context=context_of(owner, attachment))
        blobs[made.sha256] = sealed.getvalue()
        refs.append(
            FileRef(
                id=attachment,
                name=name,
                media_type="application/pdf",
                length=made.length,
                sha256=made.sha256,
                sealed_length=made.sealed_length,
                key=b64url(key),
                category="referral.core",
            )
        )
    return tuple(refs), blobs
