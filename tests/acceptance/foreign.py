"""A partner written from schemas/SPEC.md alone: nothing of Geleit is imported, only its published schemas are read.

JOSE is jwcrypto's, HPKE-9-KE and Cobblestone-256 are `cryptography`'s, JSON Schema is jsonschema's, HTTP is httpx's.
Numbers in brackets are sections of SPEC.md.
"""

import base64
import copy
import hashlib
import hmac
import json
import math
import re
import secrets
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import httpx
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from jsonschema import Draft202012Validator
from jwcrypto.common import JWException
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
EVENT = "urn:geleit:rx:1:event:"
FROM_HUB = {
    "packet-available",
    "withdrawn",
    "cancelled",
    "cancellation-requested",
    "reminder",
    "key-changed",
    "refused",
}
STATES = {
    "under-review",
    "accepted",
    "declined",
    "waitlisted",
    "redirected",
    "scheduled",
    "no-show",
    "appointment-cancelled",
    "in-service",
    "on-hold",
    "external",
    "cancelled",
    "completed",
    "ended-early",
}
FROM_PARTNER = STATES | {"received", "unreadable", "erased", "question", "feedback", "withdrawal-answered"}
LIMITS = {"secevent+jwt": 512, "rx-packet+jwt": 512, "rx-transfer+jwt": 16, "entity-statement+jwt": 64}
CARE = {"doctor", "psychotherapist", "clinic", "social-psychiatric-service"}
HPKE = Suite(KEM.MLKEM768_X25519, KDF.SHAKE256, AEAD.AES_256_GCM)
INFO = b"JOSE-HPKE rcpt\xffA256GCM\xff"
CUSTOMER = re.compile(
    r"(?<![0-9A-Za-z])[0-9]{3}[ ./-]?[A-Za-z][ ./-]?[0-9]{3}[ ./-]?[0-9]{3}(?![0-9A-Za-z])"
)  # fmt: skip
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN = {"iss", "aud", "jti", "iat", "exp", "rx"}
RX_TRANSFER = {"v", "packet_id", "to", "origin", "jwe_sha256", "jwe_len", "blobs", "prio", "dir_version"}
RX = {
    "v",
    "kind",
    "referral",
    "version",
    "service",
    "schema",
    "profile_sha256",
    "enc_kid",
    "salt",
    "purpose",
    "basis",
    "consent",
    "manifest",
    "data",
    "attachments",
    "reply",
    "notice",
    "pad",
}
ROW = {"pointer", "category", "clause", "necessity", "basis", "source"}
FILE = {"id", "name", "media_type", "length", "sealed_length", "sha256", "key", "category"}
CLAUSE = {"id", "direction", "recipient", "purpose", "categories", "sources", "valid_from", "valid_until"}


class No(Exception):
    """Refused, with a code."""

    @property
    def code(self) -> str:
        return str(self.args[0])


def check(holds: object, code: str) -> None:
    if not holds:
        raise No(code)


# JSON and digests, [1.4] and [1.5].


