"""Makes the test vectors of schemas/SPEC.md, and writes their examples into it.

    python -m tests.vectors.make

Keys, clock and chance are fixed, and the keys are for tests only. ECDSA and sealing draw their own randomness, so the
objects made differ from run to run; what they say does not. That is why they are checked in.
"""

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc.jws import JWSRegistry

from exchange.core.ack import Event, event_claims
from exchange.core.build import Built, build
from exchange.core.clause import Clause, Recipient
from exchange.core.errors import ConsentEnded
from exchange.core.ids import show_instant, uuid7
from exchange.core.notice import NOTICE
from exchange.core.packet import CarriedConsent, Feedback, FileRef, Packet, Reply
from exchange.core.packet import claims as packet_claims
from exchange.core.padding import pad_length, padding
from exchange.core.setting import Setting
from exchange.core.transfer import Blob, Transfer, transfer_claims
from exchange.core.vocabulary import Direction, PacketKind, PartnerKind, Purpose, Service
from exchange.partner.checks import leaves_of
from keys import hpke, jwk
from keys.encoding import b64url, digest, unb64url
from keys.objects import CLIENT_ASSERTION, DPOP, ENTITY_STATEMENT, EVENT, PACKET, TRANSFER, Kind
from keys.seal import seal
from keys.sign import sign
from keys.stream import context_of, padme, seal_stream
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
        data=deepcopy(DATA), notice=NOTICE, person=b64url(chance(16)), attachments=tuple(files),
        reply=Reply(to=HUB, until=AT + timedelta(days=21), duty="voluntary"),
        consent=CarriedConsent(
            id=b64url(chance(16)), commitment=b64url(chance(32)), valid_until=ends, clauses=clauses,
            feedback=Feedback(level=2, no_show=False, categories=tuple(sorted(_BACK))),
        ),
    )  # fmt: skip
    setting = Setting(
        direction=Direction.OUT, hub=HUB, recipient=made.recipient, partner_kind=PartnerKind.EMPLOYMENT_SUPPORT,
        bound_by_203=False, service=Service.APPLICATION_SUPPORT, purpose=made.purpose, at=AT,
    )  # fmt: skip
    enclosures = [replace(one, source="person") for one in made.enclosures]
    leaves = leaves_of(SCHEMA, DATA, profile=None)
    built = build(
        DATA, leaves=leaves, enclosures=enclosures, setting=setting, clauses=clauses, releases=(), kind=made.kind
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
        """Finish it. `made` may hold `inner`, `jwe`, `transfer`, `raw`, `announced`, `seen`, `at`, `path`."""
        inner = made.get("inner") or self.inner()
        sealed = made.get("jwe") or self.seal(inner)
        token = made.get("transfer") or self.transfer(sealed)
        raw = made.get("raw") or dumps({"transfer": token, "packet": sealed})
        shown = {
            "packet_id": made.get("path") or self.packet.id,
            "announced": made.get("announced") or digest(sealed),
            "seen": digest(inner) if made.get("seen") == "same" else made.get("seen", ""),
            "parcel": raw.decode(),
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


def good_parcels() -> Iterable[Vector]:
    for name, to in (("hybrid", HYBRID), ("classic", CLASSIC), ("classic-p256", P256)):
        made = Parcel(packet=packet(to=to), to=to)
        yield readable(made, f"packet-{name}", f"A packet sealed to the {name} key")
    again = Parcel().vector("packet-seen", "The same packet once more", seen="same")
    yield replace(again, expect={"result": "seen"})


def bad_transfers() -> Iterable[Vector]:
    one = Parcel()
    raw = one.vector("", "").input["parcel"]
    large = one.vector("parcel-too-large", "Spaces at its end, up to 1 MiB and one byte", "too-large")
    yield replace(large, input=large.input | {"padded_to": 1024 * 1024 + 1})
    twice = raw.removesuffix("}") + ',"packet":"x"}'
    yield one.vector("parcel-member-twice", "A member of the parcel twice", "malformed", raw=twice.encode())
    cases: list[tuple[str, str, str, Json]] = [
        ("transfer-typ", "Another `typ`", "malformed", {"transfer_header": {"typ": "JWT"}}),
        ("transfer-alg-none", "`alg` none, no signature", "malformed", {"transfer_header": {"alg": "none"}}),
        ("transfer-extra-header", "One header member more", "malformed", {"transfer_header": {"jku": f"{OTHER}/jwks"}}),
        ("transfer-unknown-key", "A key nobody knows", "unknown-key",
         {"transfer_signer": STRANGER[jwk.Purpose.PACKET]}),
        ("transfer-retired-key", "A key that had ended", "unknown-key", {"transfer_signer": RETIRED}),
        ("transfer-aud", "For somebody else", "wrong-audience", {"transfer_claims": at("aud", value=OTHER)}),
        ("transfer-to", "To somebody else in the end", "wrong-audience",
         {"transfer_claims": at("rx", "to", value=OTHER)}),
        ("transfer-extra-claim", "An unknown member", "malformed", {"transfer_claims": at("rx", "name", value="x")}),
        ("transfer-length", "Another length", "digest-mismatch", {"transfer_claims": at("rx", "jwe_len", value=1)}),
        ("transfer-exp", "Another end than the packet's", "expired", {"transfer_claims": at("exp", value=1893456000)}),
    ]  # fmt: skip
    for name, what, reason, changes in cases:
        yield Parcel(**changes).vector(name, what, reason)
    sealed = one.seal(one.inner())
    token = flipped(one.transfer(sealed))
    yield one.vector("transfer-signature", "A bit of the signature", "bad-signature", jwe=sealed, transfer=token)
    other = one.transfer(one.seal(one.inner()))
    yield one.vector("transfer-digest", "A token for another JWE", "digest-mismatch", jwe=sealed, transfer=other)
    yield one.vector(
        "announced-digest", "Another digest was announced", "digest-mismatch", jwe=sealed, announced=digest("another")
    )


def bad_seals() -> Iterable[Vector]:
    one = Parcel()
    inner = one.inner()
    sealed = one.seal(inner)
    head, wrapped, iv, content, tag = sealed.split(".")
    for name, what, changes in (
        ("jwe-zip", "Compressed", {"zip": "DEF"}),
        ("jwe-crit", "A critical extension", {"crit": ["exp"], "exp": 1}),
        ("jwe-apu", "Party information", {"apu": "QQ"}),
        ("jwe-alg-dir", "No key encryption", {"alg": "dir"}),
        ("jwe-enc", "Another content encryption", {"enc": "A128GCM"}),
        ("jwe-typ", "Another `typ`", {"typ": "rx-set+jwe"}),
    ):
        yield one.vector(name, what, "malformed", jwe=jwe(inner, **changes))
    yield one.vector("jwe-four-parts", "One segment less", "malformed", jwe=sealed.rpartition(".")[0])
    stranger = replace(one, to=STRANGER[jwk.Purpose.ENC]).seal(inner)
    yield one.vector("jwe-unknown-key", "Sealed to a key that is not ours", "undecryptable", jwe=stranger)
    short = b64url(bytes(1119))
    yield one.vector("jwe-ek-short", "`ek` one byte too short", "undecryptable", jwe=jwe(inner, ek=short))
    cut = ".".join((head, wrapped, iv, b64url(unb64url(content)[:-1]), tag))
    yield one.vector("jwe-truncated", "The last byte of the content is missing", "undecryptable", jwe=cut)
    yield one.vector("jwe-tag", "A bit of the tag", "undecryptable", jwe=flipped(sealed))


def bad_packets() -> Iterable[Vector]:
    cases: list[tuple[str, str, str, Json]] = [
        ("packet-typ", "Another `typ` inside", "malformed", {"header": {"typ": "rx-transfer+jwt"}}),
        ("packet-alg-none", "`alg` none inside", "malformed", {"header": {"alg": "none"}}),
        ("packet-crit", "`crit` and `b64` inside", "malformed", {"header": {"crit": ["b64"], "b64": False}}),
        ("packet-unknown-key", "A key nobody knows", "unknown-key", {"signer": STRANGER[jwk.Purpose.PACKET]}),
        ("packet-retired-key", "A key that had ended", "unknown-key", {"signer": RETIRED}),
        ("packet-iss", "An issuer that does not own the key", "unknown-key", {"claims": at("iss", value=OTHER)}),
        ("packet-aud", "For somebody else", "wrong-audience", {"claims": at("aud", value=OTHER)}),
        ("packet-aud-array", "For two", "malformed", {"claims": at("aud", value=[PARTNER, OTHER])}),
        ("packet-extra-claim", "An unknown claim", "malformed", {"claims": at("nonce", value="x")}),
        ("packet-lifetime", "Not 21 days", "malformed", {"claims": at("exp", value=1893456000)}),
        ("packet-version", "An unknown version", "malformed", {"claims": at("rx", "v", value="rx-2")}),
        ("packet-big-integer", "2^53", "malformed", {"claims": at("rx", "version", value=2**53)}),
        ("packet-id", "Another `jti` than the transfer token says", "id-mismatch",
         {"claims": at("jti", value=new_id())}),
        ("packet-enc-kid", "`enc_kid` is another key", "id-mismatch",
         {"claims": at("rx", "enc_kid", value=CLASSIC.kid)}),
        ("packet-profile", "Another profile", "schema-invalid",
         {"claims": at("rx", "profile_sha256", value=digest("x"))}),
        ("packet-schema", "A required member is missing", "schema-invalid",
         {"claims": lambda c: c["rx"]["data"].pop("contact")}),
        ("packet-forbidden-member", "A customer number by its name", "schema-invalid",
         {"claims": at("rx", "data", "person", "customer_number", value="123A456789")}),
        ("manifest-row-missing", "A leaf without a row", "manifest-incomplete",
         {"claims": lambda c: c["rx"]["manifest"].pop()}),
        ("manifest-row-twice", "A row twice", "manifest-incomplete",
         {"claims": lambda c: c["rx"]["manifest"].append(c["rx"]["manifest"][0])}),
        ("manifest-category", "A category the schema does not say", "manifest-incomplete",
         {"claims": at("rx", "manifest", 0, "category", value="person.contact")}),
        ("manifest-clause-unknown", "A clause that is not carried", "manifest-incomplete",
         {"claims": at("rx", "manifest", 0, "clause", value="out-2")}),
        ("manifest-foreign-clause", "A clause of another recipient", "manifest-incomplete",
         {"claims": at("rx", "consent", "clauses", 0, "recipient", "entity", value=OTHER)}),
        ("leaf-uncovered", "A category the clause does not have", "not-permitted",
         {"claims": at("rx", "consent", "clauses", 1, "categories", value=["person.contact", "person.identity"])}),
        ("leaf-source", "A source the clause does not have", "not-permitted",
         {"claims": at("rx", "manifest", 0, "source", value=f"professional:{OTHER}")}),
        ("leaf-purpose", "A clause for another purpose", "not-permitted",
         {"claims": at("rx", "consent", "clauses", 1, "purpose", value="debt-support")}),
        ("leaf-customer-number", "A customer number in a text", "not-permitted",
         {"claims": at("rx", "data", "referral", "aim", value="Zu 123A456789")}),
    ]  # fmt: skip
    for name, what, reason, changes in cases:
        yield Parcel(**changes).vector(name, what, reason)
    yield from bad_for_other_reasons()


def bad_for_other_reasons() -> Iterable[Vector]:
    one = Parcel()
    yield one.vector("packet-signature", "A bit of the signature", "bad-signature", inner=flipped(one.inner()))
    payload = dumps(packet_claims(one.packet)).removesuffix(b"}") + b',"aud":"x"}'
    twice = jws(payload, header=header_of(PACKET, SIGNER), signer=SIGNER)
    yield one.vector("packet-member-twice", "A claim twice", "malformed", inner=twice)
    yield one.vector("packet-path", "Fetched under another id", "id-mismatch", path=new_id())
    yield one.vector("packet-duplicate", "Another packet had this id", "duplicate", seen=digest("another"))
    yield one.vector("packet-expired", "Read after 21 days", "expired", at=AT + timedelta(days=21))
    early = replace(one, packet=replace(packet(), issued_at=READ + timedelta(seconds=61)))
    early.transfer_claims = at("iat", value=int(AT.timestamp()))
    yield early.vector("packet-future", "Dated 61 s ahead", "unknown-key")
    ended = Parcel(packet=packet(until=AT + timedelta(days=1)))
    yield ended.vector("consent-ended", "Read when the consent has ended", "consent-ended", at=AT + timedelta(days=1))
    clause_ended = at("rx", "consent", "clauses", 1, "valid_until", value=show_instant(READ))
    yield Parcel(claims=clause_ended).vector("clause-ended", "One clause has ended", "consent-ended")


def attachment(owner: str) -> tuple[FileRef, bytes]:
    file_key, ident, sealed = chance(32), new_id(), io.BytesIO()
    made = seal_stream(io.BytesIO(LETTER), sealed, key=file_key, context=context_of(owner, ident))
    ref = FileRef(
        id=ident, name="zeugnis.txt", media_type="text/plain", length=made.length, sealed_length=made.sealed_length,
        sha256=made.sha256, key=b64url(file_key), category="attachment",
    )  # fmt: skip
    return ref, sealed.getvalue()


def attachments() -> Iterable[Vector]:
    owner = new_id()
    ref, sealed = attachment(owner)
    made = Parcel(packet=packet(files=[ref], packet_id=owner))
    yield readable(made, "packet-attachment", "A packet with an attachment")
    unlisted = replace(made, transfer_claims=at("rx", "blobs", value=[]))
    yield unlisted.vector("packet-blob-unlisted", "The token does not list the attachment", "digest-mismatch")

    def blob(name: str, what: str, result: str, raw: bytes, said: FileRef = ref, whose: str = owner) -> Vector:
        content = {"packet_id": whose, "ref": show(said), "ciphertext": b64url(raw)}
        more = {"plaintext": b64url(LETTER)} if result == "open" else {}
        return Vector(name=name, what=what, kind="blob", input=content, expect={"result": result}, more=more)

    yield blob("blob-good", "The attachment of packet-attachment", "open", sealed)
    yield blob("blob-bit", "A bit was changed", "digest-mismatch", bytes([sealed[0] ^ 1]) + sealed[1:])
    yield blob("blob-short", "The last byte is missing", "digest-mismatch", sealed[:-1])
    yield blob("blob-context", "Sealed for another packet", "undecryptable", sealed, whose=new_id())
    encryptor = Cobblestone256Encryptor(unb64url(ref.key), context_of(owner, ref.id))
    dirty = encryptor.update(LETTER + b"\1" * (padme(len(LETTER)) - len(LETTER))) + encryptor.finalize()
    said = replace(ref, sha256=digest(dirty))
    yield blob("blob-padding", "The padding is not zeros", "undecryptable", dirty, said)


def show(ref: FileRef) -> Json:
    names = ("id", "name", "media_type", "length", "sealed_length", "sha256", "key", "category")
    return {name: getattr(ref, name) for name in names}


class Thread:
    """Events of one side about one packet."""

    def __init__(self, side: str, about: Parcel) -> None:
        inner = about.inner()
        self.side, self.packet = side, about.packet
        self.digests = {"jwe_sha256": digest(about.seal(inner)), "packet_sha256": digest(inner)}
        self.signer = (HUB_KEYS if side == "hub" else PARTNER_KEYS)["ack"][0]
        self.seq, self.prev = 0, ""

    def claims(self, name: str, *, opened: bool = True, **members: object) -> Json:
        issuer, audience = (HUB, PARTNER) if self.side == "hub" else (PARTNER, HUB)
        event = Event(
            name=name, issuer=issuer, audience=audience, issued_at=AT, jti=new_id(), time_of_event=AT,
            packet=self.packet.id, jwe_sha256=self.digests["jwe_sha256"], members=members,
        )  # fmt: skip
        if opened:
            event = replace(
                event, referral=self.packet.referral, packet_sha256=self.digests["packet_sha256"], version=1,
                seq=self.seq + 1, prev_sha256=self.prev or None,
            )  # fmt: skip
        return event_claims(event)

    def good(self, label: str, what: str, claims: Json) -> Vector:
        compact = sign(claims, kind=EVENT, key=self.signer)
        if "txn" in claims:
            self.seq, self.prev = self.seq + 1, digest(compact.rpartition(".")[0])
        more = {
            "header": read(compact.split(".")[0]),
            "claims": claims,
            "signing_sha256": digest(compact.rpartition(".")[0]),
        }
        return self.vector(label, what, compact, more=more)

    def vector(self, label: str, what: str, compact: str, err: str | None = None, **more: Any) -> Vector:
        given = {"from": self.side, "set": compact}
        return Vector(name=f"event-{label}", what=what, kind="event", input=given, expect={"err": err}, **more)


def good_events() -> Iterable[Vector]:
    about = Parcel()
    hub, partner = Thread("hub", about), Thread("partner", about)
    one = about.packet.id
    members = {"packet_id": one, "jwe_sha256": hub.digests["jwe_sha256"], "size": 11500}
    yield hub.good("packet-available", "A parcel waits", hub.claims("packet-available", opened=False, **members))
    yield partner.good("received", "The technical receipt", partner.claims("received"))
    yield partner.good("accepted", "A step", partner.claims("accepted"))
    appointment = show_instant(AT + timedelta(days=7))
    scheduled = partner.claims("scheduled", appointment=appointment)
    yield partner.good("scheduled", "A step with a member", scheduled)
    refused = {
        "set_jti": scheduled["jti"], "code": "clause:category", "pointer": "/appointment", "state": "accepted",
        "version": 1, "allowed": ["waitlisted", "scheduled", "in-service", "external", "ended-early"],
    }  # fmt: skip
    yield hub.good("refused", "A step was genuine and not allowed", hub.claims("refused", **refused))
    yield hub.good(
        "refused-unopened", "The same before anything was opened", hub.claims("refused", opened=False, **refused)
    )
    yield hub.good("withdrawn", "A stop signal", hub.claims("withdrawn"))
    unread = Thread("partner", about)
    claims = unread.claims("unreadable", opened=False, reason="undecryptable")
    yield unread.good("unreadable", "It could not be opened", claims)


def bad_events() -> Iterable[Vector]:
    for side in ("partner", "hub"):
        thread = Thread(side, Parcel())
        name = "received" if side == "partner" else "withdrawn"
        base = thread.claims(name)
        cases: list[tuple[str, str, str, Change]] = [
            ("aud", "For somebody else", "invalid_audience", at("aud", value=OTHER)),
            ("aud-array", "For two", "invalid_request", at("aud", value=[base["aud"], OTHER])),
            ("iss", "Of somebody else", "invalid_issuer", at("iss", value=OTHER)),
            ("future", "Dated 61 s ahead", "invalid_request", at("iat", value=int(READ.timestamp()) + 61)),
            ("before-key", "Dated before the key", "invalid_key", at("iat", value=int(NBF.timestamp()) - 1)),
            ("two", "Two events", "invalid_request",
             lambda c: c["events"].update({"urn:geleit:rx:1:event:erased": {}})),
            ("exp", "An unknown claim", "invalid_request", at("exp", value=1893456000)),
            ("half-thread", "`txn` without its digest", "invalid_request", lambda c: only(c).pop("packet_sha256")),
            ("first-with-prev", "`prev_sha256` at 1", "invalid_request",
             lambda c: only(c).update(prev_sha256="x" * 43)),
            ("second-without", "None at 2", "invalid_request", lambda c: only(c).update(seq=2)),
            ("subject", "Another format", "invalid_request", at("sub_id", "format", value="uri")),
            ("name", "An event of the other side", "invalid_request",
             rename("withdrawn" if side == "partner" else "received")),
        ]  # fmt: skip
        for label, what, err, change in cases:
            claims = deepcopy(base)
            change(claims)
            compact = jws(claims, header=header_of(EVENT, thread.signer), signer=thread.signer)
            yield thread.vector(f"{side}-{label}", what, compact, err)
        good = sign(base, kind=EVENT, key=thread.signer)
        yield thread.vector(f"{side}-signature", "A bit of the signature", flipped(good), "authentication_failed")
        stranger = sign(base, kind=EVENT, key=STRANGER[jwk.Purpose.ACK])
        yield thread.vector(f"{side}-unknown-key", "A key nobody knows", stranger, "invalid_key")
        untyped = jws(base, header=header_of(EVENT, thread.signer, typ="JWT"), signer=thread.signer)
        yield thread.vector(f"{side}-typ", "Another `typ`", untyped, "invalid_request")


def only(claims: Json) -> Json:
    body: Json = next(iter(claims["events"].values()))
    return body


def rename(name: str) -> Change:
    return lambda claims: claims.update(events={f"urn:geleit:rx:1:event:{name}": only(claims)})


def tokens() -> Iterable[Vector]:
    signer, now, endpoint = PARTNER_KEYS["oauth"][0], int(READ.timestamp()), f"{HUB}/oauth/token"

    def one(
        label: str,
        what: str,
        error: str | None,
        *,
        head: Json | None = None,
        proof: Json | None = None,
        **claims: object,
    ) -> Vector:
        said = {"iss": PARTNER, "sub": PARTNER, "aud": HUB, "iat": now, "exp": now + 60, "jti": new_id()} | claims
        assertion = jws(said, header=header_of(CLIENT_ASSERTION, signer, **(head or {})), signer=signer)
        proven = {"jti": new_id(), "htm": "POST", "htu": endpoint, "iat": now} | (proof or {})
        given = {"client_assertion": assertion, "dpop": sign(proven, kind=DPOP, key=HOLDER)}
        more = {"assertion": {"header": read(assertion.split(".")[0]), "claims": said}, "proof": {"claims": proven}}
        return Vector(name=f"token-{label}", what=what, kind="token", input=given, expect={"error": error}, more=more)

    yield one("good", "A token is given", None)
    yield one("typ-jwt", "As today's clients write it", None, head={"typ": "JWT"})
    yield one("aud-array", "`aud` is an array", "invalid_client", aud=[HUB])
    yield one("aud-endpoint", "`aud` is the endpoint", "invalid_client", aud=endpoint)
    yield one("too-long", "Good for 61 s", "invalid_client", exp=now + 61)
    yield one("typ", "Another `typ`", "invalid_client", head={"typ": "dpop+jwt"})
    yield one("expired", "Ended 10 s ago", "invalid_client", iat=now - 70, exp=now - 10)
    yield one("proof-htu", "A proof for another address", "invalid_dpop_proof", proof={"htu": f"{HUB}/oauth/revoke"})
    yield one("proof-old", "A proof of 61 s ago", "invalid_dpop_proof", proof={"iat": now - 61})


def configurations() -> Iterable[Vector]:
    shown = {f"{name}_jwks": jwks(HUB_KEYS[name]) for name in ("packet", "ack", "enc")}
    claims = {
        "iss": HUB, "sub": HUB, "iat": int(AT.timestamp()), "exp": int((AT + timedelta(days=7)).timestamp()),
        "jwks": jwks(HUB_KEYS["federation"]),
        "metadata": {
            "rx_hub": shown | {"suites": ["hybrid", "classic"]},
            "oauth_authorization_server": {
                "issuer": HUB, "token_endpoint": f"{HUB}/oauth/token", "jwks_uri": f"{HUB}/jwks",
            },
            "federation_entity": {"organization_name": "Vermittlungsstelle (erfunden)"},
        },
    }  # fmt: skip
    signer = HUB_KEYS["federation"][0]
    compact = sign(claims, kind=ENTITY_STATEMENT, key=signer)

    def one(label: str, what: str, result: str, jws_: str = compact, pin: str = signer.kid) -> Vector:
        given = {"pin": pin, "configuration": jws_}
        return Vector(name=f"hub-{label}", what=what, kind="configuration", input=given, expect={"result": result})

    good = one("configuration", "The hub's entity configuration", "trusted")
    yield replace(good, more={"claims": claims})
    yield one("other-pin", "Another key was agreed on", "refused", pin=STRANGER[jwk.Purpose.PACKET].kid)
    yield one("signature", "A bit of the signature", "refused", flipped(compact))


def jwks(keys: Iterable[jwk.PrivateKey]) -> Json:
    return {"keys": [one.public.to_jwk() for one in keys]}


def key_file() -> Json:
    def holder(entity: str, keys: dict[str, list[jwk.PrivateKey]], **more: object) -> Json:
        public = {name: jwks(some) for name, some in keys.items()}
        private = {name: [one.to_jwk() for one in some] for name, some in keys.items()}
        return {"entity": entity, **more, "jwks": public, "private": private}

    kind = PartnerKind.EMPLOYMENT_SUPPORT.value
    partner = holder(PARTNER, PARTNER_KEYS, kind=kind, bound_by_203=False, service_lines=LINES)
    hub = holder(HUB, HUB_KEYS, federation_pin=HUB_KEYS["federation"][0].kid)
    return {
        "what": "Keys of one hub and one partner. For tests only, and known to everybody.",
        "hub": hub,
        "partner": partner,
    }


def http_file() -> Json:
    """What is said over HTTP, as far as no other vector says it."""
    offered = load("event-packet-available")
    ended = ConsentEnded()
    problem = {
        "type": f"{HUB}/problems/{ended.code.lower()}", "title": ended.en, "detail": ended.fix_en,
        "status": ended.status, "code": ended.code, "retryable": ended.retryable,
        "trace": "01936f3e-8c00-7a1b-8000-0242ac120002",
    }  # fmt: skip
    state = {
        "referral": offered["claims"]["sub_id"]["id"], "state": "accepted", "version": 1,
        "allowed": ["waitlisted", "scheduled", "in-service", "external", "ended-early"], "seq": 3,
        "deadline": show_instant(AT + timedelta(days=28)), "deadline_reason": "appointment",
    }  # fmt: skip
    return {
        "what": "Bodies of requests and answers.",
        "poll": {
            "request": {"maxEvents": 20, "returnImmediately": False, "ack": [load("event-withdrawn")["claims"]["jti"]]},
            "response": {"sets": {offered["claims"]["jti"]: offered["input"]["set"]}, "moreAvailable": True},
        },
        "push_error": {"response": {"err": "invalid_audience", "description": "aud is not this hub"}},
        "referral": {"response": state},
        "problem": {"response": problem},
    }


def load(name: str) -> Json:
    found: Json = json.loads((FOLDER / f"{name}.json").read_bytes())
    return found


def vectors() -> Iterable[Vector]:
    for make in (
        good_parcels, bad_transfers, bad_seals, bad_packets, attachments, good_events, bad_events, tokens,
        configurations,
    ):  # fmt: skip
        yield from make()


# The examples of SPEC.md.

MARK = re.compile(r"<!-- vector: ([a-z0-9-]+)#(\S+) -->\n```json\n(.*?)```", re.DOTALL)


def abridged(value: Any) -> Any:
    """Cut every long text, as the examples show it."""
    if isinstance(value, dict):
        return {name: abridged(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [abridged(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST_SHOWN and " " not in value and ":" not in value:
        return value[:LONGEST_SHOWN] + "…"
    return value


def example(name: str, pointer: str) -> Any:
    """What an example shows: the place of a vector, abridged."""
    place: Any = load(name)
    for token in pointer.split("/")[1:]:
        place = place[int(token)] if isinstance(place, list) else place[token]
    return abridged(place)


def written(value: Any, *, indent: int = 0, width: int = 116) -> str:
    """Write JSON with as much on a line as fits."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= width or not isinstance(value, dict | list) or not value:
        return flat
    start, end = ("{", "}") if isinstance(value, dict) else ("[", "]")
    if isinstance(value, dict):
        lines = [f"{json.dumps(name)}: {written(one, indent=indent + 2, width=width)}" for name, one in value.items()]
    else:
        lines = [written(one, indent=indent + 2, width=width) for one in value]
    inside = " " * (indent + 2)
    return f"{start}\n" + ",\n".join(inside + line for line in lines) + f"\n{' ' * indent}{end}"


def examples_in(text: str) -> str:
    """SPEC.md with its examples written anew."""
    return MARK.sub(lambda m: f"<!-- vector: {m[1]}#{m[2]} -->\n```json\n{written(example(m[1], m[2]))}\n```", text)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    write("keys", key_file())
    for vector in vectors():
        vector.write()
    write("http", http_file())
    SPEC.write_text(examples_in(SPEC.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
