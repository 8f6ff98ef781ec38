"""Parcels and attachments: good ones, and each wrong in one thing."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from cryptography.cobblestone import Cobblestone256Encryptor

from exchange.core.ids import show_instant
from exchange.core.packet.packet import FileRef
from exchange.core.packet.packet import claims as packet_claims
from exchange.core.vocabulary import Service
from keys import jwk
from keys.encoding import b64url, digest, unb64url
from keys.objects import PACKET
from keys.stream import context_of, padme, seal_stream
from keys.strictjson import dumps
from tests.vectors.forge import (
    AT,
    CLASSIC,
    HYBRID,
    LETTER,
    LINE,
    OTHER,
    P256,
    PARTNER,
    READ,
    RETIRED,
    SIGNER,
    STRANGER,
    Change,
    Json,
    Parcel,
    Vector,
    at,
    chance,
    flipped,
    header_of,
    jwe,
    jws,
    new_id,
    packet,
    readable,
    statutory,
)


def nested(levels: int) -> Json:
    return {"x": nested(levels - 1)} if levels else {}


def unknown_source(claims: Json) -> None:
    claims["rx"]["consent"]["clauses"][1]["sources"].append("neighbour")
    claims["rx"]["manifest"][0]["source"] = "neighbour"


def powers() -> Iterable[Vector]:
    """Without consent, on § 69 SGB X: to whom, and to what service."""
    body: Json = {"kind": "public-body", "sgb1_35": "§ 23 SGB I"}
    service = Service.PSYCHOSOCIAL_COUNSELLING
    line = {"id": LINE, "service": service.value, "title": "Beratung", "schema": f"urn:geleit:schema:{service}:1"}
    cases = [
        ("power-to-a-body-of-35", "On section 69 to a body under section 35 SGB I", "", statutory(), body),
        ("power-to-a-public-body", "On section 69 to a public body that is none", "not-permitted", statutory(),
         {"kind": "public-body"}),
        ("power-to-a-service-of-health", "On section 69 to a service that tells of health", "not-permitted",
         statutory(service=service), body | {"service_lines": [line]}),
    ]  # fmt: skip
    for name, what, reason, made, partner in cases:
        yield Parcel(packet=made).vector(name, what, reason, partner=partner)


def good_parcels() -> Iterable[Vector]:
    for name, to in (("hybrid", HYBRID), ("classic", CLASSIC), ("classic-p256", P256)):
        made = Parcel(packet=packet(to=to), to=to)
        yield readable(made, f"packet-{name}", f"A packet sealed to the {name} key")
    yield from powers()
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
        ("transfer-alg-of-another-key", "An `alg` that is not the key's", "malformed",
         {"transfer_header": {"alg": "Ed25519"}}),
        ("transfer-prio", "A priority there is not", "malformed", {"transfer_claims": at("rx", "prio", value=3)}),
        ("transfer-version", "An unknown version", "malformed", {"transfer_claims": at("rx", "v", value="rx-2")}),
        ("transfer-text-for-number", "A text where a number belongs", "malformed",
         {"transfer_claims": at("rx", "dir_version", value="0")}),
        ("transfer-blob", "A blob without its length", "malformed",
         {"transfer_claims": at("rx", "blobs", value=[{"sha256": digest("x")}])}),
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
    foreign_kid = jwe(inner, alg="ECDH-ES+A256KW", epk={"kty": "OKP", "crv": "X25519", "x": b64url(bytes(range(32)))})
    yield one.vector(
        "jwe-alg-of-another-key", "`ek` and `epk`, and an `alg` that is not the key's", "malformed", jwe=foreign_kid
    )
    yield one.vector("jwe-padded", "Padding in a segment", "malformed", jwe=f"{head}=.{wrapped}.{iv}.{content}.{tag}")
    yield one.vector(
        "jwe-iv", "An IV of 16 bytes", "undecryptable", jwe=f"{head}.{wrapped}.{b64url(bytes(16))}.{content}.{tag}"
    )
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
        ("packet-kind", "A kind there is not", "malformed", {"claims": at("rx", "kind", value="reply")}),
        ("packet-version-zero", "Version 0", "malformed", {"claims": at("rx", "version", value=0)}),
        ("packet-person-missing", "A request without a pseudonym", "malformed",
         {"claims": lambda c: c["rx"].pop("person")}),
        ("packet-enquiry-schema", "A request with the schema of an enquiry", "malformed",
         {"claims": at("rx", "schema", value="urn:geleit:schema:enquiry:1")}),
        ("packet-no-consent", "Consent as its basis, and none", "malformed",
         {"claims": at("rx", "consent", value=None)}),
        ("packet-salt", "A salt of 31 bytes", "malformed", {"claims": at("rx", "salt", value=b64url(bytes(31)))}),
        ("packet-data", "Data that is no object", "malformed", {"claims": at("rx", "data", value=[])}),
        ("packet-alg-of-another-key", "An `alg` that is not the key's", "malformed", {"header": {"alg": "Ed25519"}}),
        ("packet-too-deep", "Nested 17 deep", "malformed", {"claims": at("rx", "data", value=nested(15))}),
        ("manifest-clause-twice", "Two clauses of one id", "manifest-incomplete",
         {"claims": lambda c: c["rx"]["consent"]["clauses"].append(c["rx"]["consent"]["clauses"][1])}),
        ("manifest-basis", "A row with another basis", "manifest-incomplete",
         {"claims": at("rx", "manifest", 0, "basis", value="sgbx-69")}),
        ("leaf-not-yet", "A clause that has not begun", "not-permitted",
         {"claims": at("rx", "consent", "clauses", 1, "valid_from", value=show_instant(READ + timedelta(seconds=1)))}),
        ("leaf-direction", "The clause of the way back", "not-permitted",
         {"claims": at("rx", "manifest", 0, "clause", value="back-1")}),
        ("leaf-source-unknown", "A source that is none of the three", "not-permitted", {"claims": unknown_source}),
    ]  # fmt: skip
    for name, what, reason, changes in cases:
        yield Parcel(**changes).vector(name, what, reason)
    yield from bad_for_other_reasons()


def bad_for_other_reasons() -> Iterable[Vector]:
    one = Parcel()
    yield one.vector("packet-signature", "A bit of the signature", "bad-signature", inner=flipped(one.inner()))
    payload = dumps(packet_claims(one.packet)).removesuffix(b"}") + b',"aud":"x"}'
    for name, what, number in (
        ("packet-infinity", "A number beyond every double", b"1e999"),
        ("packet-nan", "NaN", b"NaN"),
    ):
        odd = dumps(packet_claims(one.packet)).replace(b'"version":1', b'"version":' + number)
        odd_jws = jws(odd, header=header_of(PACKET, SIGNER), signer=SIGNER)
        yield one.vector(name, what, "malformed", inner=odd_jws)
    array = jws(b"[]", header=header_of(PACKET, SIGNER), signer=SIGNER)
    yield one.vector("packet-array", "Claims that are no object", "malformed", inner=array)
    yield one.vector("packet-two-parts", "No signature segment", "malformed", inner=one.inner().rpartition(".")[0])
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

    for label, what, category in (
        ("debt", "A category that does not go to this service", "finance.debt"),
        ("diagnosis", "A category that does not go to this kind of partner", "health.diagnosis"),
        ("back", "A category of the way back", "fb.content"),
        ("household", "The household, by a clause with other categories", "household"),
    ):
        wrong = replace(made, claims=of_category(category))
        yield wrong.vector(f"attachment-{label}", what, "not-permitted")

    for label, what, name in (
        ("path", "A name that is a path", "../zeugnis.txt"),
        ("points", "A name of points alone", ".."),
        ("bidi", "A name that shows another ending than it has", "zeugnis\u202etxt.exe"),
        ("control", "A name with a line end", "zeugnis\n.txt"),
        ("decomposed", "A name in NFD", "Mu\u0308ller.txt"),
        ("blank", "A name with a blank behind it", "zeugnis.txt "),
        ("long", "A name of 256 bytes", "z" * 252 + ".txt"),
    ):
        wrong = replace(made, claims=at("rx", "attachments", 0, "name", value=name))
        yield wrong.vector(f"attachment-name-{label}", what, "malformed")
    persian = Parcel(packet=packet(files=[replace(ref, name="نامه\u200cها.txt")], packet_id=owner))
    yield readable(persian, "attachment-name-joiner", "A name spelled with a joiner, as in Farsi")

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


def of_category(category: str) -> Change:
    """A change: the attachment is of this category, and the clause names it."""

    def change(claims: Json) -> None:
        rx = claims["rx"]
        rx["attachments"][0]["category"] = category
        rx["manifest"][-1]["category"] = category
        rx["consent"]["clauses"][1]["categories"].append(category)

    return change


def show(ref: FileRef) -> Json:
    names = ("id", "name", "media_type", "length", "sealed_length", "sha256", "key", "category")
    return {name: getattr(ref, name) for name in names}