def b64u(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64u(text: str) -> bytes:
    check(re.fullmatch(r"[A-Za-z0-9_-]*", text) and len(text) % 4 != 1, "malformed")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    check(b64u(raw) == text, "malformed")
    return raw


def digest(octets: str | bytes) -> str:
    return b64u(hashlib.sha256(octets.encode() if isinstance(octets, str) else octets).digest())


def strict(raw: bytes | str) -> Any:
    def no(_: str) -> NoReturn:
        raise No("malformed")

    def members(pairs: list[tuple[str, Any]]) -> Json:
        check(len({name for name, _ in pairs}) == len(pairs), "malformed")
        return dict(pairs)

    def whole(digits: str) -> int:
        check(len(digits) < 20 and abs(int(digits)) < 2**53, "malformed")
        return int(digits)

    def real(digits: str) -> float:
        check(math.isfinite(float(digits)), "malformed")
        return float(digits)

    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        value = json.loads(text, object_pairs_hook=members, parse_constant=no, parse_int=whole, parse_float=real)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise No("malformed") from error
    check(depth(value) <= 16, "malformed")
    return value


def depth(value: object) -> int:
    inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


def instant(text: object) -> float:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise No("malformed") from error
    check(isinstance(text, str) and at.tzinfo, "malformed")
    return at.timestamp()


def closed(value: object, members: set[str], *, maybe: set[str] | None = None) -> Json:
    check(isinstance(value, dict) and members <= set(value) <= members | (maybe or set()), "malformed")
    return dict(value) if isinstance(value, dict) else {}


def is_number(value: object, least: int = 0) -> bool:
    return type(value) is int and value >= least


def is_uuid(value: object) -> bool:
    return isinstance(value, str) and bool(UUID.fullmatch(value))


def is_bytes(value: object, count: int) -> bool:
    return isinstance(value, str) and len(value) == -(-count * 4 // 3) and bool(re.fullmatch("[A-Za-z0-9_-]+", value))


# Keys and signed objects, [1.2] and [1.3].


def public(key: Mapping[str, Any]) -> JWK:
    return JWK(**{name: key[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in key})


def private(key: Mapping[str, Any]) -> JWK:
    return JWK(**{name: key[name] for name in ("kty", "crv", "x", "y", "d") if name in key})


def sign(claims: Mapping[str, Any], *, typ: str, key: Mapping[str, Any], proof: bool = False) -> str:
    own = {"jwk": json.loads(private(key).export_public())} if proof else {"kid": key["kid"]}
    token = JWS(json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode())
    token.allowed_algs = [key["alg"]]
    token.add_signature(private(key), key["alg"], json.dumps({"alg": key["alg"], "typ": typ} | own))
    return str(token.serialize(compact=True))


@dataclass(frozen=True)
class Read:
    """A JWS whose signature holds."""

    claims: Json
    key: Json


def verify(compact: str, *, typ: str, keys: list[Json]) -> Read:
    check(len(compact) <= LIMITS[typ] * 1024, "too-large")
    parts = compact.split(".")
    check(len(parts) == 3, "malformed")
    header = strict(unb64u(parts[0]))
    check(isinstance(header, dict) and set(header) == {"alg", "kid", "typ"}, "malformed")
    check(header["alg"] in ("ES256", "Ed25519") and header["typ"] == typ, "malformed")
    key = next((one for one in keys if one["kid"] == header["kid"]), None)
    if key is None:
        raise No("unknown-key")
    check(key["alg"] == header["alg"], "malformed")
    unb64u(parts[1])
    unb64u(parts[2])
    token = JWS()
    token.allowed_algs = [key["alg"]]
    try:
        token.deserialize(compact, public(key))
    except JWException as error:
        raise No("bad-signature") from error
    claims = strict(token.payload)
    check(isinstance(claims, dict), "malformed")
    return Read(claims, key)


def was_valid(key: Json, iat: int, now: float) -> bool:
    revoked = key.get("revoked", {}).get("revoked_at", math.inf)
    return bool(key["nbf"] <= iat < key["exp"] and iat < revoked and iat <= now + 60)


# Seal and attachments, [2.5] and [2.7].


def open_jwe(compact: str, *, keys: list[Json]) -> tuple[str, str]:
    check(len(compact) <= 704 * 1024, "too-large")
    parts = compact.split(".")
    check(len(parts) == 5, "malformed")
    header = strict(unb64u(parts[0]))
    check(isinstance(header, dict) and header.get("alg") in ("HPKE-9-KE", "ECDH-ES+A256KW"), "malformed")
    hybrid = header["alg"] == "HPKE-9-KE"
    check(set(header) == {"alg", "enc", "kid", "typ", "cty", "ek" if hybrid else "epk"}, "malformed")
    check((header["enc"], header["typ"], header["cty"]) == ("A256GCM", "rx-packet+jwe", "rx-packet+jwt"), "malformed")
    key = next((one for one in keys if one["kid"] == header["kid"]), None)
    if key is None:
        raise No("undecryptable")
    check(key["alg"] == header["alg"], "malformed")
    wrapped, iv, content, tag = (unb64u(part) for part in parts[1:])
    check((len(wrapped), len(iv), len(tag)) == (48 if hybrid else 40, 12, 16), "undecryptable")
    if hybrid:
        ek = unb64u(header["ek"])
        check(len(ek) == 1120, "undecryptable")
        plaintext = open_hybrid(ek + wrapped, iv, content + tag, aad=parts[0].encode(), key=key)
    else:
        plaintext = open_classic(compact, key)
    return plaintext.decode("latin-1"), key["kid"]


def open_hybrid(sealed: bytes, iv: bytes, content: bytes, *, aad: bytes, key: Json) -> bytes:
    expanded = hashlib.shake_256(unb64u(key["priv"])).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    owner = MLKEM768X25519PrivateKey(mlkem, X25519PrivateKey.from_private_bytes(expanded[64:]))
    try:
        return AESGCM(HPKE.decrypt(sealed, owner, info=INFO)).decrypt(iv, content, aad)
    except (InvalidTag, ValueError) as error:
        raise No("undecryptable") from error


def open_classic(compact: str, key: Json) -> bytes:
    token = JWE(algs=["ECDH-ES+A256KW", "A256GCM"])
    try:
        token.deserialize(compact, private(key))
    except JWException as error:
        raise No("undecryptable") from error
    return bytes(token.payload)


def padme(length: int) -> int:
    if length <= 1:
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def sealed_length(length: int) -> int:
    return 56 + padme(length) + 16 * (padme(length) // 16384 + 1)


def open_attachment(sealed: bytes, *, ref: Json, owner: str) -> bytes:
    check((len(sealed), digest(sealed)) == (ref["sealed_length"], ref["sha256"]), "digest-mismatch")
    opener = Cobblestone256Decryptor(unb64u(ref["key"]), (owner + ref["id"]).encode())
    try:
        padded = opener.update(sealed) + opener.finalize()
    except (InvalidTag, ValueError) as error:
        raise No("undecryptable") from error
    content, padding = padded[: ref["length"]], padded[ref["length"] :]
    check(len(padded) == padme(ref["length"]) and not any(padding), "undecryptable")
    return content


def seal_attachment(content: bytes, *, owner: str, name: str, category: str) -> tuple[Json, bytes]:
    key, ident = secrets.token_bytes(32), new_id()
    sealer = Cobblestone256Encryptor(key, (owner + ident).encode())
    sealed = sealer.update(content + bytes(padme(len(content)) - len(content))) + sealer.finalize()
    ref = {"id": ident, "name": name, "media_type": "text/plain", "length": len(content), "category": category}
    return ref | {"sealed_length": len(sealed), "sha256": digest(sealed), "key": b64u(key)}, sealed


# [2.6] Schemas: the published files, read as JSON.

SCHEMAS: dict[str, Json] = {}
for _file in (Path(__file__).parents[2] / "schemas").rglob("*.json"):
    if (_schema := json.loads(_file.read_bytes())).get("$id"):
        SCHEMAS[_schema["$id"]] = _schema
REGISTRY: Registry[Any] = Registry().with_resources(
    [(name, DRAFT202012.create_resource(one)) for name, one in SCHEMAS.items()]
)


def merge(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def fits(data: object, *, schema: str, profile: Json) -> bool:
    bundled = SCHEMAS.get(schema)
    if bundled is None:
        return False
    both = (bundled, merge(copy.deepcopy(bundled), profile))
    return all(Draft202012Validator(one, registry=REGISTRY).is_valid(data) for one in both)


@dataclass(frozen=True)
class Leaf:
    """A leaf of data as the schema annotates it."""

    pointer: str
    value: Any
    categories: list[str]
    sources: list[str]
    sealed: bool = False


def leaves(
    value: Any, schema: Json, *, home: Json, at: str = "", above: tuple[str, list[str]] = ("", [])
) -> Iterator[Leaf]:
    nodes = list(spread(schema, home))
    said = {name: one[name] for one, _ in reversed(nodes) for name in ("x-category", "x-source") if name in one}
    here = (said.get("x-category", above[0]), said.get("x-source", above[1]))
    if any(one.get("x-sealed") for one, _ in nodes):
        yield Leaf(at, value, value["categories"], here[1], sealed=True)
    elif isinstance(value, dict) and value:
        for name, child in value.items():
            node, base = next(
                ((one["properties"][name], base) for one, base in nodes if name in one.get("properties", {}))
            )
            place = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from leaves(child, node, home=base, at=place, above=here)
    elif isinstance(value, list) and value:
        node, base = next((one["items"], base) for one, base in nodes if "items" in one)
        for index, child in enumerate(value):
            yield from leaves(child, node, home=base, at=f"{at}/{index}", above=here)
    else:
        yield Leaf(at, value, [here[0]], here[1])


def spread(schema: Json, home: Json) -> Iterator[tuple[Json, Json]]:
    yield schema, home
    if "$ref" in schema:
        name, _, place = schema["$ref"].partition("#")
        base = SCHEMAS[name] if name else home
        found: Any = base
        for part in place.split("/")[1:]:
            found = found[part]
        yield from spread(found, base)
    for part in schema.get("allOf", ()):
        yield from spread(part, home)


# [2.2] [2.3] Claims.


def read_transfer(claims: Json) -> Json:
    closed(claims, TOKEN)
    rx = closed(claims["rx"], RX_TRANSFER, maybe={"log"})
    check(rx["v"] == "rx-1" and is_uuid(rx["packet_id"]) and is_uuid(claims["jti"]), "malformed")
    check(is_bytes(rx["jwe_sha256"], 32) and is_number(rx["jwe_len"], 1), "malformed")
    check(type(rx["prio"]) is int and rx["prio"] in (0, 1, 2) and is_number(rx["dir_version"]), "malformed")
    check(is_number(claims["iat"]) and is_number(claims["exp"]) and isinstance(rx["blobs"], list), "malformed")
    for blob in rx["blobs"]:
        check(closed(blob, {"sha256", "len"}) and is_bytes(blob["sha256"], 32) and is_number(blob["len"]), "malformed")
    return rx


def read_packet(claims: Json) -> Json:
    closed(claims, TOKEN)
    rx = closed(claims["rx"], RX, maybe={"supersedes", "in_reply_to", "person"})
    check(is_number(claims["iat"]) and claims["exp"] == claims["iat"] + 1_814_400, "malformed")
    check(rx["v"] == "rx-1" and is_uuid(claims["jti"]) and is_uuid(rx["referral"]), "malformed")
    check(rx["kind"] in ("enquiry", "request", "update", "answer") and is_number(rx["version"], 1), "malformed")
    check((rx["kind"] == "enquiry") == ("person" not in rx), "malformed")
    check((rx["kind"] == "enquiry") == (rx["schema"] == "urn:geleit:schema:enquiry:1"), "malformed")
    check(all(is_bytes(rx[name], 32) for name in ("profile_sha256", "enc_kid", "salt")), "malformed")
    check((rx["basis"] == "consent") == (rx["consent"] is not None), "malformed")
    check(isinstance(rx["data"], dict) and isinstance(rx["pad"], str), "malformed")
    closed(rx["reply"], {"to", "until", "duty"})
    closed(rx["notice"], {"text_version", "sha256"})
    for row in rx["manifest"]:
        closed(row, ROW)
    for ref in rx["attachments"]:
        closed(ref, FILE)
    check(len({ref["id"] for ref in rx["attachments"]}) == len(rx["attachments"]), "malformed")
    if rx["consent"] is not None:
        closed(rx["consent"], {"id", "commitment", "valid_until", "clauses", "feedback"})
        for clause in rx["consent"]["clauses"]:
            closed(clause, CLAUSE)
    return rx


# Manifest and `permits`, [2.9].


@dataclass(frozen=True)
class Line:
    """What this partner offers; `kind` is the partner's."""

    id: str
    service: str
    schema: str
    kind: str
    profile: Json = field(default_factory=dict)


def check_manifest(rx: Json, *, me: str, line: Line, now: float) -> None:
    consent = rx["consent"] or {"clauses": [], "valid_until": "9999-12-31T00:00:00Z"}
    recipient = {"entity": me, "service_line": rx["service"]}
    check(all(clause["recipient"] == recipient for clause in consent["clauses"]), "manifest-incomplete")
    check(now < instant(consent["valid_until"]), "consent-ended")
    clauses = {clause["id"]: clause for clause in consent["clauses"]}
    check(len(clauses) == len(consent["clauses"]), "manifest-incomplete")
    found = list(leaves(rx["data"], SCHEMAS[rx["schema"]], home=SCHEMAS[rx["schema"]]))
    found += [Leaf(f"attachment:{ref['id']}", ref["name"], [ref["category"]], []) for ref in rx["attachments"]]
    rows = {row["pointer"]: row for row in rx["manifest"]}
    check(len(rows) == len(rx["manifest"]), "manifest-incomplete")
    check(set(rows) == {leaf.pointer for leaf in found}, "manifest-incomplete")
    check(rows or rx["kind"] in ("update", "answer"), "manifest-incomplete")
    for leaf in found:
        row = rows[leaf.pointer]
        same = row["category"] == (leaf.categories if leaf.sealed else leaf.categories[0])
        check(same and row["basis"] == rx["basis"], "manifest-incomplete")
        named = row["clause"] if leaf.sealed else [row["clause"]]
        check(len(named) == len(leaf.categories), "manifest-incomplete")
        for category, clause in zip(leaf.categories, named, strict=True):
            check(clause in clauses if rx["basis"] == "consent" else clause is None, "manifest-incomplete")
            check_leaf(leaf, category, source=row["source"], line=line)
            if rx["basis"] == "consent":
                check_clause(clauses[clause], category, source=row["source"], rx=rx, now=now)
            else:
                special = category.startswith("health.") or category in ("person.identifier.health", "safety")
                check(line.kind == "public-body" and not special and not leaf.sealed, "not-permitted")


def check_leaf(leaf: Leaf, category: str, *, source: str, line: Line) -> None:
    readable = leaf.value if isinstance(leaf.value, str) and not leaf.sealed else ""
    check(not CUSTOMER.search(readable) and not category.startswith("fb."), "not-permitted")
    goes = {
        "health.diagnosis": leaf.sealed and line.kind in CARE,
        "person.identifier.health": line.kind in CARE - {"social-psychiatric-service"},
        "health.addiction": line.kind in CARE or line.service == "addiction-counselling",
        "finance.debt": line.service == "debt-counselling",
    }
    check(goes.get(category, True), "not-permitted")
    check(not leaf.sources or {source, source.partition(":")[0]} & set(leaf.sources), "not-permitted")
    check(source in ("person", "jobcenter") or re.match("professional:.", source), "not-permitted")


def check_clause(clause: Json, category: str, *, source: str, rx: Json, now: float) -> None:
    check(clause["direction"] == "out" and clause["purpose"] == rx["purpose"], "not-permitted")
    check(category in clause["categories"] and source in clause["sources"], "not-permitted")
    check(category != "household" or clause["categories"] == ["household"], "not-permitted")
    check(instant(clause["valid_from"]) <= now, "not-permitted")
    check(now < instant(clause["valid_until"]), "consent-ended")


# The order of checks, [2.10], [4.2] and [5.1].


@dataclass(frozen=True)
class Opened:
    """A packet that passed every check."""

    claims: Json
    packet_sha256: str
    jwe_sha256: str

    @property
    def rx(self) -> Json:
        return dict(self.claims["rx"])


@dataclass(frozen=True)
class Eyes:
    """Who looks, with which keys, at whose objects, when."""

    me: str
    enc: list[Json]
    hub: str
    packet: list[Json]
    ack: list[Json]
    lines: list[Line]
    now: float


def read_parcel(raw: bytes, *, packet_id: str, announced: str, seen: str, eyes: Eyes) -> Opened:
    """Open a parcel. Raises `No` with the reason for `unreadable`, or with "seen"."""
    check(len(raw) <= 1024 * 1024, "too-large")
    parcel = closed(strict(raw), {"transfer", "packet"})
    check(all(isinstance(part, str) and part.isascii() for part in parcel.values()), "malformed")
    token = verify(parcel["transfer"], typ="rx-transfer+jwt", keys=eyes.packet)
    transfer, jwe = read_transfer(token.claims), parcel["packet"]
    check(token.claims["iss"] == eyes.hub and was_valid(token.key, token.claims["iat"], eyes.now), "unknown-key")
    check(token.claims["aud"] == transfer["to"] == eyes.me, "wrong-audience")
    check(digest(jwe) == transfer["jwe_sha256"] == announced and len(jwe) == transfer["jwe_len"], "digest-mismatch")
    inner, opened_with = open_jwe(jwe, keys=eyes.enc)
    packet = verify(inner, typ="rx-packet+jwt", keys=eyes.packet)
    claims = packet.claims
    check(isinstance(claims.get("aud"), str) and is_number(claims.get("iat")), "malformed")
    check(claims.get("iss") == eyes.hub and was_valid(packet.key, claims["iat"], eyes.now), "unknown-key")
    check(claims["aud"] == eyes.me, "wrong-audience")
    rx = read_packet(claims)
    check(packet_id == transfer["packet_id"] == claims["jti"], "id-mismatch")
    check(transfer["origin"] == claims["iss"] and rx["enc_kid"] == opened_with, "id-mismatch")
    check(seen in ("", digest(inner)), "duplicate")
    check(not seen, "seen")
    check(eyes.now < claims["exp"] == token.claims["exp"], "expired")
    listed = sorted((blob["sha256"], blob["len"]) for blob in transfer["blobs"])
    check(listed == sorted((ref["sha256"], ref["sealed_length"]) for ref in rx["attachments"]), "digest-mismatch")
    line = next((one for one in eyes.lines if one.id == rx["service"]), None)
    if line is None:
        raise No("schema-invalid")
    canonical = json.dumps(line.profile, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    check((rx["schema"], rx["profile_sha256"]) == (line.schema, digest(canonical)), "schema-invalid")
    check(fits(rx["data"], schema=rx["schema"], profile=line.profile), "schema-invalid")
    check_manifest(rx, me=eyes.me, line=line, now=eyes.now)
    lengths = [ref["length"] for ref in rx["attachments"]]
    check(len(lengths) <= 20 and max(lengths, default=0) <= 50 << 20 and sum(lengths) <= 200 << 20, "too-large")
    check(all(ref["sealed_length"] == sealed_length(ref["length"]) for ref in rx["attachments"]), "digest-mismatch")
    return Opened(claims, digest(inner), digest(jwe))


def read_configuration(compact: str, *, hub: str, pin: str, now: float) -> Json:
    """Verify an entity configuration [1.7] with the pinned key. Raises `No` where it is not to be trusted."""
    claimed = strict(unb64u(compact.split(".")[1]))
    pinned = [key for key in claimed["jwks"]["keys"] if key["kid"] == pin]
    facts = verify(compact, typ="entity-statement+jwt", keys=pinned).claims
    check(facts["iss"] == facts["sub"] == hub and facts["iat"] - 60 <= now < facts["exp"], "malformed")
    check(facts["metadata"]["oauth_authorization_server"]["token_endpoint"].startswith(f"{hub}/"), "malformed")
    return facts


def check_hook(headers: Mapping[str, str], body: bytes, *, keys: list[Json], secret: str, now: float) -> None:
    """Verify a call of the hook [4.4], by the hub's keys or the shared secret. Raises `No` where none fits."""
    stamp = headers["webhook-timestamp"]
    check(stamp.isdecimal() and abs(int(stamp) - now) <= 300, "malformed")
    signed = f"{headers['webhook-id']}.{stamp}.".encode() + body
    shared = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256")
    for one in headers["webhook-signature"].split():
        version, _, text = one.partition(",")
        if version == "v1" and hmac.compare_digest(base64.b64decode(text), shared):
            return
        if version == "v1a" and any(signed_by(key, base64.b64decode(text), signed) for key in keys):
            return
    raise No("bad-signature")


def signed_by(key: Json, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(unb64u(key["x"])).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


ERR = {"unknown-key": "invalid_key", "bad-signature": "authentication_failed"}


def read_event(compact: str, *, issuer: str, audience: str, keys: list[Json], names: set[str], now: float) -> Json:
    """Read a SET and return its claims. Raises `No` with the code of RFC 8935."""
    try:
        claimed = strict(unb64u(compact.split(".")[1])) if compact.count(".") == 2 else {}
        check(isinstance(claimed, dict) and "iss" in claimed, "invalid_request")
        check(claimed["iss"] == issuer, "invalid_issuer")
        read = verify(compact, typ="secevent+jwt", keys=keys)
        name, body = event_of(read.claims)
    except No as error:
        codes = {"malformed": "invalid_request", "too-large": "invalid_request"} | ERR
        raise No(codes.get(error.code, error.code)) from error
    check(read.claims["aud"] == audience, "invalid_audience")
    check(read.claims["iat"] <= now + 60 and name in names and body, "invalid_request")
    check(was_valid(read.key, read.claims["iat"], now), "invalid_key")
    return read.claims


def event_of(claims: Json) -> tuple[str, Json]:
    closed(claims, {"iss", "aud", "iat", "jti", "toe", "sub_id", "events"}, maybe={"txn"})
    check(is_number(claims["iat"]) and is_number(claims["toe"]) and is_uuid(claims["jti"]), "malformed")
    subject = closed(claims["sub_id"], {"format", "id"})
    check(subject["format"] == "opaque" and is_uuid(subject["id"]), "malformed")
    check(isinstance(claims["aud"], str) and isinstance(claims["events"], dict), "malformed")
    check(len(claims["events"]) == 1, "malformed")
    uri, body = next(iter(claims["events"].items()))
    check(uri.startswith(EVENT) and isinstance(body, dict) and isinstance(body.get("jwe_sha256"), str), "malformed")
    name, thread = uri.removeprefix(EVENT), "txn" in claims
    check(all((member in body) == thread for member in ("packet_sha256", "seq")), "malformed")
    check(("version" in body) == thread or name == "refused", "malformed")
    if thread:
        check(is_number(body["seq"], 1) and is_number(body["version"], 1) and is_uuid(claims["txn"]), "malformed")
    check(("prev_sha256" in body) == (thread and body["seq"] > 1), "malformed")
    return name, body


# [3] [4] The partner itself.


def new_id() -> str:
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + secrets.token_bytes(10))
    raw[6], raw[8] = 0x70 | raw[6] & 0x0F, 0x80 | raw[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(raw)))


def new_key(alg: str) -> Json:
    """Make a private JWK of one of the algorithms of [1.2]."""
    crv = {"ES256": ("EC", "P-256"), "Ed25519": ("OKP", "Ed25519"), "ECDH-ES+A256KW": ("OKP", "X25519")}
    now = int(time.time())
    common = {"alg": alg, "use": "enc" if "-" in alg else "sig", "nbf": now - 60, "exp": now + 86400 * 365}
    if alg == "HPKE-9-KE":
        seed = secrets.token_bytes(32)
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).public_key().public_bytes_raw()
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:]).public_key().public_bytes_raw()
        key = {"kty": "AKP", "alg": alg, "pub": b64u(mlkem + x25519), "priv": b64u(seed)}
    else:
        key = json.loads(JWK.generate(kty=crv[alg][0], crv=crv[alg][1]).export())
    named = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "AKP": ("alg", "kty", "pub")}[key["kty"]]
    kid = digest(json.dumps({name: key[name] for name in named}, separators=(",", ":"), sort_keys=True))
    return {**key, **common, "kid": kid}


def shown(key: Json) -> Json:
    return {name: value for name, value in key.items() if name not in ("d", "priv")}


class Partner:
    """Speaks with one hub over HTTP."""

    def __init__(self, entity: str, *, kind: str, lines: list[Json], enc: str) -> None:
        self.entity, self.kind, self.lines = entity, kind, lines
        self.keys = {purpose: new_key("ES256") for purpose in ("federation", "oauth")}
        self.keys |= {"ack": new_key("Ed25519"), "enc": new_key(enc)}
        self.dpop = new_key("ES256")
        self.http = httpx.Client(timeout=60)
        self.hub, self.token = "", ""
        self.facts: Json = {}
        self.threads: dict[str, tuple[int, str]] = {}

    def document(self) -> Json:
        """What is handed over at enrolment [1.7]."""
        keys = {f"{purpose}_jwks": {"keys": [shown(key)]} for purpose, key in self.keys.items()}
        return {
            "entity": self.entity, "name": "Fremde Stelle (erfunden)", "kind": self.kind, "bound_by_203": False,
            "service_lines": self.lines, "contact": {"email": "aufnahme@fremd.example"}, **keys,
        }  # fmt: skip

    def discover(self, hub: str, *, pin: str) -> None:
        """Read the hub's entity configuration, and believe it for the pinned key only."""
        self.hub = hub
        answer = self.http.get(f"{hub}/.well-known/openid-federation")
        check(answer.headers["content-type"] == "application/entity-statement+jwt", "malformed")
        self.facts = read_configuration(answer.text, hub=hub, pin=pin, now=time.time())
        # The generic documents say the same.
        check(self.http.get(f"{hub}/.well-known/oauth-authorization-server").json()["issuer"] == hub, "malformed")

    def proof(self, method: str, url: str, *, token: str = "") -> str:
        claims: Json = {"jti": new_id(), "htm": method, "htu": url.partition("?")[0], "iat": int(time.time())}
        return sign(claims | ({"ath": digest(token)} if token else {}), typ="dpop+jwt", key=self.dpop, proof=True)

    def get_token(self) -> httpx.Response:
        now = int(time.time())
        claims = {"iss": self.entity, "sub": self.entity, "aud": self.hub, "iat": now, "exp": now + 60, "jti": new_id()}
        endpoint = self.facts["metadata"]["oauth_authorization_server"]["token_endpoint"]
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": sign(claims, typ="client-authentication+jwt", key=self.keys["oauth"]),
        }
        answer = self.http.post(endpoint, data=form, headers={"DPoP": self.proof("POST", endpoint)})
        self.token = answer.json().get("access_token", "")
        return answer

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        url = self.hub + path
        headers = {"Authorization": f"DPoP {self.token}", "DPoP": self.proof(method, url, token=self.token)}
        return self.http.request(method, url, headers=headers | more.pop("headers", {}), **more)

    def poll(self, *, ack: list[str] | None = None) -> dict[str, Json]:
        """Ask for events and return their verified claims by `jti`, as the hub offers them."""
        asked = {"returnImmediately": True, "ack": ack or []}
        answer = self.call("POST", "/sets/poll", json=asked).json()["sets"]
        found = {}
        for jti, compact in answer.items():
            keys = self.facts["metadata"]["rx_hub"]["ack_jwks"]["keys"]
            found[jti] = read_event(
                compact, issuer=self.hub, audience=self.entity, keys=keys, names=FROM_HUB, now=time.time()
            )
            check(found[jti]["jti"] == jti, "invalid_request")
        return found

    def fetch(self, packet_id: str, *, announced: str) -> Opened:
        answer = self.call("GET", f"/packets/{packet_id}")
        check(answer.status_code == 200, str(answer.status_code))
        stated = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
        check(answer.headers["content-digest"] == f"sha-256=:{stated}:", "damaged")
        return read_parcel(answer.content, packet_id=packet_id, announced=announced, seen="", eyes=self.eyes())

    def eyes(self) -> Eyes:
        keys = self.facts["metadata"]["rx_hub"]
        lines = [
            Line(one["id"], one["service"], one["schema"], self.kind, one.get("profile", {})) for one in self.lines
        ]
        return Eyes(
            me=self.entity, enc=[self.keys["enc"]], hub=self.hub, packet=keys["packet_jwks"]["keys"],
            ack=keys["ack_jwks"]["keys"], lines=lines, now=time.time(),
        )  # fmt: skip

    def attachment(self, ref: Json, *, owner: str) -> bytes:
        """Fetch an attachment in two pieces and open it."""
        first = self.call("GET", f"/blobs/{ref['sha256']}", headers={"Range": "bytes=0-99"})
        rest = self.call("GET", f"/blobs/{ref['sha256']}", headers={"Range": "bytes=100-"})
        check((first.status_code, rest.status_code) == (206, 206), "range")
        return open_attachment(first.content + rest.content, ref=ref, owner=owner)

    def say(self, name: str, members: Json, *, about: Opened, version: int, jti: str = "") -> tuple[str, int]:
        """Push the next event of the thread; returns its `jti` and the HTTP status."""
        referral = about.rx["referral"]
        seq, before = self.threads.get(referral, (0, ""))
        thread = {"jwe_sha256": about.jwe_sha256, "packet_sha256": about.packet_sha256, "version": version}
        thread |= {"seq": seq + 1} | ({"prev_sha256": before} if seq else {})
        now = int(time.time())
        claims = {
            "iss": self.entity, "aud": about.claims["iss"], "iat": now, "toe": now, "jti": jti or new_id(),
            "sub_id": {"format": "opaque", "id": about.claims["jti"]}, "txn": referral,
            "events": {EVENT + name: thread | members},
        }  # fmt: skip
        compact = sign(claims, typ="secevent+jwt", key=self.keys["ack"])
        answer = self.call("POST", "/sets", content=compact, headers={"Content-Type": "application/secevent+jwt"})
        self.threads[referral] = (seq + 1, digest(compact.rpartition(".")[0]))
        return str(claims["jti"]), answer.status_code

    def feedback(self, data: Json, *, clause: Callable[[str], str], jti: str, note: bytes) -> Json:
        """Write the members of a `feedback` event [5.6], with one attachment put before."""
        schema = SCHEMAS["urn:geleit:schema:feedback:1"]
        ref, sealed = seal_attachment(note, owner=jti, name="bericht.txt", category="fb.progress")
        put = self.call("PUT", f"/blobs/{ref['sha256']}", content=sealed)
        check(put.status_code == 204, str(put.status_code))
        found = [(leaf.pointer, leaf.categories[0]) for leaf in leaves(data, schema, home=schema)]
        rows = [
            {"pointer": pointer, "category": category, "clause": clause(category), "necessity": "optional",
             "basis": "consent", "source": f"professional:{self.entity}"}
            for pointer, category in [*found, (f"attachment:{ref['id']}", ref["category"])]
        ]  # fmt: skip
        return {"schema": schema["$id"], "data": data, "manifest": rows, "attachments": [ref]}


def now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
