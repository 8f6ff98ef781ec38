"""What the vectors are made of: fixed keys, clock and chance, and parts that can be made wrong one by one.

The keys are for tests only. ECDSA and sealing draw their own randomness, so what is made differs from run to run.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc.jws import JWSRegistry

from exchange.core.consent.clause import Clause, Recipient
from exchange.core.consent.context import DisclosureContext
from exchange.core.ids import show_instant, uuid7
from exchange.core.packet.build import Built, build
from exchange.core.packet.notice import notice_for
from exchange.core.packet.packet import CarriedConsent, Feedback, FileRef, Packet, Reply
from exchange.core.packet.packet import claims as packet_claims
from exchange.core.packet.padding import pad_length, padding
from exchange.core.packet.transfer import Blob, Transfer, transfer_claims
from exchange.core.vocabulary import Direction, PacketKind, PartnerKind, Power, Purpose, Service
from exchange.partner.verify import annotated_fields
from keys import hpke, jwk
from keys.encoding import b64url, digest, unb64url
from keys.objects import PACKET, TRANSFER, Kind
from keys.seal import seal
from keys.strictjson import dumps
from schemas import sha256_of_profile

Json = dict[str, Any]
Change = Callable[[Json], object]

FOLDER = Path(__file__).parent / "rx1"
SPEC = Path(__file__).parents[2] / "schemas" / "SPEC.md"
AT = datetime(2026, 12, 1, 10, tzinfo=UTC)
READ = AT + timedelta(minutes=5)
NBF, EXP = datetime(2026, 11, 1, tzinfo=UTC), datetime(2028, 11, 1, tzinfo=UTC)
HUB, PARTNER, OTHER = "https://hub.example", "https://bewerbung.example", "https://andere.example"
LINE = "hilfe"
SCHEMA = "urn:geleit:schema:application-support:1"
LINES = [{"id": LINE, "service": "application-support", "title": "Bewerbungshilfe (erfunden)", "schema": SCHEMA}]
DATA: Json = {
    "referral": {"reason": "Ich möchte wieder arbeiten.", "aim": "Eine fertige Bewerbung."},
    "person": {"family_name": "Beispiel (erfunden)", "given_name": "Erika"},
    "contact": {"email": "erika@post.example"},
}
LETTER = b"Ein erfundenes Zeugnis.\n" * 41
LONGEST_SHOWN = 40
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_numbers = count(1)


def chance(size: int, label: str = "") -> bytes:
    """Bytes that look random and are not: the next ones, or those of a label."""
    return hashlib.shake_256(f"rx-1 test vector {label or next(_numbers)}".encode()).digest(size)


def new_id() -> str:
    return uuid7(AT, random=chance(10))


def key(label: str, purpose: jwk.Purpose, alg: str, *, exp: datetime = EXP) -> jwk.PrivateKey:
    """The one key of a label. For tests only."""
    raw = chance(32, label)
    document: Json = {"nbf": int(NBF.timestamp()), "exp": int(exp.timestamp()), "alg": alg.partition(" ")[0]}
    if alg == "HPKE-9-KE":
        document |= {"kty": "AKP", "pub": b64url(hpke.read_private(raw).public.raw), "priv": b64url(raw)}
    elif alg in {"Ed25519", "ECDH-ES+A256KW"}:
        kind = Ed25519PrivateKey if alg == "Ed25519" else X25519PrivateKey
        public = kind.from_private_bytes(raw).public_key().public_bytes_raw()
        crv = "Ed25519" if alg == "Ed25519" else "X25519"
        document |= {"kty": "OKP", "crv": crv, "x": b64url(public), "d": b64url(raw)}
    else:
        scalar = int.from_bytes(raw) % (ORDER - 1) + 1
        point = derive_private_key(scalar, SECP256R1()).public_key().public_numbers()
        parts = {"x": point.x, "y": point.y, "d": scalar}
        document |= {"kty": "EC", "crv": "P-256"} | {n: b64url(v.to_bytes(32)) for n, v in parts.items()}
    return jwk.PrivateKey.from_jwk(document | {"kid": jwk.thumbprint(document)}, purpose=purpose)


_ES, _ED = "ES256", "Ed25519"
HUB_KEYS = {
    "federation": [key("hub federation", jwk.Purpose.FEDERATION, _ES)],
    "oauth": [key("hub oauth", jwk.Purpose.OAUTH, _ES)],
    "packet": [
        key("hub packet", jwk.Purpose.PACKET, _ES),
        key("hub packet retired", jwk.Purpose.PACKET, _ES, exp=AT - timedelta(days=1)),
    ],
    "ack": [key("hub ack", jwk.Purpose.ACK, _ED)],
    "enc": [key("hub enc", jwk.Purpose.ENC, "HPKE-9-KE")],
    "webhook": [key("hub webhook", jwk.Purpose.WEBHOOK, _ED)],
}
PARTNER_KEYS = {
    "federation": [key("partner federation", jwk.Purpose.FEDERATION, _ES)],
    "oauth": [key("partner oauth", jwk.Purpose.OAUTH, _ES)],
    "enc": [
        key("partner enc hybrid", jwk.Purpose.ENC, "HPKE-9-KE"),
        key("partner enc classic", jwk.Purpose.ENC, "ECDH-ES+A256KW"),
        key("partner enc p256", jwk.Purpose.ENC, "ECDH-ES+A256KW P-256"),
    ],
    "ack": [key("partner ack", jwk.Purpose.ACK, _ES)],
}
SIGNER, RETIRED = HUB_KEYS["packet"]
HYBRID, CLASSIC, P256 = PARTNER_KEYS["enc"]
STRANGER = {
    purpose: key(f"stranger {purpose}", purpose, alg)
    for purpose, alg in {jwk.Purpose.PACKET: _ES, jwk.Purpose.ACK: _ES, jwk.Purpose.ENC: "HPKE-9-KE"}.items()
}
HOLDER = key("holder", jwk.Purpose.CLIENT, _ES)


# How things are forged: each part can be made wrong on its own.


def jws(claims: Json | bytes, *, header: Json, signer: jwk.PrivateKey) -> str:
    """Sign anything under any header; an algorithm that is not the key's leaves the signature empty."""
    payload = claims if isinstance(claims, bytes) else dumps(claims)
    signing_input = f"{b64url(dumps(header))}.{b64url(payload)}"
    if header.get("alg") != signer.public.alg:
        return f"{signing_input}."
    algorithm = JWSRegistry(algorithms=[signer.public.alg]).get_alg(signer.public.alg)
    return f"{signing_input}.{b64url(algorithm.sign(signing_input.encode(), signer.material))}"


def header_of(kind: Kind, signer: jwk.PrivateKey, **changes: object) -> Json:
    return {"alg": signer.public.alg, "typ": kind.typ, "kid": signer.kid} | changes


def jwe(inner: str, **changes: object) -> str:
    """Seal to the hybrid key under a header with changes."""
    cek, iv = chance(32), chance(12)
    ek, encrypted_key = hpke.wrap_key(cek, to=HYBRID.public.material)  # type: ignore[arg-type]  # made with that alg
    header = {"alg": "HPKE-9-KE", "enc": "A256GCM", "kid": HYBRID.kid, "typ": "rx-packet+jwe", "cty": PACKET.typ}
    protected = b64url(dumps(header | {"ek": b64url(ek)} | changes))
    sealed = AESGCM(cek).encrypt(iv, inner.encode(), protected.encode())
    return ".".join((protected, *map(b64url, (encrypted_key, iv, sealed[:-16], sealed[-16:]))))


def flipped(compact: str) -> str:
    """Change one bit of the last segment."""
    head, _, last = compact.rpartition(".")
    raw = bytearray(unb64url(last))
    raw[0] ^= 1
    return f"{head}.{b64url(bytes(raw))}"


# What is made.


@dataclass(kw_only=True)
class Vector:
    """One file. `more` are its readable parts; `padded_to` of an input appends spaces to the parcel."""

    name: str
    what: str
    kind: str
    input: Json
    expect: Json
    at: datetime = READ
    more: Json = field(default_factory=dict)

    def write(self) -> None:
        document = {"name": self.name, "what": self.what, "kind": self.kind, "at": show_instant(self.at)}
        write(self.name, document | {"input": self.input, "expect": self.expect} | self.more)


def write(name: str, document: Json) -> None:
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


def clause(direction: Direction, *categories: str, until: datetime) -> Clause:
    return Clause(
        id=f"{direction}-1",
        direction=direction,
        recipient=Recipient(entity=PARTNER, service_line=LINE),
        purpose=Purpose.APPLICATION_SUPPORT,
        categories=frozenset(categories),
        sources=frozenset({"person", "jobcenter"} if direction is Direction.OUT else {f"professional:{PARTNER}"}),
        valid_from=NBF,
        valid_until=until,
    )


_BACK = ("fb.receipt", "fb.decision", "fb.appointment")
_OUT = ("referral.core", "person.identity", "person.contact", "attachment")


def statutory(*, service: Service = Service.APPLICATION_SUPPORT) -> Packet:
    """A packet of the same data on a statutory power, without consent, to one service or another."""
    schema, basis = f"urn:geleit:schema:{service}:1", Power.SGBX_69.value
    given = packet()
    rows = tuple(row._replace(clauses=(), basis=basis) for row in given.manifest)
    notice = notice_for(basis)
    return replace(given, consent=None, basis=basis, manifest=rows, notice=notice, schema=schema, ends_early=None)


def packet(
    *, files: Iterable[FileRef] = (), packet_id: str = "", to: jwk.PrivateKey = HYBRID, until: datetime | None = None
) -> Packet:
    """A packet that passes every check."""
    ends = until or AT + timedelta(days=90)
    clauses = (clause(Direction.BACK, *_BACK, until=ends), clause(Direction.OUT, *_OUT, until=ends))
    made = Packet(
        issuer=HUB, audience=PARTNER, id=packet_id or new_id(), issued_at=AT, kind=PacketKind.REQUEST,
        referral=new_id(), version=1, service=LINE, schema=SCHEMA, profile_sha256=sha256_of_profile({}),
        enc_kid=to.kid, salt=chance(32), purpose=Purpose.APPLICATION_SUPPORT, basis="consent", manifest=(),
        data=deepcopy(DATA), notice=notice_for(""), person=b64url(chance(16)), attachments=tuple(files),
        reply=Reply(to=HUB, until=AT + timedelta(days=21), duty="voluntary"),
        consent=CarriedConsent(
            id=b64url(chance(16)), commitment=b64url(chance(32)), valid_until=ends, clauses=clauses,
            feedback=Feedback(level=2, no_show=False, categories=tuple(sorted(_BACK))),
        ),
    )  # fmt: skip
    context = DisclosureContext(
        direction=Direction.OUT, hub=HUB, recipient=made.recipient, partner_kind=PartnerKind.EMPLOYMENT_SUPPORT,
        bound_by_203=False, service=Service.APPLICATION_SUPPORT, purpose=made.purpose, at=AT,
    )  # fmt: skip
    enclosures = [replace(one, source="person") for one in made.enclosures]
    fields = annotated_fields(SCHEMA, DATA, profile=None)
    built = build(
        DATA, fields=fields, enclosures=enclosures, context=context, clauses=clauses, releases=(), kind=made.kind
    )
    if not isinstance(built, Built):
        raise TypeError
    return replace(made, manifest=built.manifest)


@dataclass(kw_only=True)
class Parcel:
    """A parcel in the making. What is given replaces what would be made; what is changed is changed before signing."""

    packet: Packet = field(default_factory=packet)
    to: jwk.PrivateKey = HYBRID
    signer: jwk.PrivateKey = SIGNER
    header: Json = field(default_factory=dict)
    claims: Change = len
    transfer_signer: jwk.PrivateKey = SIGNER
    transfer_header: Json = field(default_factory=dict)
    transfer_claims: Change = len

    def inner(self) -> str:
        said = deepcopy(packet_claims(self.packet))
        self.claims(said)
        header = header_of(PACKET, self.signer, **self.header)
        room = pad_length(len(dumps(said)), header=len(dumps(header)), signature=64)
        if "pad" in said["rx"]:
            said["rx"]["pad"] = padding(room)
        return jws(said, header=header, signer=self.signer)

    def transfer(self, sealed: str) -> str:
        one = self.packet
        made = Transfer(
            issuer=HUB, audience=PARTNER, id=new_id(), issued_at=AT, expires_at=one.expires_at, packet=one.id,
            to=PARTNER, origin=HUB, jwe_sha256=digest(sealed), jwe_length=len(sealed), prio=2, dir_version=0,
            blobs=tuple(Blob(sha256=ref.sha256, length=ref.sealed_length) for ref in one.attachments),
        )  # fmt: skip
        said = transfer_claims(made)
        self.transfer_claims(said)
        header = header_of(TRANSFER, self.transfer_signer, **self.transfer_header)
        return jws(said, header=header, signer=self.transfer_signer)

    def seal(self, inner: str) -> str:
        return seal(inner.encode(), to=self.to.public, typ="rx-packet+jwe", cty=PACKET.typ)

    def vector(self, name: str, what: str, reason: str = "", **made: Any) -> Vector:
        """Finish it. `made` may hold `inner`, `jwe`, `transfer`, `raw`, `announced`, `seen`, `at`, `path`, `partner`.

        `partner` is what the partner's document says in the place of the keys' file.
        """
        inner = made.get("inner") or self.inner()
        sealed = made.get("jwe") or self.seal(inner)
        token = made.get("transfer") or self.transfer(sealed)
        raw = made.get("raw") or dumps({"transfer": token, "packet": sealed})
        shown = {
            "packet_id": made.get("path") or self.packet.id,
            "announced": made.get("announced") or digest(sealed),
            "seen": digest(inner) if made.get("seen") == "same" else made.get("seen", ""),
            "parcel": raw.decode(),
            **({"partner": made["partner"]} if "partner" in made else {}),
        }
        expect = {"result": "unreadable", "reason": reason} if reason else {"result": "readable"}
        return Vector(name=name, what=what, kind="parcel", input=shown, expect=expect, at=made.get("at", READ))


def readable(made: Parcel, name: str, what: str) -> Vector:
    """A good parcel with its readable parts."""
    inner = made.inner()
    vector = made.vector(name, what, inner=inner)
    parcel = json.loads(vector.input["parcel"])
    token, packed = parcel["transfer"].split("."), inner.split(".")
    vector.more = {
        "transfer": {"header": read(token[0]), "claims": read(token[1])},
        "packet": {
            "jwe_header": read(parcel["packet"].split(".")[0]),
            "header": read(packed[0]),
            "claims": read(packed[1]),
            "sha256": digest(inner),
        },
    }
    return vector


def read(segment: str) -> Json:
    found: Json = json.loads(unb64url(segment))
    return found


def at(*path: str | int, value: object) -> Change:
    """A change: set the member at a path."""

    def change(document: Json) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def jwks(keys: Iterable[jwk.PrivateKey]) -> Json:
    return {"keys": [one.public.to_jwk() for one in keys]}


def load(name: str) -> Json:
    found: Json = json.loads((FOLDER / f"{name}.json").read_bytes())
    return found
